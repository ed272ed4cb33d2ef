import { formatMoney, millis, parseMoney, seconds, toMicros } from '@arbees/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MessageOf, SpokenOf } from '../src/messages/topics.ts'
import { readBankroll } from '../src/platform/store/bankroll.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import type { Store } from '../src/platform/store/store.ts'
import type { AnyService } from '../src/service.ts'
import { executionService } from '../src/services/execution-service/service.ts'
import { positionTracker } from '../src/services/position-tracker/service.ts'
import { signalProcessor } from '../src/services/signal-processor/service.ts'
import { createTradeWorld, GAME, KALSHI, POLY } from './trade-world.ts'

const ALL: readonly AnyService[] = [positionTracker, executionService, signalProcessor]
const DATA = { DATA_DIR: 'data' }
type World = Awaited<ReturnType<typeof createTradeWorld>>
const worlds: World[] = []
let store: Store
beforeAll(async () => {
  store = await openPgliteStore(undefined)
  await migrate(store, () => undefined)
}, 60_000)
afterAll(() => store?.close())
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.end()
})

async function createWorld(env: Readonly<Record<string, string>> = {}): Promise<World> {
  const world = await createTradeWorld(store, { ...DATA, ...env })
  worlds.push(world)
  // Until the stop was read for the first time it counts as set.
  await world.pass(millis(250))
  return world
}

async function heldByLedger({ store }: World): Promise<readonly string[]> {
  const rows = await store.query<{ key: string; held: string }>(
    `SELECT market_id || ' ' || side AS key, SUM(filled_qty) AS held FROM paper_trades
     GROUP BY market_id, side HAVING SUM(filled_qty) <> 0 ORDER BY 1`,
  )
  return rows.map(({ key, held }) => `${key} ${Number(held)}`)
}

/** The bankroll is what it began with and every profit that is booked, to the micro-dollar. */
async function expectBalanced({ store }: World): Promise<void> {
  const { balance, piggybank } = await readBankroll(store)
  const [row] = await store.query<{ pnl: string }>('SELECT COALESCE(SUM(pnl), 0) AS pnl FROM paper_trades')
  expect(balance + piggybank).toBe(parseMoney('10000') + parseMoney(row?.pnl ?? ''))
}

describe('trading', () => {
  it('goes from a signal to two fills, two settlements and a bankroll that balances', async () => {
    const world = await createWorld()
    await world.start(ALL, 'one')
    const tokens = await world.openMarkets()
    await world.tell('signal.generated', world.pairSignal('s1', tokens))
    await world.until(() => world.heard('trade.opened').length === 1, 'the trade opens')
    await world.until(() => world.heard('order.recorded').length === 2, 'both orders are told')
    const orders = world.heard('order.recorded')
    expect(orders.map(({ market, outcome, status, purpose }) => [market, outcome, status, purpose]).sort()).toEqual([
      [KALSHI, 'yes', 'filled', 'entry'],
      [POLY, 'no', 'filled', 'entry'],
    ])
    const [first, second] = orders as [MessageOf<'order.recorded'>, MessageOf<'order.recorded'>]
    expect(first.received).toBe(second.received)
    expect(first.cost + first.fee).toBeLessThanOrEqual(parseMoney('100'))
    expect(second.cost + second.fee).toBeLessThanOrEqual(parseMoney('100'))
    expect(second.sentAt - second.causedAt).toBeLessThan(millis(200))
    await world.until(() => world.heard('position.changed').length === 2, 'both positions are told')
    expect(await heldByLedger(world)).toHaveLength(2)
    await expectBalanced(world)

    await world.settle(KALSHI, 'yes')
    await world.pass(millis(200))
    expect(world.heard('trade.ended')).toEqual([])
    await expectBalanced(world)
    await world.settle(POLY, 'yes')
    await world.until(() => world.heard('trade.ended').length === 1, 'the trade ends')
    const [ended] = world.heard('trade.ended')
    const spent = first.cost + first.fee + second.cost + second.fee
    expect(ended).toMatchObject({ ending: 'settled', pnl: first.received - spent, fees: first.fee + second.fee })
    expect(ended?.pnl).toBeGreaterThan(0)
    expect(await heldByLedger(world)).toEqual([])
    await expectBalanced(world)
    const { balance, piggybank } = await readBankroll(world.store)
    expect(piggybank).toBe(Math.floor((ended?.pnl ?? 0) / 2))
    expect(balance).toBe(parseMoney('10000') + (ended?.pnl ?? 0) - piggybank)
    expect(await world.store.query('SELECT * FROM unbalanced_arb_legs')).toEqual([])
    const status = await world.store.query('SELECT status FROM trades')
    expect(status).toEqual([{ status: 'settled' }])
    await world.pass(seconds(1))
    const signals = await world.store.query('SELECT signal_id, outcome FROM trading_signals')
    expect(signals).toEqual([{ signal_id: 's1', outcome: 'requested' }])
    const messages = world.lines.map(({ message }) => message)
    expect(messages.filter((message) => message === 'Placing IOC order')).toHaveLength(2)
    expect(messages.filter((message) => /^IOC order arb\d+ placed$/.test(message))).toHaveLength(2)
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([])
    // On paper nothing of a venue can be reached: nothing was ever asked for.
    expect(world.requests).toEqual([])
  })

  it.each([0, 1, 40, 79, 80, 81, 120, 400])(
    'loses nothing and sends nothing twice when execution dies after %i ms',
    async (after) => {
      const world = await createWorld()
      await world.start([positionTracker, signalProcessor], 'others')
      const life = await world.start([executionService], 'execution')
      const tokens = await world.openMarkets()
      await world.tell('signal.generated', world.pairSignal('s1', tokens))
      await world.clock.run(toMicros(world.clock.now() + millis(after)))
      life.kill()
      const [request] = world.heard('execution.requested')
      expect(request).toBeDefined()
      await world.pass(millis(500))
      await world.start([executionService], 'execution')
      // The bus may tell it again.
      if (request !== undefined) await world.tell('execution.requested', request as never)
      await world.until(
        () =>
          world.heard('trade.opened').length +
            world.heard('trade.ended').length +
            world.heard('execution.refused').length >
          0,
        'it has an end',
      )
      await world.pass(seconds(3))
      const orders = world.heard('order.recorded')
      const names = orders.map(({ order }) => order)
      // Told at least once; each is one row of the ledger.
      const distinct = new Set(names)
      expect(distinct.size === 0 || distinct.size === 2).toBe(true)
      const sent = world.lines
        .filter(({ message }) => message === 'Placing IOC order')
        .map(({ fields }) => fields['client_order_id'])
      expect(new Set(sent).size).toBe(sent.length)
      expect(sent.length).toBeLessThanOrEqual(2)
      // The accounts fill after 80 ms: what died before is gone, what died after is held.
      expect(world.heard('trade.opened')).toHaveLength(after >= 80 ? 1 : 0)
      // What the accounts hold is what the ledger says.
      const accounts = await paperHoldings(world)
      expect(await heldByLedger(world)).toEqual(accounts)
      expect(await world.store.query('SELECT * FROM unbalanced_arb_legs')).toEqual([])
      await world.settle(KALSHI, 'no')
      await world.settle(POLY, 'no')
      await world.pass(seconds(1))
      expect(await heldByLedger(world)).toEqual([])
      await expectBalanced(world)
    },
  )

  it('stops within a second of the emergency stop, also when it cannot be read, and goes on after it', async () => {
    const world = await createWorld()
    await world.start(ALL, 'one')
    const tokens = await world.openMarkets()
    const probe = world.pairSignal('probe', tokens)
    for (const [at, set] of [
      ['set', () => Object.assign(world.place, { value: '1' })],
      ['unreadable', () => Object.assign(world.place, { value: null, isReadable: false })],
    ] as const) {
      set()
      await world.pass(millis(1_300))
      await world.tell('signal.generated', { ...world.pairSignal(`s-${at}`, tokens) })
      await world.until(() => world.heard('signal.refused').some(({ signal }) => signal === `s-${at}`), 'it is refused')
      expect(world.heard('signal.refused').at(-1)?.reason).toBe('stopped')
    }
    // Also what was approved before it leaves no more.
    Object.assign(world.place, { value: null, isReadable: true })
    await world.pass(millis(300))
    await world.tell('signal.generated', { ...world.pairSignal('s-late', tokens) })
    await world.until(() => world.heard('trade.opened').length === 1, 'trading goes on')
    const [request] = world.heard('execution.requested')
    Object.assign(world.place, { value: '1' })
    await world.pass(millis(300))
    const now = world.clock.now()
    const late = {
      ...request,
      request: 'r-after',
      plan: { ...request?.plan, name: 'other', expiresAt: now + seconds(2) },
    }
    await world.tell('execution.requested', late as never)
    await world.until(() => world.heard('execution.refused').length === 1, 'it is refused')
    expect(world.heard('execution.refused')[0]).toMatchObject({ request: 'r-after', reason: 'stopped' })
    expect(world.heard('order.recorded')).toHaveLength(2)
    expect(probe.signal).toBe('probe')
    expect(world.heard('notification.raised').map(({ kind }) => kind)).toContain('emergency-stop')
  })

  it.each([
    ['completed a level deeper', [[4_800, 500]], ['complete', 'complete'], 'hedged'],
    ['flattened where there is none', [], ['complete', 'complete', 'flatten'], 'hedged'],
  ] as const)('a leg whose shown offer was taken before is %s', async (_, deeper, purposes, ending) => {
    const world = await createWorld({ MAX_POSITION_SIZE: '1000' })
    await world.start(ALL, 'one')
    await world.listMarkets()
    const kalshi = await world.setBook(KALSHI, [[3_900, 400]], [[4_000, 400], ...deeper])
    const poly = await world.setBook(POLY, [[5_000, 1_000]], [[5_100, 1_000]])
    await world.pass(millis(10))
    const signal = world.pairSignal('s1', { kalshi, poly })
    await world.tell('signal.generated', signal)
    await world.until(() => world.heard('trade.opened').length === 1, 'the first opens')
    // The recorded book still shows what the first took.
    await world.tell('signal.generated', { ...signal, signal: 's2', pair: 'other' })
    await world.until(() => world.heard('trade.opened').length === 2, 'the second opens')
    const repairs = world.heard('order.recorded').filter(({ purpose }) => purpose !== 'entry')
    expect(repairs.map(({ purpose }) => purpose)).toEqual(purposes)
    expect(repairs.map(({ status }) => status === 'filled')).toEqual(
      purposes.map((__, at) => at === purposes.length - 1),
    )
    const ends = world.lines.filter(({ message }) => message === 'trade ended').map(({ fields }) => fields['ending'])
    expect(ends).toEqual(['hedged', ending])
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([])
    expect(await world.store.query('SELECT * FROM unbalanced_arb_legs')).toEqual([])
  })

  it('trades on books that came before discovery told of their markets', async () => {
    const world = await createWorld()
    await world.start(ALL, 'one')
    const kalshi = await world.setBook(KALSHI, [[3_900, 200]], [[4_000, 200]])
    const poly = await world.setBook(POLY, [[5_000, 150]], [[5_100, 150]])
    await world.pass(millis(100))
    await world.listMarkets()
    await world.pass(millis(100))
    await world.tell('signal.generated', world.pairSignal('s1', { kalshi, poly }))
    await world.until(() => world.heard('trade.opened').length === 1, 'it is executed')
    expect(world.heard('order.recorded').map(({ status }) => status)).toEqual(['filled', 'filled'])
  })

  it('refuses what waited while execution was stopped, and frees its money', async () => {
    const world = await createWorld()
    await world.start([positionTracker, signalProcessor], 'others')
    const life = await world.start([executionService], 'execution')
    const tokens = await world.openMarkets()
    life.kill()
    await world.tell('signal.generated', world.pairSignal('s1', tokens))
    await world.until(() => world.heard('execution.requested').length === 1, 'it is approved')
    await world.pass(seconds(5))
    await world.start([executionService], 'execution')
    await world.until(() => world.heard('execution.refused').length === 1, 'it is refused')
    expect(world.heard('execution.refused')[0]).toMatchObject({ reason: 'expired', request: 'request-s1' })
    expect(world.heard('order.recorded')).toEqual([])
    // The pair is free for the next one.
    await world.setBook(KALSHI, [[3_900, 200]], [[4_000, 200]]).then(async (kalshi) => {
      const poly = await world.setBook(POLY, [[5_000, 150]], [[5_100, 150]])
      await world.pass(millis(20))
      await world.tell('signal.generated', world.pairSignal('s2', { kalshi, poly }))
    })
    await world.until(() => world.heard('trade.opened').length === 1, 'the next one is executed')
    expect(world.heard('trade.opened')[0]?.game).toBe(GAME)
  })
})

describe('reconciliation', () => {
  it('tells of what the venue holds and the ledger does not, once it has lasted', async () => {
    const world = await createWorld({ RECONCILE_SECONDS: '2' })
    await world.start(ALL, 'one')
    await world.tell('signal.generated', world.pairSignal('s1', await world.openMarkets()))
    await world.until(() => world.heard('trade.opened').length === 1, 'it opens')
    await world.pass(seconds(5))
    const told = () => world.heard('notification.raised').filter(({ kind }) => kind === 'reconciliation')
    expect(told()).toEqual([])
    await store.query('DELETE FROM paper_trades WHERE platform = $1', ['kalshi'])
    await world.until(() => told().length > 0, 'it is told')
    expect(told()[0]).toMatchObject({ priority: 'error', key: `reconcile ${KALSHI} yes`, fields: { inLedger: 0 } })
  })
})

describe('a position that nothing hedges', () => {
  it('is sold by a real order when it has gained enough, and its profit is booked', async () => {
    const world = await createWorld()
    await world.start(ALL, 'one')
    const { kalshi } = await world.openMarkets()
    const now = world.clock.now()
    await world.tell('game.updated', gameAt(now))
    const pair = world.pairSignal('m1', { kalshi, poly: 0 })
    await world.tell('signal.generated', {
      ...pair,
      type: 'model_edge_yes',
      pair: null,
      legs: pair.legs.slice(0, 1),
      modelChance: 0.6,
      marketChance: 0.4,
    })
    await world.until(() => world.heard('trade.opened').length === 1, 'it is bought')
    const [bought] = world.heard('order.recorded')
    expect((bought?.cost ?? 0) + (bought?.fee ?? 0)).toBeLessThanOrEqual(parseMoney('100'))
    await world.pass(seconds(32))
    await world.setBook(KALSHI, [[4_300, 500]], [[4_400, 500]])
    await world.pass(seconds(3))
    expect(world.heard('execution.requested')).toHaveLength(1)
    await world.setBook(KALSHI, [[5_000, 100]], [[5_100, 500]])
    await world.until(() => world.heard('order.recorded').length === 2, 'as much as is bid for is sold')
    expect(world.heard('order.recorded')[1]).toMatchObject({ purpose: 'exit', action: 'sell', filled: 100_000_000 })
    await world.setBook(KALSHI, [[5_000, 500]], [[5_100, 500]])
    await world.until(() => world.heard('trade.ended').length === 1, 'the rest is sold')
    const orders = world.heard('order.recorded')
    const cash = orders.reduce((sum, { action, cost, fee }) => sum + (action === 'buy' ? -cost : cost) - fee, 0)
    expect(world.heard('trade.ended')[0]).toMatchObject({ ending: 'closed', pnl: cash })
    expect(cash).toBeGreaterThan(0)
    expect(await heldByLedger(world)).toEqual([])
    expect(await paperHoldings(world)).toEqual([])
    await expectBalanced(world)
  })

  it('is sold with everything else when somebody asks for that, each trade for its part', async () => {
    const world = await createWorld({ TRADE_COOLDOWN_SECONDS: '0', MAX_POSITION_SIZE: '40' })
    await world.start(ALL, 'one')
    let tokens = await world.openMarkets()
    await world.tell('signal.generated', world.pairSignal('s1', tokens))
    await world.until(() => world.heard('trade.opened').length === 1, 'the first opens')
    await world.tell('control', { type: 'flatten', by: 'test', reason: 'a drill', at: world.clock.now() })
    await world.until(() => world.heard('trade.ended').length === 1, 'it is sold')
    await world.pass(seconds(2))
    expect(world.heard('trade.ended')[0]?.ending).toBe('closed')
    expect(await heldByLedger(world)).toEqual([])
    expect(await paperHoldings(world)).toEqual([])
    await expectBalanced(world)
    const sold = world.heard('notification.raised').find(({ title }) => title === 'Everything was to be sold')
    expect(sold?.fields).toEqual({ isDone: true })
    tokens = await world.openMarkets()
    await world.tell('signal.generated', world.pairSignal('s2', tokens))
    await world.until(() => world.heard('execution.refused').length === 1, 'nothing opens until somebody says so')
    expect(world.heard('execution.refused')[0]?.reason).toBe('blocked')
    const goOn = { type: 'resume', by: 'test', reason: 'it was a drill', at: world.clock.now() } as const
    await world.tell('control', goOn)
    await world.pass(seconds(1))
    tokens = await world.openMarkets()
    await world.tell('signal.generated', world.pairSignal('s3', tokens))
    await world.until(() => world.heard('trade.opened').length === 2, 'somebody said so')
  })
})

describe('the emergency stop', () => {
  it('is not lifted by a wish to go on that is heard after it was set again, nor set by a stop heard after it was lifted', async () => {
    const world = await createWorld()
    await world.start(ALL, 'one')
    const about = { by: 'api', reason: 'a drill' }
    world.place.value = '1'
    await world.tell('control', { type: 'resume', ...about, at: toMicros(world.clock.now() - seconds(50)) })
    await world.pass(seconds(1))
    expect(world.place.value).toBe('1')
    world.place.value = null
    await world.tell('control', { type: 'stop', ...about, at: toMicros(world.clock.now() - seconds(50)) })
    await world.pass(seconds(1))
    expect(world.place.value).toBeNull()
    expect(world.lines.filter(({ message }) => message === 'control').map(({ fields }) => fields?.['type'])).toEqual([
      'resume',
      'stop',
    ])
  })
})

function gameAt(receivedAt: number): SpokenOf<'game.updated'> {
  return {
    game: GAME,
    league: 'nba',
    status: 'in-progress',
    home: 50,
    away: 40,
    period: 3,
    clockMicros: null,
    possession: null,
    situation: {},
    sourceHomeChance: null,
    homeChance: 0.6,
    sourceAt: null,
    receivedAt,
  }
}

async function paperHoldings({ disk }: World): Promise<readonly string[]> {
  const held = new Map<string, number>()
  for (const venue of ['kalshi', 'polymarket']) {
    const text = new TextDecoder().decode(disk.read(`data/paper-${venue}.ledger`) ?? new Uint8Array())
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const value = JSON.parse(line) as { position?: Holding; positions?: readonly Holding[] }
      for (const one of [...(value.positions ?? []), ...(value.position === undefined ? [] : [value.position])]) {
        held.set(`${one.market} ${one.outcome}`, one.quantity)
      }
    }
  }
  return [...held]
    .filter(([, quantity]) => quantity > 0)
    .map(([key, quantity]) => `${key} ${Number(formatMoney(quantity as never))}`)
    .sort()
}
type Holding = { readonly market: string; readonly outcome: string; readonly quantity: number }
