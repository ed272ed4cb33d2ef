/*
 * A whole Kalshi: markets, members, other traders, REST and stream, over any clock.
 */
import { createPublicKey } from 'node:crypto'
import type { Clock, Level, Micros, Money, Price, PriceGrid, Rng, Runtime } from '@arbees/core'
import { createRng, invariant, NO_MONEY, NO_QUANTITY, PRICE_ONE, seconds, toMoney, uniformGrid } from '@arbees/core'
import type { OtherTraders, TraderAction } from '@arbees/testkit'
import { createMatchBook, createOtherTraders, nextActions } from '@arbees/testkit'
import type { FakeVenue } from '../fake-venue.ts'
import type { FaultPlan } from '../faults.ts'
import { createFaultPlan } from '../faults.ts'
import { createTimerScope } from '../timer-scope.ts'
import { moveCash } from './account.ts'
import type { KalshiFeeRule } from './fees.ts'
import {
  activateMarket,
  changeGrid,
  closeMarket,
  moveClose,
  pauseMarket,
  setTrading,
  settleMarket,
} from './lifecycle.ts'
import { createBuckets, TIERS } from './limits.ts'
import { countFill } from './order-groups.ts'
import { createKalshiRest } from './rest.ts'
import { createKalshiStream } from './stream.ts'
import { actInMarket, HOUSE, showBook, showLevels } from './trading.ts'
import type { KalshiEvent, KalshiMarket, KalshiMember, KalshiSeries, KalshiWorld } from './world.ts'
import { ledgerOf, nextUuid } from './world.ts'

/** A market to open. */
export type KalshiMarketSettings = {
  readonly ticker: string
  /** @default the ticker up to its last dash */
  readonly event?: string
  /** @default the event's ticker up to its first dash */
  readonly series?: string
  readonly title?: string
  readonly yesSubTitle?: string
  readonly rulesPrimary?: string
  readonly category?: string
  readonly fees?: KalshiFeeRule
  /** @default 0 */
  readonly shard?: number
  /** @default whole cents */
  readonly grid?: PriceGrid
  /** Kalshi's word for the grid. @default 'linear_cent' */
  readonly structure?: string
  /** @default one day from now */
  readonly closesAt?: Micros
  /** Where the other traders' fair price begins; null when nobody else trades. @default 5000 */
  readonly fair?: Price | null
}

/** A member with a key. */
export type KalshiMemberSettings = {
  readonly keyId: string
  /** RSA or Ed25519, SPKI PEM; a private key will do. */
  readonly keyPem: string
  /**
   * Signatures that are known to be right, each as text, space, signature. A program that signs as this member
   * itself adds what it makes, and spares the fake the costly check. @default none
   */
  readonly verified?: Set<string>
  /** Cash on each shard that is funded. @default $10,000 on each of the four */
  readonly cash?: Readonly<Record<number, Money>>
  /** A tier of Kalshi, or 'unlimited'. @default 'prestige' */
  readonly tier?: string
}

/** Settings of `fakeKalshi`. */
export type FakeKalshiOptions = {
  readonly runtime: Pick<Runtime, 'clock'>
  /** @default 'kalshi' */
  readonly seed?: number | string
  readonly markets: readonly KalshiMarketSettings[]
  readonly members: readonly KalshiMemberSettings[]
  /** @default a plan without faults */
  readonly faults?: FaultPlan
  /** How often the other traders move; null: only when told to. @default 1 s */
  readonly paceMicros?: Micros | null
}

/** A fake Kalshi, and the strings it hangs on. Tickers are names of its markets. */
export type FakeKalshi = {
  readonly venue: FakeVenue
  readonly faults: FaultPlan
  /** All it knows, to look at. */
  readonly world: KalshiWorld
  readonly tickers: readonly string[]
  readonly market: (ticker: string) => KalshiMarket
  /** Lets somebody who is no member act. */
  readonly act: (ticker: string, action: TraderAction) => void
  /** Makes the recorded part of a book these levels, in YES terms. */
  readonly show: (ticker: string, bids: readonly Level[], asks: readonly Level[]) => void
  /** Makes some recorded levels what they say; 0 removes one. */
  readonly showLevels: (ticker: string, bids: readonly Level[], asks: readonly Level[]) => void
  /** Lets the seeded traders of a market move once, around `fair` when it is given. */
  readonly stir: (ticker: string, fair?: Price) => void
  readonly pause: (ticker: string) => void
  readonly activate: (ticker: string) => void
  readonly close: (ticker: string) => void
  readonly moveClose: (ticker: string, closesAt: Micros) => void
  readonly settle: (ticker: string, yesPayout: Price) => void
  readonly changeGrid: (ticker: string, structure: string, grid: PriceGrid) => void
  /** Stops or resumes trading everywhere; orders that ask for it are canceled. */
  readonly setTrading: (isActive: boolean) => void
  /** Takes the exchange down for maintenance, or brings it back. */
  readonly setExchange: (isActive: boolean) => void
  /** Ends timers and connections. */
  readonly end: () => void
}

const DAY = seconds(86_400)
const FUNDS = toMoney(10_000_000_000)
const QUADRATIC: KalshiFeeRule = { feeType: 'quadratic', multiplier: 10_000 }

function addMember(world: KalshiWorld, settings: KalshiMemberSettings): void {
  const { keyId, keyPem, tier = 'prestige', verified = new Set() } = settings
  const cash = settings.cash ?? { 0: FUNDS, 1: FUNDS, 2: FUNDS, 3: FUNDS }
  const rates = TIERS[tier]
  invariant(rates !== undefined || tier === 'unlimited', `a tier is one of Kalshi's or 'unlimited', found ${tier}`)
  const buckets = rates === undefined ? undefined : createBuckets(tier, rates, world.clock.now())
  const member = createMember(nextUuid(world.rng), tier, buckets)
  for (const [shard, amount] of Object.entries(cash)) moveCash(ledgerOf(member, 0), Number(shard), amount)
  world.members.set(member.id, member)
  world.keys.set(keyId, { id: keyId, member, publicKey: createPublicKey(keyPem), verified })
}

function createMember(id: string, tier: string, buckets?: ReturnType<typeof createBuckets>): KalshiMember {
  return {
    id,
    isHouse: id === HOUSE,
    tier,
    ledgers: new Map(),
    orders: [],
    resting: new Map(),
    fills: [],
    settlements: [],
    groups: new Map(),
    burned: new Set(),
    read: buckets?.read,
    write: buckets?.write ?? [],
  }
}

function seriesFor(world: KalshiWorld, ticker: string, settings: KalshiMarketSettings): KalshiSeries {
  const known = world.series.get(ticker)
  if (known !== undefined) return known
  const { category = 'Sports', fees = QUADRATIC, shard = 0, title = ticker } = settings
  const series: KalshiSeries = { ticker, title, category, tags: [], fees, shard }
  world.series.set(ticker, series)
  return series
}

function eventFor(world: KalshiWorld, settings: KalshiMarketSettings): KalshiEvent {
  const dash = settings.ticker.lastIndexOf('-')
  const ticker = settings.event ?? (dash === -1 ? settings.ticker : settings.ticker.slice(0, dash))
  const known = world.events.get(ticker)
  if (known !== undefined) return known
  const series = seriesFor(world, settings.series ?? (ticker.split('-', 1)[0] as string), settings)
  const title = settings.title ?? ticker
  const event: KalshiEvent = {
    ticker,
    series,
    title,
    subTitle: ticker,
    isExclusive: false,
    feesOverride: undefined,
    markets: [],
  }
  world.events.set(ticker, event)
  return event
}

function addMarket(world: KalshiWorld, settings: KalshiMarketSettings): KalshiMarket {
  const { ticker } = settings
  invariant(!world.markets.has(ticker), `a ticker names one market, found ${ticker} twice`)
  const event = eventFor(world, settings)
  const now = world.clock.now()
  const yesSubTitle = settings.yesSubTitle ?? ticker.slice(ticker.lastIndexOf('-') + 1)
  const market: KalshiMarket = {
    ticker,
    id: nextUuid(world.rng),
    event,
    title: settings.title ?? ticker,
    yesSubTitle,
    noSubTitle: yesSubTitle,
    rulesPrimary: settings.rulesPrimary ?? `If ${yesSubTitle} happens, then the market resolves to Yes.`,
    shard: event.series.shard,
    createdAt: now,
    opensAt: now,
    closesAt: settings.closesAt ?? ((now + DAY) as Micros),
    updatedAt: now,
    status: 'active',
    structure: settings.structure ?? 'linear_cent',
    grid: settings.grid ?? uniformGrid(100),
    book: createMatchBook(),
    lastPrice: undefined,
    lastQuantity: NO_QUANTITY,
    volume: NO_QUANTITY,
    openInterest: NO_QUANTITY,
    dollarVolume: NO_MONEY,
    result: '',
    yesPayout: undefined,
    settledAt: undefined,
  }
  world.markets.set(ticker, market)
  event.markets.push(market)
  return market
}

/** Closes a market at its hour, wherever that has moved in the meantime. */
function scheduleClose(world: KalshiWorld, market: KalshiMarket, isOver: () => boolean): void {
  const delay = Math.max(0, market.closesAt - world.clock.now()) as Micros
  world.clock.setTimer(delay, () => {
    if (isOver() || market.status === 'finalized') return
    if (world.clock.now() >= market.closesAt) closeMarket(world, market)
    else scheduleClose(world, market, isOver)
  })
}

/** The seeded traders of every market that has some. */
function createCrowds(world: KalshiWorld, options: FakeKalshiOptions) {
  const seed = options.seed ?? 'kalshi'
  const crowds = new Map<string, { traders: OtherTraders; readonly rng: Rng }>()
  for (const { ticker, fair = 5_000 as Price } of options.markets) {
    const market = world.markets.get(ticker)
    if (market === undefined || fair === null) continue
    crowds.set(ticker, {
      traders: createOtherTraders({ name: 'others', grid: market.grid, fair }),
      rng: createRng(`${seed}:others:${ticker}`),
    })
  }
  const stir = (ticker: string, fair?: Price) => {
    const crowd = crowds.get(ticker)
    const market = world.markets.get(ticker)
    if (crowd === undefined || market?.status !== 'active' || !world.isTradingActive) return
    if (fair !== undefined) crowd.traders.fair = Math.min(PRICE_ONE - 200, Math.max(200, fair)) as Price
    if (crowd.traders.settings.grid !== market.grid) {
      const { fair: at, quotes } = crowd.traders
      crowd.traders = createOtherTraders({ name: `others${market.updatedAt}`, grid: market.grid, fair: at })
      crowd.traders.quotes.push(...quotes)
    }
    for (const action of nextActions(crowd.traders, market.book, crowd.rng)) actInMarket(world, market, action)
  }
  return { stir, tickers: [...crowds.keys()] }
}

/** A world without markets and without members but the house. */
function createWorld(clock: Clock, options: FakeKalshiOptions): KalshiWorld {
  const seed = options.seed ?? 'kalshi'
  const faults = options.faults ?? createFaultPlan({ clock, rng: createRng(`${seed}:faults`) })
  return {
    clock,
    rng: createRng(`${seed}:ids`),
    faults,
    series: new Map(),
    events: new Map(),
    markets: new Map(),
    members: new Map([[HOUSE, createMember(HOUSE, 'unlimited')]]),
    keys: new Map(),
    orders: new Map(),
    trades: [],
    listeners: new Set(),
    feesTaken: NO_MONEY,
    isExchangeActive: true,
    isTradingActive: true,
    count: 0,
  }
}

/**
 * Creates a fake Kalshi.
 *
 * @example
 * const kalshi = fakeKalshi({
 *   runtime,
 *   markets: [{ ticker: 'KXHIGHNY-26NOV22-B53.5' }],
 *   members: [{ keyId: 'key', keyPem: publicKeyPem }],
 * })
 * const http = fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], runtime.clock)
 */
export function fakeKalshi(options: FakeKalshiOptions): FakeKalshi {
  const scope = createTimerScope(options.runtime.clock)
  const { clock } = scope
  const world = createWorld(clock, options)
  const { faults } = world
  let isOver = false
  for (const settings of options.markets) scheduleClose(world, addMarket(world, settings), () => isOver)
  for (const settings of options.members) addMember(world, settings)
  world.listeners.add((news) => {
    if (news.type === 'fill') countFill(world, news.fill)
  })
  const stream = createKalshiStream(world)
  const { stir, tickers: stirred } = createCrowds(world, options)
  const pace = options.paceMicros === undefined ? seconds(1) : options.paceMicros
  for (const ticker of stirred) stir(ticker)
  const keepStirring = () => {
    if (isOver || pace === null) return
    for (const ticker of stirred) stir(ticker)
    clock.setTimer(pace, keepStirring)
  }
  if (pace !== null) clock.setTimer(pace, keepStirring)

  const named = (ticker: string): KalshiMarket => {
    const market = world.markets.get(ticker)
    invariant(market !== undefined, `the fake has this market, found none of ${ticker}`)
    return market
  }
  const end = () => {
    isOver = true
    stream.close()
    scope.end()
  }
  return Object.freeze({
    venue: Object.freeze({ request: createKalshiRest(world), openSocket: stream.openSocket, close: end }),
    faults,
    world,
    tickers: options.markets.map(({ ticker }) => ticker),
    market: named,
    act: (ticker, action) => actInMarket(world, named(ticker), action),
    show: (ticker, bids, asks) => showBook(world, named(ticker), bids, asks),
    showLevels: (ticker, bids, asks) => showLevels(world, named(ticker), bids, asks),
    stir,
    pause: (ticker) => pauseMarket(world, named(ticker)),
    activate: (ticker) => activateMarket(world, named(ticker)),
    close: (ticker) => closeMarket(world, named(ticker)),
    moveClose: (ticker, closesAt) => moveClose(world, named(ticker), closesAt),
    settle: (ticker, yesPayout) => settleMarket(world, named(ticker), yesPayout),
    changeGrid: (ticker, structure, grid) => changeGrid(world, named(ticker), structure, grid),
    setTrading: (isActive) => setTrading(world, isActive),
    setExchange: (isActive) => {
      world.isExchangeActive = isActive
    },
    end,
  } satisfies FakeKalshi)
}
