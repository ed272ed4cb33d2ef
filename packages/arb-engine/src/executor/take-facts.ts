import type { ClientOrderId, Fact, MarketId, VenueId } from '@arbees/core'
import { isBookFact } from '@arbees/core'
import type { Desk } from './desk.ts'
import { alert, tell } from './desk.ts'
import { readOnce } from './look.ts'
import { learn, noteOrder, noteTrade, write } from './notes.ts'
import { trustRules } from './rule-doubts.ts'

function orderNameOf(fact: Fact): ClientOrderId | undefined {
  switch (fact.type) {
    case 'order.filled':
      return fact.fill.order
    case 'order.accepted':
    case 'order.rejected':
    case 'order.unknown':
    case 'order.done':
    case 'fill.settled':
      return fact.order
    default:
      return undefined
  }
}

/** A fill of an order that is over and forgotten, or was never ours. */
function takeStranger(desk: Desk, fact: Fact, name: ClientOrderId): void {
  const isOurs = name.startsWith('arb') && name.endsWith(desk.state.salt)
  if (!isOurs) {
    tell(desk, fact)
    return
  }
  const isNews =
    (fact.type === 'order.filled' && !desk.seenFills.has(fact.fill.id)) ||
    (fact.type === 'fill.settled' && fact.stage === 'failed')
  if (!isNews) return
  // The journal halts everything by such a record: what was forgotten was thought to be final.
  if (fact.type === 'order.filled') {
    write(desk, [{ type: 'order.filled', at: fact.at, fill: fact.fill, stage: 'matched' }])
  } else if (fact.type === 'fill.settled') {
    write(desk, [{ type: 'fill.settled', at: fact.at, order: fact.order, fill: fact.fill, stage: fact.stage }])
  }
  alert(desk, 'halted', `all is halted: ${desk.state.halts.get('all')?.reason ?? ''}`)
}

function takeOrderFact(desk: Desk, fact: Fact, name: ClientOrderId): void {
  const order = desk.state.orders.get(name)
  if (order === undefined) {
    takeStranger(desk, fact, name)
    return
  }
  const first = (venue: VenueId) => (desk.settings.terms.get(venue)?.settles === 'in-stages' ? 'matched' : 'confirmed')
  learn(desk, order, desk.rules.factRecords(desk.state, fact, first))
  // A stage of a fill that was never told, or a word that contradicts the last one: the record decides.
  const isPuzzle = fact.type === 'fill.settled' && !order.fills.some(({ id }) => id === fact.fill)
  if (isPuzzle && desk.state.orders.has(name)) readOnce(desk, order)
}

/** Takes what a venue told of our orders, and tells on what is about something else. */
export function takePrivateFacts(desk: Desk, facts: readonly Fact[]): void {
  for (const fact of facts) {
    if (desk.failure !== undefined) return
    const name = orderNameOf(fact)
    if (name === undefined) tell(desk, fact)
    else takeOrderFact(desk, fact, name)
  }
}

/** A market pays: its contracts are neither bought nor sold any more, and are no risk. */
function takeSettlement(desk: Desk, market: MarketId): void {
  for (const [number, { orders }] of desk.state.trades) {
    if (!orders.some((order) => order.market === market)) continue
    noteTrade(desk, number)
    desk.dirty.add(number)
  }
}

/** Takes facts of the public side: a change of a book or a market may let a waiting trade go on. */
export function takePublicFacts(desk: Desk, facts: readonly Fact[]): void {
  for (const fact of facts) {
    const name = orderNameOf(fact)
    if (name !== undefined) {
      if (desk.failure === undefined) takeOrderFact(desk, fact, name)
      continue
    }
    if (fact.type === 'market.changed') trustRules(desk, fact.market)
    if (fact.type === 'market.settled') takeSettlement(desk, fact.market)
    if (desk.watching.size === 0) continue
    if (!isBookFact(fact) && fact.type !== 'market.changed') continue
    for (const number of desk.watching.get(fact.market) ?? []) desk.dirty.add(number)
  }
}

/** Brings all that follows from the journal's state up to date: after it was opened. */
export function noteAll(desk: Desk): void {
  for (const order of desk.state.orders.values()) {
    noteOrder(desk, order.order, order.market)
    // A broker of a new process tells stages only of orders that it was asked about.
    const isUnsettled = order.fills.some(({ stage }) => stage === 'matched' || stage === 'mined')
    if (isUnsettled) readOnce(desk, order)
  }
  for (const [number, trade] of desk.state.trades) {
    noteTrade(desk, number)
    // The process may have died before anybody was told.
    if (trade.ending === 'halted') {
      alert(desk, 'trade-halted', `trade ${number} of ${trade.name}: ${trade.reason}`, { trade: number })
    }
    if (trade.ending !== 'hedged' && trade.ending !== 'flattened') desk.dirty.add(number)
  }
}
