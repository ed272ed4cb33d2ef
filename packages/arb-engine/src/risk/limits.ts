/*
 * What bounds every decision. A limit that is not given does not hold; those without a default have to
 * be thought about.
 */
import type { Micros, Money, Price, Quantity } from '@arbees/core'
import { invariant, ONE_SECOND, PRICE_ONE, seconds } from '@arbees/core'

/** The limits as they are given. Money in micro-dollars, shares in basis points (10,000 is all). */
export type EngineLimits = {
  /** An opportunity earns more than this per contract, after all fees and the slippage allowance. */
  readonly edgeMin: Money
  /** The most contracts of one trade. */
  readonly quantityMax: Quantity
  /** The most one trade may cost on all venues together, fees included. */
  readonly notionalMax: Money
  /** How long a book counts after its last change, in microseconds; null: until it is replaced. */
  readonly maxAgeUs: number | null

  /** An edge above this is a wrong pair or a wrong book, not a gift. @default none */
  readonly edgeMax?: Money
  /** How far every limit may lie beyond the worst price seen, set aside in the edge. @default 0 */
  readonly slippageTicks?: number
  /** The least return a year on the money locked, in basis points; without a known end it is not met. @default 0 */
  readonly hurdleBps?: number
  /** The most one trade may lose if its question is void; rules that do not say do not pass. @default none */
  readonly voidLossMax?: Money
  /** The part of the size that books hold profitably which one trade may take. @default 10_000 */
  readonly depthShareBps?: number
  /** The part of Kelly's stake that one leg alone gets. @default 2_500 */
  readonly kellyBps?: number
  /** The most one trade may cost, as a part of all money. @default 10_000 */
  readonly tradeShareBps?: number

  /** The most that one outcome of one market may have cost. @default none */
  readonly positionMax?: Money
  /** The same for both outcomes of a market. @default none */
  readonly marketMax?: Money
  /** The same for all markets of one event. @default none */
  readonly eventMax?: Money
  /** The same for everything. @default none */
  readonly totalMax?: Money
  /** The most that all trades under way may lose by standing one-sided. @default none */
  readonly unhedgedMax?: Money
  /** What a repair may lose per contract: a trade's bound has room for it. @default 0 */
  readonly repairLossMax?: Money

  /** A day that has lost this much, realized and unrealized, opens nothing more. @default none */
  readonly dailyLossMax?: Money
  /** When a day begins, after midnight UTC. @default 0 */
  readonly dayStartsAt?: Micros
  /** The most orders that may be approved in a stretch of time. @default none */
  readonly orderRate?: { readonly orders: number; readonly per: Micros }
  /** Limits of orders lie within. @default 1 and 9,999 ticks */
  readonly priceMin?: Price
  readonly priceMax?: Price
  /** Nothing is opened when trading ends within: an unwind needs time too. @default 0 */
  readonly closeMargin?: Micros
  /** How long an opportunity stands before it is acted on. @default 0 */
  readonly debounce?: Micros
  /** How long a name rests after a trade. @default 0 */
  readonly cooldown?: Micros
  /** How long an approved plan may wait for its orders to leave. @default 1 s */
  readonly planLife?: Micros
  /** Which leg leaves first: all at once, or the one that is thinner in its book. @default 'all' */
  readonly legOrder?: 'all' | 'thinner-first'
}

/** The limits with every default, null for none. */
export type Limits = { readonly [Name in keyof EngineLimits]-?: Exclude<EngineLimits[Name], undefined> | null } & {
  readonly [Name in
    | 'edgeMin'
    | 'quantityMax'
    | 'notionalMax'
    | 'slippageTicks'
    | 'hurdleBps'
    | 'depthShareBps'
    | 'kellyBps'
    | 'tradeShareBps'
    | 'repairLossMax'
    | 'dayStartsAt'
    | 'priceMin'
    | 'priceMax'
    | 'closeMargin'
    | 'debounce'
    | 'cooldown'
    | 'planLife'
    | 'legOrder']-?: Exclude<EngineLimits[Name], undefined>
}

const SHARE_MAX = 10_000

const DEFAULTS = {
  edgeMax: null,
  slippageTicks: 0,
  hurdleBps: 0,
  voidLossMax: null,
  depthShareBps: SHARE_MAX,
  kellyBps: 2_500,
  tradeShareBps: SHARE_MAX,
  positionMax: null,
  marketMax: null,
  eventMax: null,
  totalMax: null,
  unhedgedMax: null,
  repairLossMax: 0 as Money,
  dailyLossMax: null,
  dayStartsAt: 0 as Micros,
  orderRate: null,
  priceMin: 1 as Price,
  priceMax: (PRICE_ONE - 1) as Price,
  closeMargin: 0 as Micros,
  debounce: 0 as Micros,
  cooldown: 0 as Micros,
  planLife: ONE_SECOND,
  legOrder: 'all',
} as const

const DAY = seconds(86_400)

/**
 * Returns the limits with their defaults.
 *
 * @throws InvariantError when one is negative or no safe integer, a share is above all, or a day would
 *   begin outside a day.
 */
export function toLimits(given: EngineLimits): Limits {
  const limits: Limits = { ...DEFAULTS, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== 'number') continue
    invariant(Number.isSafeInteger(value) && value >= 0, `the limit ${name} is a whole number from 0, found ${value}`)
    invariant(!name.endsWith('ShareBps') || value <= SHARE_MAX, `the limit ${name} is at most 10000, found ${value}`)
  }
  invariant(limits.kellyBps <= SHARE_MAX, `the limit kellyBps is at most 10000, found ${limits.kellyBps}`)
  invariant(limits.dayStartsAt < DAY, `a day begins within a day, found ${limits.dayStartsAt} microseconds`)
  const rate = limits.orderRate
  invariant(
    rate === null || (Number.isInteger(rate.orders) && rate.orders > 0 && rate.per > 0),
    `an order rate is some orders in some time, found ${JSON.stringify(rate)}`,
  )
  return limits
}
