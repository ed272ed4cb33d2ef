import type { BookReplaced, Fact, MarketId, Micros } from '@arbees/core'
import { createContinuitySource, DISCONTINUOUS, millis } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKalshiClient } from '../src/client.ts'
import { createKalshiCredentials } from '../src/credentials.ts'
import { createKalshiStream } from '../src/kalshi-stream.ts'
import { kalshiVenue } from '../src/venue.ts'
import { ED25519_PKCS8, ED25519_PUBLIC, isSignedBy, KEY_ID } from './keys.ts'
import type { Peer, StreamServer } from './stream-server.ts'
import { startStreamServer, TICKER } from './stream-server.ts'

const MARKET = `kalshi:${TICKER}` as MarketId
const LIMITS = {
  backoff: { firstMicros: millis(5), capMicros: millis(40), jitterPercent: 0 },
  silenceMicros: millis(250),
  beatMicros: millis(80),
}

let server: StreamServer
let ends: AbortController
const facts: Fact[] = []

beforeEach(async () => {
  server = await startStreamServer()
  ends = new AbortController()
  facts.length = 0
})
afterEach(async () => {
  ends.abort()
  await server.close()
})

function createClient(log: () => void = () => undefined) {
  return createKalshiClient({
    environment: { rest: 'http://127.0.0.1:9/trade-api/v2', ws: server.url },
    credentials: createKalshiCredentials({ keyId: KEY_ID, privateKey: ED25519_PKCS8 }),
    runtime: nodeRuntime({ seed: 7, log }),
    signal: ends.signal,
  })
}

function listen(limits: Partial<typeof LIMITS> & Record<string, unknown> = {}) {
  const venue = kalshiVenue(createClient(), {
    continuity: createContinuitySource(),
    streamLimits: { ...LIMITS, ...limits },
    signal: ends.signal,
  })
  venue.subscribe([MARKET], (batch) => facts.push(...batch))
  return venue
}

async function until(isTrue: () => boolean, what: string, milliseconds = 20_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

const replaced = () => facts.filter((fact): fact is BookReplaced => fact.type === 'book.replaced')
const stale = () => facts.filter((fact) => fact.type === 'book.stale')
const peer = (index: number) => server.peers[index] as Peer
const whole = (count: number) => until(() => replaced().length >= count, `snapshot ${count}`)

/** After anything, a whole book and an orderly change of it must come again, under a new token. */
async function recovers(connection: number): Promise<void> {
  await until(() => server.peers.length > connection, `connection ${connection}`)
  await until(() => replaced().length >= 2, 'a book after the fault')
  const [first, last] = [replaced()[0], replaced().at(-1)]
  expect(last?.continuity).not.toBe(DISCONTINUOUS)
  expect(last?.continuity).not.toBe(first?.continuity)
  peer(connection).delta('1.00')
  await until(() => facts.at(-1)?.type === 'book.changed', 'a change after the fault')
}

describe('a stream over a server', () => {
  it('is signed, says how it wants its prices, and delivers books', async () => {
    listen()
    await whole(1)
    expect(replaced()[0]).toMatchObject({
      market: MARKET,
      bids: [{ price: 4200, quantity: 13_000_000 }],
      asks: [{ price: 4400, quantity: 17_000_000 }],
    })
    const subscribe = peer(0).commands.find(({ params }) => String(params?.['channels']) === 'orderbook_delta')
    expect(subscribe?.params).toMatchObject({ market_tickers: [TICKER], use_yes_price: true })
    peer(0).delta('-3.00')
    await until(() => facts.at(-1)?.type === 'book.changed', 'a change')
    expect(facts.at(-1)).toMatchObject({ bids: [{ price: 4200, quantity: 10_000_000 }], venueAt: 1795359600000000 })
  })

  it('signs the handshake, not the query', () => {
    const headers = createClient().signStream(1_795_359_600_000_000 as Micros)
    const signature = headers?.['KALSHI-ACCESS-SIGNATURE'] ?? ''
    expect(isSignedBy(ED25519_PUBLIC, '1795359600000GET/trade-api/ws/v2', signature)).toBe(true)
  })

  it('recovers from a cut: the book is stale at once, then whole under another token', async () => {
    listen()
    await whole(1)
    peer(0).raw.destroy()
    await until(() => stale().length === 1, 'stale')
    expect(stale()[0]).toMatchObject({ market: MARKET, reason: 'disconnected' })
    await recovers(1)
  })

  it('recovers from half a frame', async () => {
    listen()
    await whole(1)
    // The head of a frame of 100 bytes of text, and a few of them.
    peer(0).raw.write(Buffer.concat([Buffer.from([0x81, 100]), Buffer.from('{"type":"orderbook_de')]))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stale()).toEqual([])
    peer(0).raw.destroy()
    await recovers(1)
  })

  it('notices a stall: nothing comes, not even a pong', async () => {
    listen()
    await whole(1)
    peer(0).raw.pause()
    peer(0).socket.pause()
    await until(() => stale().length === 1, 'stale')
    await recovers(1)
    expect(facts.some((fact) => fact.type === 'feed.changed' && fact.status === 'silent')).toBe(true)
  })

  it('asks for a snapshot after a gap, a repetition and a swap, and trusts nothing in between', async () => {
    listen()
    await whole(1)
    for (const [round, seqs] of [
      [1, [3]],
      [2, [4]],
    ] as const) {
      const before = replaced().length
      peer(0).next()
      for (const seq of seqs) peer(0).delta('1.00', seq + round * 10)
      await until(() => stale().length === round, `stale ${round}`)
      expect(stale().at(-1)).toMatchObject({ reason: 'gap' })
      await until(() => replaced().length > before, 'a snapshot')
    }
    const asked = peer(0).commands.filter(({ params }) => params?.['action'] === 'get_snapshot')
    expect(asked.length).toBeGreaterThanOrEqual(2)
    expect(server.peers).toHaveLength(1)
  })

  it('takes 50,000 frames at once, in order, with memory bounded', async () => {
    listen()
    await whole(1)
    const before = process.memoryUsage().heapUsed
    const flood: string[] = []
    for (let count = 0; count < 50_000; count++) {
      flood.push(
        `{"type":"orderbook_delta","sid":1,"seq":${peer(0).next()},"msg":{"market_ticker":"${TICKER}","market_id":"9b0f6b43-5b68-4f9f-9f02-9a2d1b8ac1a1","price_dollars":"0.4100","delta_fp":"1.00","side":"yes","ts_ms":1795359600000}}`,
      )
    }
    let changed = 0
    let last = 0
    facts.length = 0
    facts.push = (...batch) => {
      for (const fact of batch) {
        if (fact.type !== 'book.changed') continue
        changed += 1
        last = fact.bids[0]?.quantity ?? 0
      }
      return 0
    }
    for (const text of flood) peer(0).socket.send(text)
    await until(() => changed === 50_000, 'the flood', 20_000)
    delete (facts as { push?: unknown }).push
    expect(last).toBe(50_000_000_000)
    expect(server.peers).toHaveLength(1)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000)
  })

  it('cuts and begins anew when a flood is more than its queue may hold', async () => {
    listen({ framesWaitingMax: 500, framesPerTurn: 50 })
    await whole(1)
    for (let count = 0; count < 20_000; count++) peer(0).delta('1.00')
    await until(() => stale().length >= 1, 'stale')
    await recovers(1)
  })

  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 4000, 4999])(
    'recovers from a close with %i',
    async (code) => {
      listen()
      await whole(1)
      peer(0).socket.close(code, 'as documented')
      await until(() => stale().length === 1, 'stale')
      await recovers(1)
    },
  )

  it.each([7, 10, 25])('subscribes again after the terminal error %i', async (code) => {
    listen()
    await whole(1)
    peer(0).say({ type: 'error', sid: 1, seq: peer(0).next(), msg: { code, msg: 'as documented' } })
    await until(() => stale().length === 1, 'stale')
    await until(() => peer(0).commands.filter(({ cmd }) => cmd === 'subscribe').length === 4, 'a second subscription')
  })

  it.each([1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 26, 27, 28])(
    'reports the error %i and stays up',
    async (code) => {
      listen()
      await whole(1)
      peer(0).say({ type: 'error', id: 99, msg: { code, msg: 'as documented' } })
      await until(
        () => facts.some((fact) => fact.type === 'venue.surprised' && fact.found.startsWith(`${code} `)),
        'told',
      )
      peer(0).delta('1.00')
      await until(() => facts.at(-1)?.type === 'book.changed', 'a change')
      expect(server.peers).toHaveLength(1)
    },
  )

  it('gives up after its credentials were refused again and again, and says so', async () => {
    server.refuse = 401
    const stream = createKalshiStream(createClient(), { limits: LIMITS, refusalsMax: 4, signal: ends.signal })
    const end = await stream.ended
    expect(end).toMatchObject({ error: { code: 'auth.rejected' } })
    expect(server.handshakes()).toBe(4)
  })

  it('comes back from a gateway’s refusals', async () => {
    server.refuse = 503
    listen()
    await until(() => server.handshakes() >= 3, 'three handshakes')
    server.refuse = 101
    await whole(1)
  })

  it('is not opened without credentials', () => {
    const client = createKalshiClient({ environment: { rest: 'http://x', ws: server.url }, signal: ends.signal })
    expect(() => createKalshiStream(client)).toThrow(/[Cc]redentials/)
  })
})
