import type { Fact, IocOrder, Level, Micros, OrderDefect, OrderId, Quantity } from '@arbees/core'
import {
  DISCONTINUOUS,
  defectOfOrder,
  invariant,
  NO_QUANTITY,
  release,
  reserve,
  takerCostMax,
  toMicros,
  toQuantity,
} from '@arbees/core'
import { bookFill } from './book-fill.ts'
import { consumeFills, matchOrder } from './fill.ts'
import type { Listed, PaperState, Waiting } from './state.ts'
import { accountAt, positionIn } from './state.ts'

function refuse(order: IocOrder, at: Micros, { reason, sentence }: OrderDefect): Fact[] {
  return [{ type: 'order.rejected', at, order: order.id, reason, sentence }]
}

/** Takes an order that leaves at `now`: sets its money aside and lets it wait for its latency. */
export function submitOrder(state: PaperState, order: IocOrder, now: Micros): readonly Fact[] {
  const index = state.indexOf.get(order.market)
  invariant(
    index !== undefined,
    `an order is for one of the ${state.listed.length} markets listed, found ${order.market}`,
  )
  const listed = state.listed[index] as Listed
  const { venue } = listed.market
  if (order.action === 'buy') {
    const most = takerCostMax(listed.fees, order.limit, order.quantity)
    const account = accountAt(state, venue)
    const reserved = reserve(account, order.id, most)
    if (reserved === undefined) {
      const sentence = `the order needs ${most} micro-dollars, found ${account.free} free`
      return refuse(order, now, { reason: 'funds', sentence })
    }
    state.accounts.set(venue, reserved)
  }
  state.orders += 1
  const dueAt = toMicros(now + state.settings.latency(venue, state.settings.rng))
  state.waiting.push({ order, listed, dueAt, sequence: state.orders })
  state.waiting.sort((a, b) => a.dueAt - b.dueAt || a.sequence - b.sequence)
  return []
}

function defectOf(state: PaperState, { order, listed }: Waiting): OrderDefect | undefined {
  if (listed.isSettled) return { reason: 'closed', sentence: 'the market has settled' }
  const held = positionIn(state, order.market, order.outcome).quantity
  if (order.action === 'sell' && order.quantity > held) {
    return { reason: 'funds', sentence: `the order sells ${order.quantity}, found ${held} held` }
  }
  return defectOfOrder(order, listed.market)
}

/** Matches one order against the book as it stands, and ends it: what did not fill is canceled. */
export function matchWaiting(state: PaperState, waiting: Waiting): Fact[] {
  const { order, listed, dueAt } = waiting
  const { venue } = listed.market
  const end = () => state.accounts.set(venue, release(accountAt(state, venue), order.id))
  const defect = defectOf(state, waiting)
  if (defect !== undefined) {
    end()
    return refuse(order, dueAt, defect)
  }
  // Named for the order, so that no name comes twice, whatever was forgotten in between.
  const venueOrder = `paper-${order.id}` as OrderId
  const facts: Fact[] = [{ type: 'order.accepted', at: dueAt, order: order.id, venueOrder }]
  // Nothing can be said to match on a book that is not known to be whole.
  const isWhole = listed.ladder.continuity !== DISCONTINUOUS
  const offered = isWhole ? matchOrder(order, listed.ladder, listed.consumption) : []
  const taken: Level[] = []
  let filled: Quantity = NO_QUANTITY
  for (const level of offered) {
    const fill = bookFill(state, waiting, level, taken.length + 1)
    if (fill === undefined) break
    taken.push(level)
    filled = toQuantity(filled + level.quantity)
    facts.push({ type: 'order.filled', at: dueAt, fill })
  }
  consumeFills(order, taken, listed.consumption)
  end()
  facts.push({ type: 'order.done', at: dueAt, order: order.id, filled, canceled: toQuantity(order.quantity - filled) })
  return facts
}
