/* The stream over real sockets and real time, against an exchange on loopback that misbehaves. */
import type { IncomingMessage } from 'node:http'
import type { Fact, Ladder, LadderSide, Micros } from '@arbees/core'
import {
  applyBookFact,
  createContinuitySource,
  createLadder,
  DISCONTINUOUS,
  isBookFact,
  isVenueError,
  millis,
  nativeOf,
} from '@arbees/core'
import type { RunLimits, StreamStatus } from '@arbees/transport'
import { createStream, nodeRuntime } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import { createKalshiCredentials } from '../src/credentials.ts'
import { signingText, signRequest } from '../src/sign.ts'
import { createStreamSession } from '../src/stream/stream-session.ts'
import { ED25519_PKCS8, ED25519_PUBLIC, isSignedBy, KEY_ID, RSA_PKCS8 } from './keys.ts'
import type { LoopbackExchange, LoopbackOptions, ModelBook, Peer } from './loopback-exchange.ts'
import { atEnd, startExchange } from './loopback-exchange.ts'

const PATH = '/trade-api/ws/v2'
const TICKERS = ['KXGAME-A', 'KXGAME-B']
const runtime = nodeRuntime({ log: () => undefined, seed: 1 })
const good = createKalshiCredentials({ keyId: KEY_ID, privateKey: ED25519_PKCS8 })
const wrong = createKalshiCredentials({ keyId: KEY_ID, privateKey: RSA_PKCS8 })

async function until(isReached: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!isReached() && performance.now() < end) await new Promise((done) => setTimeout(done, 2))
  expect(isReached()).toBe(true)
}

function isSigned({ headers, url }: IncomingMessage): boolean {
  const text = signingText(Number(headers['kalshi-access-timestamp']), 'GET', url ?? '')
  return isSignedBy(ED25519_PUBLIC, text, String(headers['kalshi-access-signature']))
}

const BACKOFF = { firstMicros: millis(5), capMicros: millis(20), jitterPercent: 50 }

/** A consumer: it keeps ladders out of the facts alone, and writes down what may never happen. */
function follow(url: string, limits: Partial<RunLimits> = {}, credentials = good) {
  const session = createStreamSession(createContinuitySource(), { refusalsMax: 3 })
  const ladders = new Map(TICKERS.map((ticker): [string, Ladder] => [ticker, createLadder()]))
  const stale: Extract<Fact, { type: 'book.stale' }>[] = []
  const surprises: string[] = []
  const faults: string[] = []
  const statuses: StreamStatus[] = []
  let token = 0
  let changes = 0

  const stream = createStream({
    session,
    name: 'kalshi',
    connect: runtime.connect,
    clock: runtime.clock,
    rng: runtime.rng,
    address: (at: Micros) => ({ url, headers: { ...signRequest(credentials, at, 'GET', PATH) } }),
    limits: { backoff: BACKOFF, ...limits },
  })
  stream.on('messages', (messages) => {
    for (const message of messages) {
      if (message.type === 'venue.surprised') surprises.push(message.found)
      if (message.type === 'book.stale') stale.push(message)
      if (message.type === 'book.replaced') {
        if (message.continuity <= token) faults.push(`token ${message.continuity} after ${token}`)
        token = message.continuity
      }
      if (message.type.startsWith('kalshi.') || !isBookFact(message as Fact)) continue
      const fact = message as Extract<Fact, { type: `book.${string}` }>
      const ladder = ladders.get(nativeOf(fact.market)) as Ladder
      if (fact.type === 'book.changed') {
        changes += 1
        if (ladder.continuity === DISCONTINUOUS) faults.push(`a change of a broken ${fact.market}`)
      }
      applyBookFact(ladder, fact)
    }
  })
  stream.on('status', (status) => statuses.push(status))
  stream.command({ type: 'subscribe', channel: 'orderbook_delta', tickers: TICKERS })
  atEnd(stream.close)
  const isWhole = () => [...ladders.values()].every(({ continuity }) => continuity !== DISCONTINUOUS)
  const isBroken = () => [...ladders.values()].every(({ continuity }) => continuity === DISCONTINUOUS)
  const closings = () => statuses.flatMap((status) => (status.type === 'disconnected' ? [status] : []))
  const tokens = () => [...ladders.values()].map(({ continuity }) => continuity)
  return {
    ...{ stream, ladders, stale, surprises, faults, statuses },
    ...{ isWhole, isBroken, closings, tokens, changes: () => changes },
  }
}

type Follower = ReturnType<typeof follow>

function isSideOf(side: LadderSide, model: ReadonlyMap<number, number>): boolean {
  if (side.length !== model.size) return false
  const sorted = [...model].sort(([a], [b]) => (a - b) * side.sign)
  return sorted.every(([ticks, size], at) => side.prices[at] === ticks && side.quantities[at] === size * 10_000)
}

function isModel({ ladders }: Follower, model: ReadonlyMap<string, ModelBook>): boolean {
  return [...ladders].every(([ticker, { bids, asks }]) => {
    const { yes, no } = model.get(ticker) as ModelBook
    return isSideOf(bids, yes) && isSideOf(asks, no)
  })
}

async function open(options: Partial<LoopbackOptions> = {}, limits: Partial<RunLimits> = {}) {
  const exchange = await startExchange({ tickers: TICKERS, isWelcome: isSigned, ...options })
  const follower = follow(exchange.url, limits)
  await until(follower.isWhole)
  await expectLive(exchange, follower)
  return { exchange, follower, peer: exchange.peers[0] as Peer }
}

/** Some changes arrive, and every book is the exchange's. */
async function expectLive({ peers, model }: LoopbackExchange, follower: Follower): Promise<void> {
  const before = follower.changes()
  for (let turn = 0; turn < 20; turn++) peers.at(-1)?.tell(TICKERS[turn % 2])
  await until(() => follower.changes() >= before + 20)
  expect(isModel(follower, model)).toBe(true)
  expect(follower.faults).toEqual([])
}

/** Both books broke for this reason, and are whole again under new tokens. */
async function expectRecovery(exchange: LoopbackExchange, follower: Follower, before: readonly number[], why: string) {
  await until(() => follower.stale.length >= TICKERS.length && follower.isWhole())
  expect(follower.stale.slice(0, 2)).toMatchObject(
    TICKERS.map((ticker) => ({ market: `kalshi:${ticker}`, reason: why })),
  )
  for (const [index, token] of follower.tokens().entries()) expect(token).toBeGreaterThan(before[index] as number)
  await expectLive(exchange, follower)
}

describe('credentials over sockets', () => {
  test('refused three times in a row, the stream ends with a typed error and connects no more', async () => {
    const exchange = await startExchange({ tickers: TICKERS, isWelcome: isSigned })
    const follower = follow(exchange.url, {}, wrong)
    const { error } = await follower.stream.ended
    expect(isVenueError(error, 'auth.rejected')).toBe(true)
    expect(error).toMatchObject({ context: { venue: 'kalshi', venueCode: '401' } })
    expect(follower.closings().map(({ code }) => code)).toEqual([401, 401, 401])
    expect(exchange.handshakes()).toBe(3)
    expect(JSON.stringify(error)).not.toContain(KEY_ID)
  })

  test('refused twice, as by a venue that restarts, it comes through with fresh headers', async () => {
    const times: string[] = []
    const isWelcome = (request: IncomingMessage) => {
      times.push(String(request.headers['kalshi-access-timestamp']))
      return times.length > 2 && isSigned(request)
    }
    const { exchange, follower } = await open({ isWelcome })
    expect(follower.closings().map(({ code }) => code)).toEqual([401, 401])
    expect(new Set(times).size).toBe(3)
    expect(exchange.handshakes()).toBe(3)
  })
})

describe('connections that end', () => {
  const harms: readonly (readonly [string, number | undefined, (peer: Peer) => void])[] = [
    ['a cut', 1006, ({ socket }) => socket.terminate()],
    ['a reset', 1006, ({ raw }) => raw.resetAndDestroy()],
    ['half a WebSocket frame and the end', 1006, ({ raw }) => raw.end(new Uint8Array([0x81, 0x05, 0x68]))],
    ['a frame of unknown kind', undefined, ({ raw }) => raw.write(new Uint8Array([0x83, 0x01, 0x20]))],
    ['text that is not UTF-8', undefined, ({ raw }) => raw.write(new Uint8Array([0x81, 0x02, 0xff, 0xfe]))],
    [
      'bytes that are not UTF-8',
      1007,
      ({ socket, change }) => {
        const bytes = Buffer.from(change())
        bytes[bytes.indexOf('KXGAME')] = 0xff
        socket.send(bytes)
      },
    ],
    ...[1000, 1001, 1003, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4000, 4999].map(
      (code) => [`close ${code}`, code, ({ socket }: Peer) => socket.close(code, 'draining')] as const,
    ),
    ['a close without a code', 1005, ({ socket }) => socket.close()],
  ]

  test.each(harms)('%s breaks both books at once and the next connection makes them whole', async (_, code, harm) => {
    const { exchange, follower, peer } = await open()
    const before = follower.tokens()
    harm(peer)
    await expectRecovery(exchange, follower, before, 'disconnected')
    expect(follower.closings()).toHaveLength(1)
    if (code !== undefined) expect(follower.closings()[0]?.code).toBe(code)
    expect(exchange.peers).toHaveLength(2)
    expect(follower.stale).toHaveLength(2)
  })

  test('silence without frames and pongs is noticed and cut', async () => {
    const limits = { beatMicros: millis(100), silenceMicros: millis(600) }
    const { exchange, follower, peer } = await open({}, limits)
    const before = follower.tokens()
    peer.socket.pause()
    await expectRecovery(exchange, follower, before, 'disconnected')
    expect(follower.closings()[0]).toMatchObject({ code: 1006, reason: 'silent' })
  })

  test('an exchange that restarts elsewhere in its numbers is taken up where it is', async () => {
    const { exchange, follower } = await open()
    const before = follower.tokens()
    exchange.stop()
    await until(() => follower.isBroken() && follower.closings().length >= 3)
    const { port, model } = exchange
    const next = await startExchange({ tickers: TICKERS, isWelcome: isSigned, port, model, firstSid: 7_001 })
    await expectRecovery(next, follower, before, 'disconnected')
    expect(next.peers[0]?.sid).toBe(7_001)
    expect(next.commands.map((text) => JSON.parse(text))).toEqual([
      {
        id: 1,
        cmd: 'subscribe',
        params: { channels: ['orderbook_delta'], market_tickers: TICKERS, use_yes_price: true },
      },
    ])
  })
})

describe('frames that are wrong', () => {
  const harms: readonly (readonly [string, string, (peer: Peer) => void])[] = [
    ['half a frame', 'malformed', ({ socket, change }) => socket.send(change().slice(0, 60))],
    ['half a frame behind its numbers', 'malformed', ({ socket, change }) => socket.send(change().slice(0, 90))],
    ['a frame that is lost', 'gap', (peer) => [peer.change(), peer.tell()]],
    [
      'a frame that comes twice',
      'gap',
      ({ socket, change }) => {
        const frame = change()
        for (let turn = 0; turn < 2; turn++) socket.send(frame)
      },
    ],
    [
      'two frames in the wrong order',
      'gap',
      ({ socket, change }) => {
        const frame = change()
        for (const one of [change(), frame]) socket.send(one)
      },
    ],
  ]

  test.each(harms)(
    '%s breaks both books within that frame, and snapshots heal them without a reconnect',
    async (...given) => {
      const [, reason, harm] = given
      const { exchange, follower, peer } = await open()
      const before = follower.tokens()
      harm(peer)
      await expectRecovery(exchange, follower, before, reason)
      expect(follower.closings()).toEqual([])
      expect(exchange.commands.filter((text) => text.includes('get_snapshot'))).toHaveLength(1)
    },
  )

  test('a frame sent as bytes is a frame', async () => {
    const { exchange, follower, peer } = await open()
    peer.socket.send(Buffer.from(peer.change()))
    await expectLive(exchange, follower)
    expect(follower.stale).toEqual([])
  })
})

describe('floods', () => {
  const FLOOD = 50_000

  test('50,000 changes at once come through whole, in turns that let timers run', async () => {
    const { exchange, follower, peer } = await open()
    const before = follower.changes()
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    atEnd(() => clearInterval(timer))
    peer.raw.cork()
    for (let index = 0; index < FLOOD; index++) peer.tell(TICKERS[index % 2])
    peer.raw.uncork()
    await until(() => follower.changes() === before + FLOOD)
    expect(isModel(follower, exchange.model)).toBe(true)
    expect(follower.stale).toEqual([])
    expect(follower.closings()).toEqual([])
    expect(ticks).toBeGreaterThan(5)
    await expectLive(exchange, follower)
  })

  test.each([
    ['frames', { framesWaitingMax: 1_000 }],
    ['characters', { charactersWaitingMax: 150_000 }],
  ])('more %s than may wait cut the connection, which is told and recovered from', async (_, limit) => {
    const { exchange, follower, peer } = await open({}, { framesPerTurn: 50, ...limit })
    const before = follower.tokens()
    peer.raw.cork()
    for (let index = 0; index < FLOOD; index++) peer.tell(TICKERS[index % 2])
    peer.raw.uncork()
    await expectRecovery(exchange, follower, before, 'disconnected')
    const [closing] = follower.closings()
    expect(closing).toMatchObject({ code: 1006, reason: expect.stringMatching(/^overflow: \d+ frames wait$/) })
    expect(Number(/\d+/.exec(closing?.reason ?? '')?.[0])).toBeLessThanOrEqual(1_000)
    expect(follower.closings()).toHaveLength(1)
    expect(follower.changes()).toBeLessThan(FLOOD)
  })
})
