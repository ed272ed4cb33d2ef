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
import { isOrderFinal } from '../journal/order-doubt.ts'
import type { OrderTerms } from '../legs/order-terms.ts'
import { askVenue } from './ask-venue.ts'
import type { Desk } from './desk.ts'
import { act, nowOf } from './desk.ts'
import { sendSale } from './sale.ts'
import { sendMend } from './send.ts'

/** What became of selling everything at one venue, by the venue's own word afterwards. */
export type CloseReport = {
  readonly venue: VenueId
  /** Whether the venue was asked afterwards, nothing is held and nothing rests. */
  readonly isDone: boolean
  readonly left: readonly HoldingReport[]
  /** Why it could not be asked, in words; empty when it was. */
  readonly sentence: string
}

const ROUNDS_MAX = 5

/** Returns the sale of what is held of one outcome, down to the slippage allowed; undefined when nothing can be sold. */
function saleOf(desk: Desk, market: MarketId, outcome: Outcome, held: number): OrderTerms | undefined {
  const { limits } = desk.settings
  const listed = desk.settings.market(market)
  const ladder = desk.settings.book(market)
  if (listed === undefined || ladder === undefined || ladder.continuity === DISCONTINUOUS) return undefined
  const side = outcome === 'yes' ? ladder.bids : ladder.asks
  if (side.length === 0) return undefined
  const best = bestPrice(side) as Price
  const own = outcome === 'yes' ? best : complement(best)
  const limit = snapToGrid(listed.market.grid, Math.max(1, own - limits.closeSlippageMax) as Price, 'up')
  if (limit === undefined) return undefined
  const quantity = floorToLot(held as Quantity, listed.market.lot)
  const { continuity } = ladder
  const terms: OrderTerms = { market, action: 'sell', outcome, limit, quantity, costMax: NO_MONEY, continuity }
  return defectOfOrder({ ...terms, id: '' as never }, listed.market) === undefined ? terms : undefined
}

const keyOf = (market: MarketId, outcome: Outcome) => `${outcome} of ${market}`

/** Sells what open and halted trades hold. Notes what they hold in `claimed`; returns how many orders leave. */
function closeTrades(desk: Desk, claimed: Map<string, number>): number {
  let sent = 0
  for (const trade of desk.state.trades.values()) {
    if (trade.ending === 'hedged' || trade.ending === 'flattened' || !trade.orders.every(isOrderFinal)) continue
    const { rules, settings } = desk
    const stands = rules.standsOf(trade, (market) => settings.market(market)?.fees, rules.receivedOf)
    const orders = (stands ?? []).flatMap(({ market, outcome, held }, leg) => {
      const key = keyOf(market, outcome)
      if (held > 0) claimed.set(key, (claimed.get(key) ?? 0) + held)
      const terms = held > 0 ? saleOf(desk, market, outcome, held) : undefined
      return terms === undefined ? [] : [{ leg, terms }]
    })
    const [first] = orders
    if (first === undefined) continue
    const mend = { how: 'flatten', quantity: first.terms.quantity, orders, loss: NO_MONEY } as const
    if (sendMend(desk, trade, mend, 'close') === 0) sent += orders.length
  }
  return sent
}

/** Sells what the venues say is held beyond what open trades hold. */
function closeRest(desk: Desk, snapshots: readonly AccountSnapshot[], claimed: ReadonlyMap<string, number>): number {
  let sent = 0
  for (const { holdings } of snapshots) {
    for (const { market, outcome, quantity } of holdings) {
      const rest = quantity - (claimed.get(keyOf(market, outcome)) ?? 0)
      const terms = rest > 0 ? saleOf(desk, market, outcome, rest) : undefined
      if (terms !== undefined && sendSale(desk, terms)) sent += 1
    }
  }
  return sent
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

/** Sells everything that is held at each venue, and asks each of them afterwards. */
export async function closeEverywhere(desk: Desk): Promise<readonly CloseReport[]> {
  const venues = [...desk.settings.brokers.keys()]
  for (let round = 0; round < ROUNDS_MAX && !desk.isOver; round++) {
    await becomeQuiet(desk)
    const answers = await Promise.all(venues.map((venue) => tryAsk(desk, venue)))
    const snapshots = answers.filter((answer) => typeof answer !== 'string')
    const sent = act(desk, () => {
      const claimed = new Map<string, number>()
      return closeTrades(desk, claimed) + closeRest(desk, snapshots, claimed)
    })
    if (sent === undefined || sent === 0) break
  }
  await becomeQuiet(desk)
  return Promise.all(
    venues.map(async (venue): Promise<CloseReport> => {
      const answer = await tryAsk(desk, venue)
      if (typeof answer === 'string') return { venue, isDone: false, left: [], sentence: answer }
      const isDone = answer.holdings.length === 0 && answer.open.length === 0
      return { venue, isDone, left: answer.holdings, sentence: '' }
    }),
  )
}
