import { millis, NO_MONEY, parseMoney, seconds } from '@arbees/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ledgerHoldings } from '../src/execution/reconcile.ts'
import type { SpokenOf } from '../src/messages/topics.ts'
import { appendBankroll, startBankroll } from '../src/platform/store/bankroll.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { resetPaperTrading } from '../src/platform/store/reset-paper-trading.ts'
import { formatInstant } from '../src/platform/store/sql-values.ts'
import type { Store } from '../src/platform/store/store.ts'
import { executionService } from '../src/services/execution-service/service.ts'
import { positionTracker } from '../src/services/position-tracker/service.ts'
import { signalProcessor } from '../src/services/signal-processor/service.ts'
import { insertLedgerRow, insertTrade } from './ledger-rows.ts'
import { createTradeWorld, GAME, KALSHI, POLY } from './trade-world.ts'

type World = Awaited<ReturnType<typeof createTradeWorld>>
type Signal = SpokenOf<'signal.generated'>
const worlds: World[] = []
let store: Store
beforeAll(async () => {
  store = await openPgliteStore(undefined)
  await migrate(store, () => undefined)
}, 60_000)
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.end()
})
afterAll(() => store?.close())

async function createWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const world = await createTradeWorld(store, { DATA_DIR: 'data', ...env })
  worlds.push(world)
  await world.pass(millis(250))
  return world
}

/** What becomes of a signal: its request, or why not. */
async function answerTo(world: World, signal: Signal) {
  const refusal = () => world.heard('signal.refused').find((one) => one.signal === signal.signal)
  const request = () => world.heard('execution.requested').find((one) => one.signal === signal.signal)
  await world.tell('signal.generated', signal)
  await world.until(() => refusal() !== undefined || request() !== undefined, `${signal.signal} is answered`)
  return { reason: refusal()?.reason, numbers: refusal()?.numbers, plan: request()?.plan }
}

/** A signal on one market: YES at 0.40 with a model of its own. */
function modelSignal(world: World, name: string, kalshi: number, change: Partial<Signal> = {}): Signal {
  const pair = world.pairSignal(name, { kalshi, poly: 0 })
  const about = { type: 'model_edge_yes' as const, pair: null, legs: pair.legs.slice(0, 1) }
  return { ...pair, ...about, modelChance: 0.6, marketChance: 0.4, ...change }
}

describe('the signal processor', () => {
  it('refuses in order, each with the numbers of the check', async () => {
    const world = await createWorld()
    await world.start([signalProcessor], 'risk')
    const tokens = await world.openMarkets()
    const pair = (name: string, change: Partial<Signal> = {}) => ({ ...world.pairSignal(name, tokens), ...change })
    const reasons: (string | undefined)[] = []
    const ask = async (signal: Signal) => {
      const { reason } = await answerTo(world, signal)
      reasons.push(reason)
    }
    const [first, second] = pair('x').legs
    if (first === undefined || second === undefined) throw new Error('a pair has two legs')
    await ask(pair('expired', { expiresAt: world.clock.now() - 1 }))
    await ask(pair('unknown', { legs: [first, { ...second, market: 'polymarket:9' }] }))
    await ask(modelSignal(world, 'no-chance', tokens.kalshi, { marketChance: null }))
    expect(await answerTo(world, pair('below', { edgeBps: 199 }))).toMatchObject({
      reason: 'below-edge',
      numbers: { edgeBps: 199, edgeMinBps: 200 },
    })
    await ask(modelSignal(world, 'sure', tokens.kalshi, { modelChance: 0.96 }))
    await ask(modelSignal(world, 'unheard', tokens.kalshi))
    await ask(pair('old-book', { legs: [{ ...first, continuity: 99 }, second] }))
    await world.setBook(POLY, [[5_000, 9]], [[5_100, 150]])
    await ask(pair('thin'))
    await world.pass(seconds(61))
    await ask({ ...world.pairSignal('stale', tokens) })
    expect(reasons).toEqual([
      'expired',
      'no-market',
      'no-market',
      'chance-bound',
      'stale-game',
      'discontinuous',
      'no-liquidity',
      'stale-price',
    ])
    const thin = world.lines.find(({ message }) => message === 'No liquidity')
    expect(thin?.fields).toMatchObject({
      signal: 'thin',
      sentence: expect.stringContaining(POLY),
      offers: [{ market: KALSHI }, { market: POLY, size: expect.stringMatching(/^\d+(\.\d+)?$/) }],
    })
  })

  it('takes an edge of exactly the least, by what is bound after fees, and no less', async () => {
    const world = await createWorld()
    await world.start([signalProcessor], 'risk')
    await world.openMarkets()
    // No fees at Polymarket on either side: 0.49 and 0.49 bind 0.98 and earn 0.02.
    const kalshi = await world.setBook(KALSHI, [[4_500, 100]], [[4_600, 100]])
    const poly = await world.setBook(POLY, [[5_100, 100]], [[5_200, 100]])
    await world.pass(millis(20))
    const [leg] = world.pairSignal('x', { kalshi, poly }).legs
    if (leg === undefined) throw new Error('a pair has legs')
    // 0.46 and 1.74 cents of fee at Kalshi, 0.49 at Polymarket: 3.26 cents on 96.74.
    const { plan } = await answerTo(world, { ...world.pairSignal('above', { kalshi, poly }), edgeBps: 336 })
    const bound = plan?.legs.reduce((sum, { quoted }) => sum + quoted.cost + quoted.fee, 0) ?? 0
    expect((plan?.edge.net ?? 0) * 10_000).toBeGreaterThanOrEqual(200 * bound)
    const thin = await world.setBook(KALSHI, [[4_600, 100]], [[4_800, 100]])
    await world.pass(millis(20))
    // 1.25 cents on 98.75: the signal claims more than the books hold.
    const claims = { ...world.pairSignal('below', { kalshi: thin, poly }), edgeBps: 200, pair: 'other' }
    expect((await answerTo(world, claims)).reason).toBe('no-liquidity')
  })

  it('keeps a position within its dollars, reserves at once, and takes one trade of a pair at a time', async () => {
    const world = await createWorld({ MAX_POSITION_SIZE: '25' })
    await world.start([signalProcessor], 'risk')
    const tokens = await world.openMarkets()
    const { plan } = await answerTo(world, world.pairSignal('s1', tokens))
    for (const { costMax } of plan?.legs ?? []) expect(costMax).toBeLessThanOrEqual(parseMoney('25'))
    expect((await answerTo(world, world.pairSignal('s2', tokens))).reason).toBe('duplicate')
    // Another name on the same markets meets what is reserved.
    const other = await answerTo(world, { ...world.pairSignal('s3', tokens), pair: 'other' })
    expect(other.reason).toBe('position-size')
    // Told again, it is not judged again.
    await world.tell('signal.generated', world.pairSignal('s1', tokens))
    await world.pass(millis(200))
    expect(world.heard('execution.requested')).toHaveLength(1)
  })

  it('knows after a restart what is held, and what the day has lost', async () => {
    const world = await createWorld({ MAX_DAILY_LOSS: '30', MAX_POSITION_SIZE: '50', TRADE_COOLDOWN_SECONDS: '0' })
    await world.start([positionTracker, executionService], 'others')
    const first = await world.start([signalProcessor], 'risk')
    const { kalshi } = await world.openMarkets()
    const game: SpokenOf<'game.updated'> = {
      game: GAME,
      league: 'nba',
      status: 'in-progress',
      home: 1,
      away: 0,
      period: 1,
      clockMicros: null,
      possession: null,
      situation: {},
      sourceHomeChance: null,
      homeChance: 0.6,
      sourceAt: null,
      receivedAt: world.clock.now(),
    }
    await world.tell('game.updated', game)
    expect((await answerTo(world, modelSignal(world, 'm1', kalshi))).reason).toBeUndefined()
    await world.until(() => world.heard('trade.opened').length === 1, 'it is held')
    await world.pass(seconds(1))
    first.kill()
    const second = await world.start([signalProcessor], 'risk')
    await world.pass(millis(100))
    expect((await answerTo(world, modelSignal(world, 'm2', kalshi))).reason).toBe('open-position')
    await world.settle(KALSHI, 'no')
    await world.until(() => world.heard('trade.ended').length === 1, 'it is lost')
    expect(world.heard('trade.ended')[0]?.pnl).toBeLessThan(-parseMoney('30'))
    second.kill()
    const third = await world.start([signalProcessor], 'risk')
    await world.openMarkets()
    const poly = await world.setBook(POLY, [[5_000, 150]], [[5_100, 150]])
    await world.pass(millis(100))
    const again = modelSignal(world, 'm3', poly, {
      legs: [{ ...(world.pairSignal('x', { kalshi, poly }).legs[1] as Signal['legs'][number]) }],
      modelChance: 0.8,
    })
    expect((await answerTo(world, again)).reason).toBe('daily-loss')
    expect(world.heard('notification.raised').map(({ kind }) => kind)).toContain('daily-loss')
    expect(world.lines.some(({ message }) => message === 'risk restored')).toBe(true)
    third.kill()
    const reset = { isFull: true, isDryRun: false, bankroll: parseMoney('10000'), at: world.clock.now() }
    await resetPaperTrading(store, reset)
    await world.start([signalProcessor], 'risk')
    await world.tell('game.updated', { ...game, receivedAt: world.clock.now() })
    const fresh = await world.setBook(POLY, [[5_000, 150]], [[5_100, 150]])
    await world.pass(millis(100))
    const leg = world.pairSignal('x', { kalshi, poly: fresh }).legs[1] as Signal['legs'][number]
    const afterReset = modelSignal(world, 'm4', fresh, { legs: [leg], modelChance: 0.8 })
    expect((await answerTo(world, afterReset)).reason).not.toBe('daily-loss')
  })

  it('does not trade after a restart with what was put by before', async () => {
    const world = await createWorld({ INITIAL_BANKROLL: '100', MAX_POSITION_PCT: '100' })
    const at = world.clock.now()
    await store.transact((queries) => startBankroll(queries, parseMoney('20'), at))
    const put = { balanceChange: NO_MONEY, piggybankChange: parseMoney('80') }
    const about = { key: 'put by', reason: 'correction', trade: null } as const
    await store.transact((queries) => appendBankroll(queries, { ...about, ...put, at }))
    await world.start([signalProcessor], 'risk')
    const tokens = await world.openMarkets()
    const { plan } = await answerTo(world, world.pairSignal('s1', tokens))
    const bound = plan?.legs.map(({ costMax }) => costMax) ?? []
    expect(bound).toHaveLength(2)
    expect(Math.max(...bound)).toBeLessThanOrEqual(parseMoney('10'))
  })

  it('knows nothing of a time on paper where orders are real', async () => {
    const world = await createWorld({ PAPER_TRADING: '0' })
    const at = world.clock.now()
    const lost = { balanceChange: parseMoney('-600'), piggybankChange: NO_MONEY }
    await insertTrade(store, 'arb1', at)
    await store.run("UPDATE trades SET opportunity_type = 'model_edge_yes'")
    await insertTrade(store, 'arb2', at)
    await insertLedgerRow(store, { order: 'arb1', trade: 'arb1', market: KALSHI, at })
    await insertLedgerRow(store, { order: 'arb2', trade: 'arb2', market: POLY, platform: 'polymarket', at })
    await store.query(
      `INSERT INTO positions (trade_id, market_id, side, game_id, platform, quantity, cost, realized, opened_at, updated_at)
       VALUES ('arb1', $1, 'yes', $2, 'kalshi', 10, 5, 0, $3, $3)`,
      [KALSHI, GAME, formatInstant(at - seconds(60))],
    )
    await store.transact((queries) => startBankroll(queries, parseMoney('10000'), at))
    const about = { key: 'trade arb2', reason: 'trade', trade: 'arb2' } as const
    await store.transact((queries) => appendBankroll(queries, { ...about, ...lost, at }))
    await world.start([signalProcessor], 'risk')
    const restored = world.lines.find(({ message }) => message === 'risk restored')
    expect(restored?.fields).toEqual({ trades: 0, todayMicros: 0 })
    // What is held on paper would be sold for a profit, were it real.
    await world.start([positionTracker], 'tracker')
    await world.listMarkets()
    await world.setBook(KALSHI, [[7_000, 200]], [[7_100, 200]])
    await world.pass(seconds(3))
    expect(world.heard('execution.requested')).toEqual([])
    expect([...(await ledgerHoldings(store, false)).keys()]).toEqual([])
    expect([...(await ledgerHoldings(store, true)).keys()].sort()).toEqual([`${KALSHI} yes`, `${POLY} yes`])
  })

  it('buys really with what each venue says is free, and with nothing before it said so', async () => {
    const world = await createWorld({ PAPER_TRADING: '0', MAX_POSITION_PCT: '100', MAX_DAILY_LOSS: '10' })
    await world.start([signalProcessor], 'risk')
    const tokens = await world.openMarkets()
    expect((await answerTo(world, world.pairSignal('s1', tokens))).reason).toBe('bankroll')
    const report = (venue: string, dollars: string) =>
      world.tell('account.reported', { venue, free: parseMoney(dollars), at: world.clock.now() })
    await report('kalshi', '20')
    await world.pass(millis(20))
    expect((await answerTo(world, world.pairSignal('s2', tokens))).reason).toBe('bankroll')
    await report('polymarket', '30')
    await world.pass(millis(20))
    const { plan } = await answerTo(world, world.pairSignal('s3', tokens))
    const costs = plan?.legs.map(({ costMax }) => costMax) ?? []
    expect(costs).toHaveLength(2)
    expect(Math.max(...costs)).toBeLessThanOrEqual(parseMoney('30'))
    expect(Math.max(...costs)).toBeGreaterThan(parseMoney('10'))
    await world.tell('execution.refused', {
      request: world.heard('execution.requested')[0]?.request ?? '',
      signal: 's3',
      game: GAME,
      reason: 'funds',
      sentence: 'a test',
      numbers: {},
      reservation: 's3',
      at: world.clock.now(),
    })
    // What is taken out is not lost, and what is gone cannot be spent.
    await report('kalshi', '0')
    await world.pass(seconds(11))
    const later = await world.openMarkets()
    expect((await answerTo(world, world.pairSignal('s4', later))).reason).toBe('bankroll')
  })

  it('says each window what it evaluated, also that there was nothing', async () => {
    const world = await createWorld({ SIGNAL_REPORT_SECONDS: '10' })
    await world.start([signalProcessor], 'risk')
    await world.pass(seconds(11))
    const tokens = await world.openMarkets()
    await answerTo(world, world.pairSignal('s1', tokens))
    await world.pass(seconds(10))
    const lines = world.lines.filter(({ message }) => ['No signals', 'signals evaluated'].includes(message))
    expect(lines.map(({ message }) => message)).toEqual(['No signals', 'signals evaluated'])
    expect(lines[1]?.fields).toMatchObject({ signals: 1, requested: 1 })
  })
})
