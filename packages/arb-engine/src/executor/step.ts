/*
 * Takes a trade as far as it goes now: asks the machine for its next move, does it, and asks again,
 * until it has to wait.
 */
import type { MarketId, Micros } from '@arbees/core'
import { invariant, venueOf } from '@arbees/core'
import type { JournalTrade } from '../journal/journal-state.ts'
import type { JournalRecord } from '../journal/record.ts'
import type { LegsWorld, Move } from '../legs/next-move.ts'
import { barrierOf, planScope } from './barrier.ts'
import type { Desk } from './desk.ts'
import { act, alert, nowOf, tell } from './desk.ts'
import { drop } from './leave.ts'
import { isInHand, noteTrade, write } from './notes.ts'
import { leaveOthers, sendMend } from './send.ts'

/** A trade that has not come to wait after so many moves never will. */
const MOVES_MAX = 64

function worldOf(desk: Desk, trade: JournalTrade): LegsWorld {
  const { limits, market, book } = desk.settings
  const barrier = barrierOf(desk)
  return {
    now: nowOf(desk),
    since: desk.takenUp.get(trade.trade) ?? desk.startedAt,
    limits,
    market,
    book,
    isInHand: (order) => isInHand(desk, desk.state.orders.get(order)),
    isHeld: desk.state.halts.has(planScope(trade.name)),
    settlesInStages: (id) => desk.settings.terms.get(venueOf(id))?.settles === 'in-stages',
    mayMend: (id: MarketId, how) => barrier(id, how, trade.name) === undefined,
  }
}

function unwatch(desk: Desk, trade: JournalTrade): void {
  desk.wakes.get(trade.trade)?.()
  desk.wakes.delete(trade.trade)
  for (const [market, trades] of desk.watching) {
    trades.delete(trade.trade)
    if (trades.size === 0) desk.watching.delete(market)
  }
}

function wait(desk: Desk, trade: JournalTrade, until: Micros | null, isForBooks: boolean): void {
  const number = trade.trade
  if (until !== null && !desk.isOver) {
    const wake = () =>
      act(desk, () => {
        desk.dirty.add(number)
      })
    desk.wakes.set(number, desk.settings.clock.setTimer((until - nowOf(desk)) as Micros, wake))
  }
  if (!isForBooks) return
  for (const { market } of trade.orders.slice(0, trade.legs)) {
    const trades = desk.watching.get(market) ?? new Set<number>()
    trades.add(number)
    desk.watching.set(market, trades)
  }
}

function haltName(desk: Desk, trade: JournalTrade, reason: string): readonly JournalRecord[] {
  const scope = planScope(trade.name)
  if (desk.state.halts.has(scope)) return []
  return [{ type: 'halt.set', at: nowOf(desk), scope, reason: `trade ${trade.trade}: ${reason}` }]
}

function end(desk: Desk, trade: JournalTrade, move: Extract<Move, { type: 'end' }>): void {
  const { ending, reason, matched, unmatched } = move
  const { trade: number, name, strategy, opportunityType } = trade
  const at = nowOf(desk)
  const halt = ending === 'halted' ? haltName(desk, trade, reason) : []
  write(desk, [{ type: 'trade.ended', at, trade: number, ending, reason }, ...halt])
  tell(desk, {
    type: 'trade.ended',
    at,
    trade: number,
    name,
    strategy,
    opportunityType,
    ending,
    reason,
    matched,
    unmatched,
  })
  if (ending === 'halted') alert(desk, 'trade-halted', `trade ${number} of ${name}: ${reason}`, { trade: number })
  noteTrade(desk, number)
}

/** Does one move. Returns whether there may be another at once. */
function make(desk: Desk, trade: JournalTrade, move: Move): boolean {
  switch (move.type) {
    case 'wait':
      wait(desk, trade, move.until, move.isForBooks)
      return false
    case 'leave':
      leaveOthers(desk, trade, move.orders)
      return true
    case 'drop':
      drop(desk, trade, move.orders, {
        reason: move.reason,
        sentence: 'the leg that left first decides for the others',
      })
      return true
    case 'mend': {
      const delay = sendMend(desk, trade, move.mend)
      if (delay === 0) return !desk.unsynced.has(trade.trade)
      const longest = desk.settings.limits.repairMicros
      wait(desk, trade, (nowOf(desk) + Math.min(delay, longest)) as Micros, false)
      return false
    }
    case 'end':
      end(desk, trade, move)
      return false
    case 'hold': {
      const records = haltName(desk, trade, move.reason)
      if (records.length === 0) return false
      write(desk, records)
      alert(desk, 'trade-halted', `trade ${trade.trade} of ${trade.name}: ${move.reason}`, { trade: trade.trade })
      return false
    }
  }
}

/** Takes one trade as far as it goes now. */
export function stepTrade(desk: Desk, trade: JournalTrade): void {
  unwatch(desk, trade)
  const { rules } = desk
  for (let moves = 0; ; moves++) {
    invariant(moves < MOVES_MAX, `trade ${trade.trade} comes to wait within ${MOVES_MAX} moves`)
    if (!make(desk, trade, rules.nextMove(rules, trade, worldOf(desk, trade)))) return
  }
}
