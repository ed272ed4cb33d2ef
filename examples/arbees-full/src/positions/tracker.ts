/*
 * What the position tracker does with what it hears: books it, and tells what came of it once it is certain.
 */
import type { Clock, Log, MarketId, Money } from '@arbees/core'
import { addMoney, formatMoney, NO_MONEY, seconds, toMicros } from '@arbees/core'
import type { MarketShelf } from '../markets/market-shelf.ts'
import { shelveMatched, shelveQuote, shelveSettled } from '../markets/market-shelf.ts'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import { keepNewest } from '../platform/keep-newest.ts'
import { profitSince, readBankroll } from '../platform/store/bankroll.ts'
import { handleOnce } from '../platform/store/handle-once.ts'
import type { Store } from '../platform/store/store.ts'
import { StoreError } from '../platform/store/store.ts'
import type { Handlers } from '../service.ts'
import type { Booked, BookingWorld } from './book-rows.ts'
import { bookOpening, bookOrder, bookSettlement } from './book-rows.ts'
import type { ExitDesk } from './exit-desk.ts'
import type { TrackerVariables } from './tracker-variables.ts'

/** What it hears. */
export const TRACKER_LISTENS = {
  'market.matched': 'each',
  'quote.changed': 'each',
  'market.settled': 'each',
  'order.recorded': 'share',
  'execution.refused': 'share',
  'trade.opened': 'share',
} as const

/** What it speaks. */
export const TRACKER_SPEAKS = ['position.changed', 'bankroll.changed', 'trade.ended', 'execution.requested'] as const

/** What the tracker is made of. */
export type TrackerOptions = {
  readonly config: TrackerVariables
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly speak: <T extends (typeof TRACKER_SPEAKS)[number]>(
    topic: T,
    message: SpokenOf<T>,
    correlation?: string,
  ) => Promise<void>
  readonly shelf: MarketShelf
  readonly exits: ExitDesk
  readonly gauge: (value: number, labels: Readonly<Record<string, string>>) => void
}

/** The tracker. Changed in place. */
export type Tracker = {
  readonly options: TrackerOptions
  readonly settled: Map<MarketId, MessageOf<'market.settled'>>
  readonly world: BookingWorld
  readonly figures: { positions: number; balanceMicros: number; piggybankMicros: number; todayMicros: number }
  /** Whether what is held is another than was read last: it is read before the next look, however much was booked. */
  isChanged: boolean
  /** Looks once at what is held, and asks for the exits that are due. */
  readonly look: () => Promise<void>
  readonly begin: () => Promise<void>
}

/** How many settlements are known: fills come within seconds of one, not after thousands. */
const SETTLED_MAX = 20_000
const GROUP = 'position-tracker'
const DAY = seconds(86_400)

async function show({ options, figures }: Tracker): Promise<void> {
  const { config, store, clock, gauge } = options
  const { balance, piggybank } = await readBankroll(store)
  const midnight = toMicros(Math.floor(clock.now() / DAY) * DAY)
  const today = await profitSince(store, midnight, config.PAPER_TRADING)
  const [held] = await store.query<{ n: number }>('SELECT COUNT(*) AS n FROM positions WHERE quantity > 0')
  figures.positions = held?.n ?? 0
  figures.balanceMicros = balance
  figures.piggybankMicros = piggybank
  figures.todayMicros = today
  gauge(balance / 1_000_000, { part: 'balance' })
  gauge(piggybank / 1_000_000, { part: 'piggybank' })
}

async function tell(tracker: Tracker, { positions, ended, bankroll }: Booked): Promise<void> {
  const { speak, log } = tracker.options
  for (const position of positions) await speak('position.changed', position, position.game)
  for (const entry of bankroll) await speak('bankroll.changed', entry)
  for (const end of ended) await speak('trade.ended', end, end.game)
  if (positions.length > 0) tracker.isChanged = true
  if (bankroll.length === 0) return
  await show(tracker)
  const { balanceMicros, piggybankMicros, todayMicros } = tracker.figures
  log('info', 'profit booked', {
    trades: bankroll.map(({ trade }) => trade),
    change: formatMoney(bankroll.reduce((sum, { change }) => addMoney(sum, change as Money), NO_MONEY)),
    balance: formatMoney(balanceMicros as Money),
    piggybank: formatMoney(piggybankMicros as Money),
    today: formatMoney(todayMicros as Money),
  })
}

/** Creates the tracker over a bankroll that has begun. */
export function createTracker(options: TrackerOptions): Tracker {
  const { config, store, clock, speak, exits, log } = options
  const settled = new Map<MarketId, MessageOf<'market.settled'>>()
  const tracker: Tracker = {
    options,
    settled,
    world: { settled, piggybank: config.PIGGYBANK_PCT },
    figures: { positions: 0, balanceMicros: 0, piggybankMicros: 0, todayMicros: 0 },
    isChanged: false,
    look: async () => {
      if (tracker.isChanged) {
        tracker.isChanged = false
        try {
          await exits.refresh(store)
          await show(tracker)
        } catch (error) {
          if (!(error instanceof StoreError)) throw error
          tracker.isChanged = true
          log('warn', 'what is held cannot be read, looking again later', { reason: error.message })
          return
        }
      }
      await exits.look()
    },
    begin: async () => {
      await exits.refresh(store)
      await show(tracker)
      const { entry, balance, piggybank } = await readBankroll(store)
      const about = { reserved: 0, reason: 'start', trade: null, change: 0, at: clock.now() } as const
      await speak('bankroll.changed', { entry, balance, piggybank, ...about })
    },
  }
  return tracker
}

/** Returns what it does with each message. */
export function trackerHandlers(tracker: Tracker): Handlers<typeof TRACKER_LISTENS> {
  const { options, settled, world } = tracker
  const { store, shelf, exits } = options
  const answered = (request: string) => {
    exits.answered(request)
    tracker.isChanged = true
  }
  return {
    'market.matched': (matched) => void shelveMatched(shelf, matched),
    'quote.changed': (quote) => void shelveQuote(shelf, quote),
    'market.settled': async (message) => {
      shelveSettled(shelf, message)
      keepNewest(settled, message.market, message, SETTLED_MAX)
      await tell(tracker, await store.transact((queries) => bookSettlement(queries, world, message)))
    },
    'order.recorded': async (order, envelope) => {
      let booked: Booked | undefined
      await handleOnce(store, GROUP, envelope, async (queries) => {
        booked = await bookOrder(queries, world, order)
      })
      if (booked !== undefined) await tell(tracker, booked)
      if (order.purpose === 'exit') answered(order.request)
    },
    'execution.refused': ({ request }) => answered(request),
    'trade.opened': async (opened) => {
      await store.transact((queries) => bookOpening(queries, opened))
      tracker.isChanged = true
    },
  }
}
