/*
 * The ledger: what the records of trades mean in money. It is told what is meant before it leaves, so
 * money is set aside before it can be spent twice; it counts a fill when it is claimed and takes it back
 * when its settlement fails.
 */
import type { MarketId, Micros, Money, Price, Quantity, VenueId } from '@arbees/core'
import {
  complement,
  costRoundedDown,
  costRoundedUp,
  mulDiv,
  NO_MONEY,
  NO_QUANTITY,
  toMoney,
  toQuantity,
  venueOf,
} from '@arbees/core'
import type { JournalRecord, OrderIntent, TradeIntended } from '../journal/record.ts'
import type { Plan } from '../plan/plan.ts'
import { recordsOfSnapshot } from './journal-records.ts'
import type { Ledger, LedgerFill, LedgerLeg, LedgerOrder, LedgerTrade } from './ledger-state.ts'
import { addTo, dropTrade, endTrade, expose, giveBack, keepTrade, remember, setAside } from './ledger-state.ts'

/** Sets the money of an approved plan aside: it is under way from now on. */
export function holdPlan(ledger: Ledger, plan: Plan): void {
  const venues = plan.legs.map(({ market }) => venueOf(market))
  for (const [index, { market, outcome, costMax }] of plan.legs.entries()) {
    setAside(ledger, venues[index] as VenueId, costMax)
    expose(ledger, market, outcome, costMax)
  }
  ledger.pending.set(plan.name, { plan, venues })
}

/** Gives back the money of an approved plan of which no order will leave. Nothing held under that name: no change. */
export function dropPlan(ledger: Ledger, name: string): void {
  const held = ledger.pending.get(name)
  if (held === undefined) return
  for (const [index, { market, outcome, costMax }] of held.plan.legs.entries()) {
    giveBack(ledger, held.venues[index] as VenueId, costMax)
    expose(ledger, market, outcome, -costMax)
  }
  ledger.pending.delete(name)
}

function legOf(intent: OrderIntent): LedgerLeg {
  const { market, outcome, quantity, action } = intent
  return {
    market,
    venue: venueOf(market),
    outcome,
    wanted: action === 'buy' ? quantity : NO_QUANTITY,
    bought: NO_QUANTITY,
    received: NO_QUANTITY,
    cost: NO_MONEY,
    proceeds: NO_MONEY,
    fee: NO_MONEY,
    paid: null,
    exposed: NO_MONEY,
  }
}

/** Changes what is exposed on a leg, and remembers how much of it is this leg's. */
function exposeLeg(ledger: Ledger, leg: LedgerLeg, change: number): void {
  leg.exposed = toMoney(leg.exposed + change)
  expose(ledger, leg.market, leg.outcome, change)
}

function addOrder(ledger: Ledger, trade: LedgerTrade, index: number, intent: OrderIntent): void {
  const { order, number, action, quantity, costMax } = intent
  ledger.nextOrder = number + 1
  const reserved = action === 'buy' ? costMax : NO_MONEY
  const leg = trade.legs[index] as LedgerLeg
  setAside(ledger, leg.venue, reserved)
  exposeLeg(ledger, leg, reserved)
  ledger.orders.set(order, {
    order,
    trade: trade.trade,
    leg: index,
    action,
    quantity,
    costMax,
    reserved,
    lastWord: null,
    fills: [],
    unsettled: 0,
  })
}

function openTrade(ledger: Ledger, record: TradeIntended): void {
  const { trade: number, at, name, strategy, opportunityType, payout, bound } = record
  if (number < ledger.nextTrade) return
  ledger.nextTrade = number + 1
  dropPlan(ledger, name)
  const legs = record.legs.map(legOf)
  const trade: LedgerTrade = {
    trade: number,
    at,
    name,
    strategy,
    opportunityType,
    payout,
    bound,
    legs,
    repairs: 0,
    ending: null,
  }
  keepTrade(ledger, trade)
  for (const [index, intent] of record.legs.entries()) addOrder(ledger, trade, index, intent)
}

/** Pays what contracts of a settled market bring; a negative quantity is paid back. */
function payOut(ledger: Ledger, leg: LedgerLeg, yesPrice: Price, quantity: number): void {
  const price = leg.outcome === 'yes' ? yesPrice : complement(yesPrice)
  const amount = costRoundedDown(price, Math.abs(quantity) as Quantity)
  const paid = quantity < 0 ? -amount : amount
  leg.paid = toMoney((leg.paid ?? 0) + paid)
  addTo(ledger.cash, leg.venue, paid)
}

/** Books a fill, or with a sign of −1 takes it back. */
function bookFill(ledger: Ledger, order: LedgerOrder, leg: LedgerLeg, fill: LedgerFill, sign: 1 | -1): void {
  const { price, quantity, received, fee } = fill
  leg.fee = toMoney(leg.fee + sign * fee)
  if (order.action === 'buy') {
    const cost = costRoundedUp(price, quantity)
    leg.bought = toQuantity(leg.bought + sign * quantity)
    leg.received = toQuantity(leg.received + sign * received)
    leg.cost = toMoney(leg.cost + sign * cost)
    ledger.invested = toMoney(ledger.invested + sign * (cost + fee))
    // What was set aside pays first; beyond it the free money does.
    const spent = cost + fee
    if (sign === 1) {
      const fromReserve = Math.min(spent, order.reserved)
      order.reserved = toMoney(order.reserved - fromReserve)
      addTo(ledger.reserved, leg.venue, -fromReserve)
      addTo(ledger.cash, leg.venue, fromReserve - spent)
      exposeLeg(ledger, leg, spent - fromReserve)
    } else {
      addTo(ledger.cash, leg.venue, spent)
      exposeLeg(ledger, leg, -spent)
    }
  } else {
    const proceeds = costRoundedDown(price, quantity)
    leg.received = toQuantity(leg.received - sign * quantity)
    leg.proceeds = toMoney(leg.proceeds + sign * proceeds)
    ledger.invested = toMoney(ledger.invested - sign * (proceeds - fee))
    addTo(ledger.cash, leg.venue, sign * (proceeds - fee))
    exposeLeg(ledger, leg, -sign * (proceeds - fee))
  }
  const yesPrice = ledger.settled.get(leg.market)
  if (yesPrice === undefined) return
  payOut(ledger, leg, yesPrice, (order.action === 'buy' ? received : -quantity) * sign)
}

/** Gives back what an order's last word leaves of its reserve: all but what it counts and no fill names. */
function settleReserve(ledger: Ledger, order: LedgerOrder, leg: LedgerLeg): void {
  if (order.lastWord === null || order.reserved === 0) return
  let named = 0
  for (const { quantity, hasFailed } of order.fills) if (!hasFailed) named += quantity
  const unnamed = Math.max(0, order.lastWord - named)
  const kept = Math.min(
    order.reserved,
    mulDiv(order.costMax, Math.min(unnamed, order.quantity), order.quantity, 'ceil'),
  )
  const back = order.reserved - kept
  order.reserved = kept as Money
  giveBack(ledger, leg.venue, back)
  exposeLeg(ledger, leg, -back)
}

type Found = { readonly order: LedgerOrder; readonly trade: LedgerTrade; readonly leg: LedgerLeg }

function find(ledger: Ledger, id: LedgerOrder['order']): Found | undefined {
  const order = ledger.orders.get(id)
  const trade = order === undefined ? undefined : ledger.trades.get(order.trade)
  const leg = trade?.legs[order?.leg ?? -1]
  return order === undefined || trade === undefined || leg === undefined ? undefined : { order, trade, leg }
}

function isOver(ledger: Ledger, trade: LedgerTrade): boolean {
  if (trade.ending === null || trade.ending === 'halted') return false
  return trade.legs.every(({ received, paid }) => received === 0 || paid !== null) && !hasOrders(ledger, trade)
}

function hasOrders(ledger: Ledger, { trade }: LedgerTrade): boolean {
  for (const order of ledger.orders.values()) if (order.trade === trade) return true
  return false
}

function forgetOrder(ledger: Ledger, order: LedgerOrder): void {
  if (order.lastWord !== null && order.reserved === 0 && order.unsettled === 0) ledger.orders.delete(order.order)
}

/** Forgets a trade of which nothing is held any more: its money is cash, its exposure gone. */
function forgetTrade(ledger: Ledger, trade: LedgerTrade): void {
  if (!isOver(ledger, trade)) return
  for (const leg of trade.legs) {
    ledger.invested = toMoney(ledger.invested - (leg.cost + leg.fee - leg.proceeds))
    exposeLeg(ledger, leg, -leg.exposed)
  }
  dropTrade(ledger, trade)
}

function foldFill(ledger: Ledger, record: Extract<JournalRecord, { type: 'order.filled' }>): void {
  const found = find(ledger, record.fill.order)
  if (found === undefined) return
  const { order, leg } = found
  const { id, price, quantity, received, fee } = record.fill
  if (order.fills.some((known) => known.id === id)) return
  const isFinal = record.stage === 'confirmed'
  const fill: LedgerFill = { id, price, quantity, received, fee, hasFailed: false, isFinal }
  order.fills.push(fill)
  if (!isFinal) order.unsettled += 1
  bookFill(ledger, order, leg, fill, 1)
  settleReserve(ledger, order, leg)
}

function foldStage(ledger: Ledger, record: Extract<JournalRecord, { type: 'fill.settled' }>): void {
  const found = find(ledger, record.order)
  const fill = found?.order.fills.find(({ id }) => id === record.fill)
  if (found === undefined || fill === undefined) return
  const { order, leg } = found
  const hasFailed = record.stage === 'failed'
  if (fill.hasFailed !== hasFailed) {
    fill.hasFailed = hasFailed
    bookFill(ledger, order, leg, fill, hasFailed ? -1 : 1)
  }
  // Once for each fill: told again, it would hide that another may still be taken back.
  if (fill.isFinal || (record.stage !== 'confirmed' && !hasFailed)) return
  fill.isFinal = true
  order.unsettled = Math.max(0, order.unsettled - 1)
}

function foldLastWord(ledger: Ledger, id: LedgerOrder['order'], filled: Quantity): void {
  const found = find(ledger, id)
  if (found === undefined) return
  found.order.lastWord = filled
  settleReserve(ledger, found.order, found.leg)
}

function foldOrder(ledger: Ledger, record: JournalRecord): LedgerOrder['order'] | undefined {
  switch (record.type) {
    case 'order.filled':
      foldFill(ledger, record)
      return record.fill.order
    case 'fill.settled':
      foldStage(ledger, record)
      return record.order
    case 'order.accepted':
      if (record.isDone) foldLastWord(ledger, record.order, record.filled)
      return record.order
    case 'order.resolved':
      foldLastWord(ledger, record.order, record.filled)
      return record.order
    case 'order.rejected':
      foldLastWord(ledger, record.order, NO_QUANTITY)
      return record.order
    default:
      return undefined
  }
}

/**
 * Folds one record of the journal: the same that goes to disk. A record that is known changes nothing, so
 * a journal may be told again; one that was compacted tells what is open.
 */
export function foldRecord(ledger: Ledger, record: JournalRecord): void {
  switch (record.type) {
    case 'trade.intended':
      openTrade(ledger, record)
      return
    case 'order.intended': {
      const trade = ledger.trades.get(record.trade)
      if (trade === undefined) return
      endTrade(ledger, trade, null)
      if (record.intent.number < ledger.nextOrder) return
      trade.repairs += 1
      addOrder(ledger, trade, record.leg, record.intent)
      return
    }
    case 'trade.ended': {
      const trade = ledger.trades.get(record.trade)
      if (trade === undefined) return
      endTrade(ledger, trade, record.ending)
      remember(ledger.endedAt, trade.name, record.at)
      forgetTrade(ledger, trade)
      return
    }
    case 'snapshot':
      for (const told of recordsOfSnapshot(record.state, record.at)) foldRecord(ledger, told)
      return
    case 'halt.set':
      ledger.halts.set(record.scope, record.reason)
      return
    case 'halt.cleared':
      ledger.halts.delete(record.scope)
      return
    default: {
      const id = foldOrder(ledger, record)
      const found = id === undefined ? undefined : find(ledger, id)
      if (found === undefined) return
      forgetOrder(ledger, found.order)
      forgetTrade(ledger, found.trade)
    }
  }
}

/** Books the settlement of a market on every trade that holds it. */
export function foldSettlement(ledger: Ledger, market: MarketId, yesPrice: Price): void {
  if (ledger.settled.has(market)) return
  remember(ledger.settled, market, yesPrice)
  for (const trade of [...(ledger.tradesByMarket.get(market) ?? [])]) {
    for (const leg of trade.legs) if (leg.market === market) payOut(ledger, leg, yesPrice, leg.received)
    forgetTrade(ledger, trade)
  }
}

/** Returns the oldest trade of a name that stands so. */
function oldestOf({ unfinished }: Ledger, name: string, ending: null | 'halted'): LedgerTrade | undefined {
  let oldest: LedgerTrade | undefined
  for (const trade of unfinished) {
    if (trade.name !== name || trade.ending !== ending) continue
    if (oldest === undefined || trade.trade < oldest.trade) oldest = trade
  }
  return oldest
}

/** Returns the trade under way of a name; undefined when there is none. */
export function tradeUnderWay(ledger: Ledger, name: string): LedgerTrade | undefined {
  return oldestOf(ledger, name, null)
}

/** Returns the halted trade of a name; undefined when there is none. */
export function tradeHalted(ledger: Ledger, name: string): LedgerTrade | undefined {
  return oldestOf(ledger, name, 'halted')
}

/** Returns when a name may be traded again after its last trade. */
export function restsUntil(ledger: Ledger, name: string, cooldown: Micros): Micros {
  const ended = ledger.endedAt.get(name)
  return (ended === undefined ? 0 : ended + cooldown) as Micros
}
