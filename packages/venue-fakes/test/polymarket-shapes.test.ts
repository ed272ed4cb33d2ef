/*
 * What the fake says has no invented members: each is in the venue's example payloads too. And the
 * client decodes every answer there is.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTradingWorld } from './polymarket-world.ts'
import { sharedOrSkip } from './shared.ts'

const examples = (() => {
  const shared = sharedOrSkip('polymarket-shapes.test.ts')
  return shared === undefined ? undefined : join(shared, 'protocols', 'polymarket-examples')
})()

/** A world in which something of everything has happened. */
async function livedIn() {
  const fees = { rateMillionths: 50_000, exponent: 1, isTakerOnly: true }
  const world = await createTradingWorld({
    market: { fees, gameId: 7, gameStartTime: '2026-11-30T00:00:00Z' },
    yes: 50,
  })
  world.quote('ask', 0.52, 100)
  world.quote('bid', 0.48, 100)
  const { key: apiKey, secret, passphrase } = world.credentials
  const user = world.listen('/ws/user')
  user.say({ auth: { apiKey, secret, passphrase }, type: 'user' })
  const market = world.listen('/ws/market')
  market.say({ assets_ids: [world.yes, world.no], type: 'market', custom_feature_enabled: true })
  const posted = world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' }).body
  const resting = world.post({ side: 'BUY', price: 0.4, size: 10 }).body
  const batch = world.call('POST', '/orders', [
    world.order({ side: 'BUY', price: 0.41, size: 10 }),
    world.order({ side: 'BUY', price: 0.411, size: 10 }),
  ]).body
  await world.pass(10)
  const canceled = world.call('DELETE', '/orders', [batch[0].orderID, `0x${'0'.repeat(64)}`]).body
  return { world, user, market, posted, resting, batch, canceled }
}

type World = Awaited<ReturnType<typeof livedIn>>
const ask =
  (host: 'gamma' | 'data', url: string) =>
  ({ world }: World) =>
    world.read(world.fake[host].request({ method: 'GET', url, headers: {}, body: '' })).body
const get =
  (url: string | ((world: World['world']) => string)) =>
  ({ world }: World) =>
    world.get(typeof url === 'string' ? url : url(world)).body
const call =
  (url: string) =>
  ({ world }: World) =>
    world.call('GET', url).body
const many =
  (url: string) =>
  ({ world }: World) => {
    const body = JSON.stringify([
      { token_id: world.yes, side: 'BUY' },
      { token_id: world.no, side: 'SELL' },
    ])
    return world.read(world.fake.clob.request({ method: 'POST', url, headers: {}, body })).body
  }

const CASES: readonly (readonly [string, (world: World) => unknown, string | undefined])[] = [
  ['book', get(({ yes }) => `/book?token_id=${yes}`), 'clob/book'],
  ['books', many('/books'), 'clob/books'],
  ['price', get(({ yes }) => `/price?token_id=${yes}&side=BUY`), 'clob/price'],
  ['prices', many('/prices'), undefined],
  ['midpoint', get(({ yes }) => `/midpoint?token_id=${yes}`), 'clob/midpoint'],
  ['midpoints', many('/midpoints'), undefined],
  ['spread', get(({ yes }) => `/spread?token_id=${yes}`), 'clob/spread'],
  ['spreads', many('/spreads'), undefined],
  ['last trade price', get(({ yes }) => `/last-trade-price?token_id=${yes}`), 'clob/last-trade-price'],
  ['last trades prices', many('/last-trades-prices'), 'clob/last-trades-prices'],
  ['tick size', get(({ yes }) => `/tick-size/${yes}`), 'clob/tick-size'],
  ['neg risk', get(({ yes }) => `/neg-risk?token_id=${yes}`), 'clob/neg-risk'],
  ['fee rate', get(({ yes }) => `/fee-rate?token_id=${yes}`), 'clob/fee-rate'],
  ['version', get('/version'), 'clob/version'],
  ['price history', get(({ yes }) => `/prices-history?market=${yes}&interval=1h`), 'clob/prices-history'],
  ['market', get(({ settings }) => `/markets/${settings.conditionId}`), 'clob/market'],
  ['market info', get(({ settings }) => `/clob-markets/${settings.conditionId}`), 'clob/clob-market'],
  ['markets', get('/markets'), 'clob/markets-page'],
  ['simplified markets', get('/simplified-markets'), 'clob/simplified-markets-page'],
  ['market by token', get(({ no }) => `/markets-by-token/${no}`), 'clob/market-by-token'],
  ['posted, matched', ({ posted }) => posted, 'clob/post-order.matched'],
  ['posted, live', ({ resting }) => resting, 'clob/post-order.live'],
  ['batch', ({ batch }) => batch, 'clob/post-order.matched[]'],
  ['cancel', ({ canceled }) => canceled, undefined],
  ['open orders', call('/data/orders'), 'clob/open-orders-page'],
  ['one order', ({ world, resting }) => world.call('GET', `/data/order/${resting.orderID}`).body, 'clob/order'],
  ['trades', call('/data/trades'), 'clob/trades-page'],
  ['balance', call('/balance-allowance?asset_type=COLLATERAL&signature_type=0'), undefined],
  ['api keys', call('/auth/api-keys'), 'clob/api-keys'],
  ['closed only', call('/auth/ban-status/closed-only'), 'clob/closed-only'],
  ['notifications', call('/notifications?signature_type=0'), 'clob/notifications'],
  ['heartbeat', ({ world }) => world.call('POST', '/v1/heartbeats', { heartbeat_id: '' }).body, 'clob/heartbeat'],
  [
    'geoblock',
    ({ world }) =>
      world.read(world.fake.site.request({ method: 'GET', url: '/api/geoblock', headers: {}, body: '' })).body,
    'clob/geoblock',
  ],
  ['gamma markets', ask('gamma', '/markets/keyset'), undefined],
  ['gamma market', ask('gamma', '/markets/slug/will-it-happen'), undefined],
  ['gamma events', ask('gamma', '/events/keyset'), undefined],
  ['gamma event', ask('gamma', '/events?limit=5'), undefined],
  ['gamma tags', ask('gamma', '/tags'), 'gamma/tags'],
  ['positions', (world) => ask('data', `/positions?user=${world.world.wallet}`)(world), 'data/positions'],
  ['data trades', ask('data', '/trades?takerOnly=false'), 'data/trades'],
  ['activity', (world) => ask('data', `/activity?user=${world.world.wallet}`)(world), 'data/activity'],
  ['value', (world) => ask('data', `/value?user=${world.world.wallet}`)(world), 'data/value'],
]

/** Every path of members in a value; lists by all their elements. */
function pathsOf(value: unknown, prefix = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => pathsOf(one, `${prefix}[]`)))]
  if (typeof value !== 'object' || value === null) return [prefix]
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, `${prefix}.${name}`))
}

describe.runIf(examples !== undefined)('members that the venue has too', () => {
  it.each(CASES.filter(([, , example]) => example !== undefined))('%s', async (_name, read, example) => {
    const value = read(await livedIn())
    expect(Array.isArray(value) ? value.length : Object.keys(value as object).length).toBeGreaterThan(0)
    const name = example as string
    const path = join(examples as string, `${name.replace('[]', '')}.json`)
    expect(existsSync(path)).toBe(true)
    const known = JSON.parse(readFileSync(path, 'utf8'))
    const paths = pathsOf(name.endsWith('[]') ? [known] : known)
    const isPart = (one: string, other: string) =>
      one === other || one.startsWith(`${other}.`) || one.startsWith(`${other}[`)
    expect(pathsOf(value).filter((found) => !paths.some((one) => isPart(one, found) || isPart(found, one)))).toEqual([])
  })

  it.each([
    [
      'market',
      ['book', 'price_change', 'last_trade_price', 'tick_size_change', 'best_bid_ask', 'new_market', 'market_resolved'],
    ],
    ['user', ['order', 'trade']],
  ] as const)('frames of the %s stream, every kind', async (stream, kinds) => {
    const { world, ...streams } = await livedIn()
    world.fake.setTick(world.settings.conditionId, 10)
    world.fake.list({ ...world.settings, conditionId: `0x${'ab'.repeat(32)}`, tokenIds: ['1', '2'], slug: 'another' })
    world.fake.resolve(world.settings.conditionId, 1)
    const files: Readonly<Record<string, readonly string[]>> = {
      order: ['order-placement', 'order-update', 'order-cancellation'],
      trade: ['trade-matched', 'trade-confirmed', 'trade-recorded'],
    }
    for (const kind of kinds) {
      const names = files[kind] ?? [kind]
      const known = names.flatMap((name) =>
        pathsOf(JSON.parse(readFileSync(join(examples as string, `ws-${stream}`, `${name}.json`), 'utf8'))),
      )
      const seen = streams[stream].of(kind)
      expect(seen.length).toBeGreaterThan(0)
      const isPart = (one: string, other: string) =>
        one === other || one.startsWith(`${other}.`) || one.startsWith(`${other}[`)
      // REST names these two of a trade; the stream's examples do not, and clients ignore them.
      const free = ['.match_time_nano', '.err_msg']
      const invented = pathsOf(seen.at(-1)).filter(
        (found) => !known.some((one) => isPart(one, found) || isPart(found, one)),
      )
      expect([kind, invented.filter((path) => !free.includes(path))]).toEqual([kind, []])
    }
  })
})

describe('Gamma and the data API', () => {
  it('page by keys, filter by slug, token and tag, and refuse an offset', async () => {
    const world = await livedIn()
    for (let index = 1; index <= 4; index++) {
      const conditionId = `0x${String(index).repeat(64)}` as const
      world.world.fake.list({
        ...world.world.settings,
        conditionId,
        tokenIds: [`${index}1`, `${index}2`],
        slug: `m${index}`,
        event: { slug: `m${index}`, title: `M ${index}` },
        tags: ['Crypto'],
      })
    }
    const slugs = (page: { markets: readonly { slug: string }[] }) => page.markets.map(({ slug }) => slug)
    const first = ask('gamma', '/markets/keyset?limit=3')(world)
    expect(slugs(first)).toEqual(['will-it-happen', 'm1', 'm2'])
    const second = ask('gamma', `/markets/keyset?limit=3&after_cursor=${encodeURIComponent(first.next_cursor)}`)(world)
    expect(slugs(second)).toEqual(['m3', 'm4'])
    expect(second.next_cursor).toBeUndefined()
    expect(slugs(ask('gamma', '/markets/keyset?clob_token_ids=31')(world))).toEqual(['m3'])
    expect(slugs(ask('gamma', '/markets/keyset?slug=m2&slug=m4')(world))).toEqual(['m2', 'm4'])
    const [tag] = ask('gamma', '/events?slug=m1')(world)[0].tags
    expect(slugs(ask('gamma', `/markets/keyset?tag_id=${tag.id}`)(world))).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(ask('gamma', '/markets/keyset?offset=3')(world)).toMatchObject({ type: 'validation error' })
    world.world.fake.resolve(`0x${'2'.repeat(64)}`, 0)
    expect(slugs(ask('gamma', '/markets/keyset')(world))).not.toContain('m2')
    expect(slugs(ask('gamma', '/markets/keyset?closed=true')(world))).toEqual(['m2'])
    expect(ask('gamma', '/public-search?q=m%203')(world).events).toHaveLength(1)
  })

  it('say what a wallet holds once it is mined', async () => {
    const world = await livedIn()
    const [position] = ask('data', `/positions?user=${world.world.wallet}`)(world)
    expect(position).toMatchObject({
      asset: world.world.yes,
      size: 60,
      avgPrice: 0.52,
      outcome: 'Yes',
      redeemable: false,
    })
    expect(ask('data', '/positions')(world)).toEqual({ error: "required query param 'user' not provided" })
  })
})
