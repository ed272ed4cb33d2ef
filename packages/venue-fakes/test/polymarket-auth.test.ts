import { ONE_SECOND } from '@arbees/core'
import { createPrivateKeySigner, l1Headers } from '@arbees/polymarket-client'
import { describe, expect, it } from 'vitest'
import { createTradingWorld, createWorld, PRIVATE_KEY, START } from './polymarket-world.ts'

const signer = createPrivateKeySigner(PRIVATE_KEY, 'pure')
const other = createPrivateKeySigner(`0x${'11'.repeat(32)}`, 'pure')
const AT = START / ONE_SECOND

async function asked(
  world: ReturnType<typeof createWorld>,
  method: 'POST' | 'GET',
  options: { at?: number; nonce?: number; who?: typeof signer; change?: Record<string, string> } = {},
) {
  const { at = AT, nonce = 0, who = signer, change = {} } = options
  const signed = { ...(await l1Headers(who, 137, at, nonce)), ...change }
  const headers = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]))
  const url = method === 'POST' ? '/auth/api-key' : '/auth/derive-api-key'
  return world.read(world.fake.clob.request({ method, url, headers, body: '' }))
}

describe('API keys', () => {
  it('are created once and derived again, the same for each address and nonce', async () => {
    const world = createWorld()
    expect(await asked(world, 'GET')).toMatchObject({ status: 400, body: { error: 'Could not derive api key!' } })
    const created = await asked(world, 'POST')
    expect(created.body.apiKey).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await asked(world, 'POST')).toMatchObject({ status: 400, body: { error: 'Could not create api key' } })
    expect((await asked(world, 'GET')).body).toEqual(created.body)
    expect((await asked(createWorld(), 'POST')).body).toEqual(created.body)
    expect((await asked(world, 'POST', { nonce: 1 })).body.apiKey).not.toBe(created.body.apiKey)
  })

  it.each([
    ['a stale timestamp', { at: AT - 61 }],
    ['a timestamp of the future', { at: AT + 61 }],
    ['another address', { change: { POLY_ADDRESS: other.address } }],
    ['another nonce than the signed one', { change: { POLY_NONCE: '7' } }],
    ['another timestamp than the signed one', { change: { POLY_TIMESTAMP: String(AT + 1) } }],
    ['no signature', { change: { POLY_SIGNATURE: '0x' } }],
  ])('are refused for %s', async (_name, options) => {
    const seen = await asked(createWorld(), 'POST', options)
    expect(seen).toMatchObject({ status: 401, body: { error: 'Invalid L1 Request headers' } })
  })

  it('are listed, and gone once deleted', async () => {
    const world = await createTradingWorld()
    expect(world.call('GET', '/auth/api-keys').body).toEqual({ apiKeys: [world.apiKey.id] })
    expect(world.call('DELETE', '/auth/api-key').body).toBe('OK')
    expect(world.call('GET', '/auth/api-keys').status).toBe(401)
  })
})

describe('private requests', () => {
  it('are served without the query in the signature', async () => {
    const world = await createTradingWorld()
    expect(world.call('GET', '/data/orders?next_cursor=MA%3D%3D').status).toBe(200)
  })

  it('are refused when the body was changed after signing', async () => {
    const world = await createTradingWorld()
    const body = world.order({ side: 'BUY', price: 0.4, size: 25 })
    const changed = JSON.stringify({ ...body, orderType: 'GTD' })
    const seen = world.call('POST', '/order', body, { body: changed })
    expect(seen).toMatchObject({ status: 401, body: { error: 'Unauthorized/Invalid api key' } })
    expect(world.call('POST', '/order', body, { body: `${JSON.stringify(body)} ` }).status).toBe(401)
    expect(world.call('POST', '/order', body).status).toBe(200)
  })

  it.each([
    ['a wrong passphrase', { POLY_PASSPHRASE: 'x' }],
    ['another address', { POLY_ADDRESS: other.address }],
    ['an unknown key', { POLY_API_KEY: '00000000-0000-4000-8000-00000000ffff' }],
    ['a stale timestamp', { POLY_TIMESTAMP: String(AT - 3600) }],
    ['a signature of another second', { POLY_TIMESTAMP: String(AT + 1) }],
  ])('are refused for %s', async (_name, headers) => {
    const world = await createTradingWorld()
    expect(world.call('GET', '/data/orders', undefined, { headers }).status).toBe(401)
  })

  it('are refused before a key exists, and while the venue’s clock is elsewhere', async () => {
    expect(createWorld().call('GET', '/data/orders').status).toBe(401)
    const world = await createTradingWorld()
    world.fake.faults.inject({ fault: 'clock.skew', amountMicros: (120 * ONE_SECOND) as never })
    expect(world.call('GET', '/data/orders').status).toBe(401)
    expect(world.call('GET', '/data/orders').status).toBe(200)
  })
})
