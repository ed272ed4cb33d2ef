/*
 * Selling everything that is held, because somebody asked for that: first what open trades hold, each
 * under its own trade, then whatever else the venues say is there. Each venue is asked afterwards.
 */
import type { AccountSnapshot, HoldingReport, MarketId, Micros, Outcome, Price, Quantity, VenueId } from '@arbees/core'
import {
  bestPrice,
  complement,
  DISCONTINUOUS,
  defectOfOrder,
  floorToLot,
  NO_MONEY,
  sleep,
  snapToGrid,
} from '@arbees/core'
import type { JournalOrder, JournalTrade } from '../journal/journal-state.ts'
import { isOrderFinal } from '../journal/order-doubt.ts'
import { tradeExposure } from '../journal/trade-exposure.ts'
import type { OrderTerms } from '../legs/order-terms.ts'
import { askVenue } from './ask-venue.ts'
import type { Desk } from './desk.ts'
import { act, nowOf } from './desk.ts'
import { lookDelay } from './look-delay.ts'
import { sendSale } from './sale.ts'
import { sendMend } from './send.ts'

/** What could not be sold. */
export type LeftHolding = HoldingReport & {
  /** Why it was not sold, in words; empty when an order for it left and it was not filled. */
  readonly sentence: string
}

/** What became of selling everything at one venue, by the venue's own word afterwards. */
export type CloseReport = {
  readonly venue: VenueId
  /** Whether the venue was asked afterwards, nothing is held and nothing rests. */
  readonly isDone: boolean
  readonly left: readonly LeftHolding[]
  /** Why it could not be asked, in words; empty when it was. */
  readonly sentence: string
}

/** Rounds in which orders leave. */
const ROUNDS_MAX = 5

/** Why something is not sold in a round. What does not last is waited for: a book on its way, a bid, a free rate. */
type Unsold = { readonly sentence: string; readonly isLasting: boolean }

/** What one round did: how many orders left, and why the rest stays. */
type Round = { sent: number; readonly unsold: Map<string, Unsold> }

const unsoldYet = (sentence: string): Unsold => ({ sentence, isLasting: false })

const RATE = unsoldYet('the orders a second are used up')
const DOUBT = unsoldYet('an order of its trade is in doubt')

/** Returns the sale of what is held of one outcome, down to the slippage allowed, or why there is none. */
function saleOf(desk: Desk, market: MarketId, outcome: Outcome, held: number): { terms: OrderTerms } | Unsold {
  const { limits } = desk.settings
  const listed = desk.settings.market(market)
  if (listed === undefined) return unsoldYet('no rules and fees are known of the market')
  const ladder = desk.settings.book(market)
  if (ladder === undefined) return unsoldYet('no book of the market has arrived')
  if (ladder.continuity === DISCONTINUOUS) return unsoldYet('the book of the market is not current')
  const side = outcome === 'yes' ? ladder.bids : ladder.asks
  if (side.length === 0) return unsoldYet('nobody bids for it')
  const best = bestPrice(side) as Price
  const own = outcome === 'yes' ? best : complement(best)
  const limit = snapToGrid(listed.market.grid, Math.max(1, own - limits.closeSlippageMax) as Price, 'up')
  if (limit === undefined) return unsoldYet('the best bid is off the grid of prices')
  const quantity = floorToLot(held as Quantity, listed.market.lot)
  const { continuity } = ladder
  const terms: OrderTerms = { market, action: 'sell', outcome, limit, quantity, costMax: NO_MONEY, continuity }
  const defect = defectOfOrder({ ...terms, id: '' as never }, listed.market)
  return defect === undefined ? { terms } : { sentence: defect.sentence, isLasting: true }
}

const keyOf = (market: MarketId, outcome: Outcome) => `${outcome} of ${market}`

/**
 * Notes the most that each leg of a trade in doubt may hold, or may still sell, as its own. Sold as nobody's,
 * it would be gone without the trade's knowledge, which would count on it once the doubt is over.
 */
function claimInDoubt(trade: JournalTrade, claimed: Map<string, number>, round: Round): void {
  for (const [leg, { low, high }] of tradeExposure(trade).legs.entries()) {
    // A trade that only sells holds less than nothing: what it may yet take comes from elsewhere.
    const most = high - Math.min(0, low)
    if (most <= 0) continue
    const { market, outcome } = trade.orders[leg] as JournalOrder
    const key = keyOf(market, outcome)
    claimed.set(key, (claimed.get(key) ?? 0) + most)
    round.unsold.set(key, DOUBT)
  }
}

/** Sells what open and halted trades hold. Notes what they hold in `claimed`. */
function closeTrades(desk: Desk, claimed: Map<string, number>, round: Round): void {
  for (const trade of desk.state.trades.values()) {
    if (trade.ending === 'hedged' || trade.ending === 'flattened') continue
    const { rules, settings } = desk
    const stands = rules.standsOf(trade, (market) => settings.market(market)?.fees, rules.receivedOf)
    if (stands === undefined || !trade.orders.every(isOrderFinal)) {
      claimInDoubt(trade, claimed, round)
      continue
    }
    const orders = stands.flatMap(({ market, outcome, held }, leg) => {
      const key = keyOf(market, outcome)
      if (held <= 0) return []
      claimed.set(key, (claimed.get(key) ?? 0) + held)
      const sale = saleOf(desk, market, outcome, held)
      if ('terms' in sale) return [{ leg, terms: sale.terms }]
      round.unsold.set(key, sale)
      return []
    })
    const [first] = orders
    if (first === undefined) continue
    const mend = { how: 'flatten', quantity: first.terms.quantity, orders, loss: NO_MONEY } as const
    if (sendMend(desk, trade, mend, 'close') === 0) round.sent += orders.length
    else for (const { terms } of orders) round.unsold.set(keyOf(terms.market, terms.outcome), RATE)
  }
}

/** Sells what the venues say is held beyond what open trades hold. */
function closeRest(
  desk: Desk,
  snapshots: readonly AccountSnapshot[],
  claimed: ReadonlyMap<string, number>,
  round: Round,
): void {
  for (const { holdings } of snapshots) {
    for (const { market, outcome, quantity } of holdings) {
      const key = keyOf(market, outcome)
      const rest = quantity - (claimed.get(key) ?? 0)
      if (rest <= 0) continue
      const sale = saleOf(desk, market, outcome, rest)
      if (!('terms' in sale)) round.unsold.set(key, sale)
      else if (sendSale(desk, sale.terms)) round.sent += 1
      else round.unsold.set(key, RATE)
    }
  }
}

/** Waits until no order is on its way or in doubt; at most as long as an order may be in doubt. */
async function becomeQuiet(desk: Desk): Promise<void> {
  const { clock, limits, signal } = desk.settings
  const deadline = nowOf(desk) + limits.doubtMicros
  const isQuiet = () => desk.flights.size === 0 && desk.unsynced.size === 0 && desk.looks.size === 0
  while (!isQuiet() && nowOf(desk) < deadline && !desk.isOver) {
    await sleep(clock, Math.min(limits.lookFirstMicros, deadline - nowOf(desk)) as Micros, signal).catch(
      () => undefined,
    )
  }
}

async function tryAsk(desk: Desk, venue: VenueId): Promise<AccountSnapshot | string> {
  try {
    return await askVenue(desk, venue)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** One round: asks what is held, and lets orders for it leave. Undefined when the journal cannot be written. */
async function closeRound(desk: Desk, venues: readonly VenueId[]): Promise<Round | undefined> {
  const answers = await Promise.all(venues.map((venue) => tryAsk(desk, venue)))
  const snapshots = answers.filter((answer) => typeof answer !== 'string')
  return act(desk, () => {
    const round: Round = { sent: 0, unsold: new Map() }
    const claimed = new Map<string, number>()
    closeTrades(desk, claimed, round)
    closeRest(desk, snapshots, claimed, round)
    return round
  })
}

/** Sells until nothing is left that could be sold: what is waited for, is waited for as long as an order may be in doubt. */
async function closeInRounds(desk: Desk, venues: readonly VenueId[]): Promise<Round['unsold']> {
  const { clock, limits, signal } = desk.settings
  const deadline = nowOf(desk) + limits.doubtMicros
  for (let sold = 0, waited = 0; ; ) {
    await becomeQuiet(desk)
    if (desk.isOver) return new Map()
    const round = await closeRound(desk, venues)
    if (round === undefined) return new Map()
    const { sent, unsold } = round
    if (sent > 0) {
      sold += 1
      if (sold === ROUNDS_MAX) return unsold
      continue
    }
    const isHopeless = [...unsold.values()].every(({ isLasting }) => isLasting)
    const left = deadline - nowOf(desk)
    if (isHopeless || left <= 0 || desk.isOver) return unsold
    await sleep(clock, Math.min(lookDelay(limits, waited), left) as Micros, signal).catch(() => undefined)
    waited += 1
  }
}

/** Sells everything that is held at each venue, and asks each of them afterwards. */
export async function closeEverywhere(desk: Desk): Promise<readonly CloseReport[]> {
  const venues = [...desk.settings.brokers.keys()]
  const unsold = await closeInRounds(desk, venues)
  await becomeQuiet(desk)
  return Promise.all(
    venues.map(async (venue): Promise<CloseReport> => {
      const answer = await tryAsk(desk, venue)
      if (typeof answer === 'string') return { venue, isDone: false, left: [], sentence: answer }
      const isDone = answer.holdings.length === 0 && answer.open.length === 0
      const left = answer.holdings.map((holding) => {
        const { sentence = '' } = unsold.get(keyOf(holding.market, holding.outcome)) ?? {}
        return { ...holding, sentence }
      })
      return { venue, isDone, left, sentence: '' }
    }),
  )
}
