import type {
  Action,
  ClientOrderId,
  FillId,
  MarketId,
  Micros,
  Money,
  Outcome,
  Price,
  Quantity,
  VenueId,
} from '@arbees/core'
import { invariant, NO_MONEY, toMoney } from '@arbees/core'
import type { ExposureBound, TradeEnding } from '../journal/trade-terms.ts'
import type { OpportunityType, Plan } from '../plan/plan.ts'

/** One leg of a trade as the ledger keeps it: what was bought, sold again and paid out. Changed in place. */
export type LedgerLeg = {
  readonly market: MarketId
  readonly venue: VenueId
  readonly outcome: Outcome
  /** What the opening order asked for. */
  readonly wanted: Quantity
  /** Contracts bought in all, as the venue counts its fills. */
  bought: Quantity
  /** Contracts held now, after fees taken in contracts and after sales. */
  received: Quantity
  /** Money paid for contracts, fees apart. */
  cost: Money
  /** Money from selling contracts again, fees apart. */
  proceeds: Money
  fee: Money
  /** What its market's settlement has paid; null before. */
  paid: Money | null
  /** What of its money counts as exposed. */
  exposed: Money
}

/** One trade as the ledger keeps it. */
export type LedgerTrade = {
  /** Its number in the journal. */
  readonly trade: number
  readonly at: Micros
  readonly name: string
  readonly strategy: string
  readonly opportunityType: OpportunityType | null
  /** What one contract of every leg pays together; 0 for one leg alone. */
  readonly payout: Money
  readonly bound: ExposureBound
  readonly legs: readonly LedgerLeg[]
  /** Orders sent to complete or flatten. */
  repairs: number
  /** Null while it is under way. */
  ending: TradeEnding | null
}

/** A fill as the ledger keeps it until nothing can take it back. */
export type LedgerFill = {
  readonly id: FillId
  readonly price: Price
  readonly quantity: Quantity
  readonly received: Quantity
  readonly fee: Money
  hasFailed: boolean
  /** Its settlement was told: it is counted among the unsettled no more. */
  isFinal: boolean
}

/** One order of a trade, until it is final and its fills are settled. */
export type LedgerOrder = {
  readonly order: ClientOrderId
  readonly trade: number
  readonly leg: number
  readonly action: Action
  readonly quantity: Quantity
  readonly costMax: Money
  /** What is set aside for it still. */
  reserved: Money
  /** What its last word says has filled; null before. */
  lastWord: Quantity | null
  readonly fills: LedgerFill[]
  /** How many of them may still be taken back. */
  unsettled: number
}

/** What risk approved and nobody has written down as a trade yet. */
export type PendingPlan = { readonly plan: Plan; readonly venues: readonly VenueId[] }

/**
 * How many settlements and ends of trades are remembered: those of many days. A fill that comes later than so many
 * settlements is paid when its market's settlement is told again; a name rests for seconds.
 */
const REMEMBERED_MAX = 50_000

/** Money, trades and exposure. Plain data, changed in place; `cash + reserved` is what the venues hold for us. */
export type Ledger = {
  readonly cash: Map<VenueId, Money>
  readonly reserved: Map<VenueId, Money>
  /** What a venue last said is free: more than that is never spent. */
  readonly reported: Map<VenueId, Money>
  /** By name. */
  readonly pending: Map<string, PendingPlan>
  /** By number, oldest first; gone when nothing of it is held any more. */
  readonly trades: Map<number, LedgerTrade>
  /** The few of them that are under way or halted: a decision must not look at all that is held. */
  readonly unfinished: Set<LedgerTrade>
  /** All of them by the market of each leg. */
  readonly tradesByMarket: Map<MarketId, Set<LedgerTrade>>
  readonly orders: Map<ClientOrderId, LedgerOrder>
  /** Money exposed, by market and outcome. */
  readonly exposed: Map<string, Money>
  /** What markets settled at, for fills that come late. */
  readonly settled: Map<MarketId, Price>
  /** Scopes in which nothing may be opened, with the reason. */
  readonly halts: Map<string, string>
  /** When each name's last trade ended. */
  readonly endedAt: Map<string, Micros>
  /** Trades and orders numbered below these are known: a journal may be told twice. */
  nextTrade: number
  nextOrder: number
  exposedTotal: Money
  /** What is invested: costs and fees of all that is held. */
  invested: Money
}

/** Returns the ledger of one who holds only money. */
export function createLedger(cash: ReadonlyMap<VenueId, Money>): Ledger {
  return {
    cash: new Map(cash),
    reserved: new Map(),
    reported: new Map(),
    pending: new Map(),
    trades: new Map(),
    unfinished: new Set(),
    tradesByMarket: new Map(),
    orders: new Map(),
    exposed: new Map(),
    settled: new Map(),
    halts: new Map(),
    endedAt: new Map(),
    nextTrade: 1,
    nextOrder: 1,
    exposedTotal: NO_MONEY,
    invested: NO_MONEY,
  }
}

function addToSet<Key>(sets: Map<Key, Set<LedgerTrade>>, key: Key, trade: LedgerTrade): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([trade]))
  else set.add(trade)
}

function deleteFromSet<Key>(sets: Map<Key, Set<LedgerTrade>>, key: Key, trade: LedgerTrade): void {
  const set = sets.get(key)
  set?.delete(trade)
  if (set?.size === 0) sets.delete(key)
}

function noteEnding({ unfinished }: Ledger, trade: LedgerTrade): void {
  if (trade.ending === null || trade.ending === 'halted') unfinished.add(trade)
  else unfinished.delete(trade)
}

/** Notes how a trade has ended, or that it is under way again. */
export function endTrade(ledger: Ledger, trade: LedgerTrade, ending: LedgerTrade['ending']): void {
  trade.ending = ending
  noteEnding(ledger, trade)
}

/** Takes a trade into the ledger. */
export function keepTrade(ledger: Ledger, trade: LedgerTrade): void {
  ledger.trades.set(trade.trade, trade)
  noteEnding(ledger, trade)
  for (const { market } of trade.legs) addToSet(ledger.tradesByMarket, market, trade)
}

/** Takes a trade out of the ledger. */
export function dropTrade(ledger: Ledger, trade: LedgerTrade): void {
  ledger.trades.delete(trade.trade)
  ledger.unfinished.delete(trade)
  for (const { market } of trade.legs) deleteFromSet(ledger.tradesByMarket, market, trade)
}

/** Remembers the last word about a key, and forgets the keys that were spoken of longest ago. */
export function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= REMEMBERED_MAX) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}

/** Adds to an amount of a map. */
export function addTo<Key>(amounts: Map<Key, Money>, key: Key, change: number): void {
  amounts.set(key, toMoney((amounts.get(key) ?? NO_MONEY) + change))
}

/** Returns under which name the exposure of an outcome is kept. */
export function outcomeKey(market: MarketId, outcome: Outcome): string {
  return `${market} ${outcome}`
}

/** Changes what is exposed on a leg. Where nothing is exposed any more nothing is kept. */
export function expose(ledger: Ledger, market: MarketId, outcome: Outcome, change: number): void {
  const key = outcomeKey(market, outcome)
  addTo(ledger.exposed, key, change)
  if (ledger.exposed.get(key) === 0) ledger.exposed.delete(key)
  ledger.exposedTotal = toMoney(ledger.exposedTotal + change)
}

/** Returns what new orders may use at a venue: never more than the venue itself last said is free. */
export function freeCash(ledger: Ledger, venue: VenueId): Money {
  const own = ledger.cash.get(venue) ?? NO_MONEY
  const reported = ledger.reported.get(venue)
  if (reported === undefined) return own
  return Math.min(own, reported - (ledger.reserved.get(venue) ?? NO_MONEY)) as Money
}

/** Returns all money: free, set aside, and what holdings cost. */
export function capitalOf(ledger: Ledger): Money {
  let total: number = ledger.invested
  for (const amounts of [ledger.cash, ledger.reserved]) for (const amount of amounts.values()) total += amount
  return toMoney(total)
}

/** Sets money aside for an order that may leave. */
export function setAside(ledger: Ledger, venue: VenueId, amount: Money): void {
  addTo(ledger.cash, venue, -amount)
  addTo(ledger.reserved, venue, amount)
}

/** Gives back money that was set aside. */
export function giveBack(ledger: Ledger, venue: VenueId, amount: number): void {
  addTo(ledger.cash, venue, amount)
  addTo(ledger.reserved, venue, -amount)
  const rest = ledger.reserved.get(venue) ?? NO_MONEY
  invariant(rest >= 0, `what is set aside at ${venue} is not negative, found ${rest}`)
}
