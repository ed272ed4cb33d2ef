/*
 * Trades as the risk desk follows them: from the request that went out to the rows that came back, in
 * whatever order the topics bring them.
 */
import type { LedgerTrade, RiskDesk } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import type { Row, TradeTerms } from './risk-records.ts'
import { furtherRecords, openingRecords } from './risk-records.ts'

/** What was approved and has not come back. */
export type Asked = { readonly game: string; readonly terms: TradeTerms; readonly legs: number }

type Ending = 'hedged' | 'flattened' | 'halted'
type Followed = {
  /** The desk's number of it; undefined until the desk is told of it. */
  number: number | undefined
  readonly rows: Row[]
  /** How many of the rows the desk has been told. */
  told: number
  asked: Asked | undefined
  end: { readonly ending: Ending; readonly reason: string; readonly at: Micros } | undefined
}

/** The memory. Changed in place. */
export type TradeMemory = {
  readonly desk: RiskDesk
  readonly asked: Map<string, Asked>
  readonly trades: Map<string, Followed>
  /** The desk's numbers of a game's trades: also of some that the desk has forgotten since. */
  readonly numbersOf: Map<string, Set<number>>
  nextTrade: number
  nextOrder: number
}

/** Returns a memory of nothing. */
export function createTradeMemory(desk: RiskDesk): TradeMemory {
  return { desk, asked: new Map(), trades: new Map(), numbersOf: new Map(), nextTrade: 1, nextOrder: 1 }
}

/** Returns the trades of a game that the desk's ledger holds. A signal must not look at all of its markets for them. */
export function tradesOfGame({ desk, numbersOf }: TradeMemory, game: string): readonly LedgerTrade[] {
  const numbers = numbersOf.get(game)
  const found: LedgerTrade[] = []
  for (const number of numbers ?? []) {
    const trade = desk.ledger.trades.get(number)
    if (trade === undefined) numbers?.delete(number)
    else found.push(trade)
  }
  if (numbers?.size === 0) numbersOf.delete(game)
  return found
}

/** Remembers what was approved. */
export function noteAsked(memory: TradeMemory, request: string, asked: Asked): void {
  memory.asked.set(request, asked)
}

/** A request was not executed: its money is free again. */
export function noteRefused(memory: TradeMemory, request: string): void {
  const asked = memory.asked.get(request)
  if (asked === undefined) return
  memory.asked.delete(request)
  memory.desk.drop(asked.terms.name)
}

function follow(memory: TradeMemory, trade: string): Followed {
  const known = memory.trades.get(trade)
  if (known !== undefined) return known
  const followed: Followed = { number: undefined, rows: [], told: 0, asked: undefined, end: undefined }
  memory.trades.set(trade, followed)
  return followed
}

function tellOpening(memory: TradeMemory, followed: Followed, asked: Asked): void {
  const opening = followed.rows.filter(({ purpose }) => purpose === 'entry').slice(0, asked.legs)
  if (opening.length < asked.legs) return
  const others = followed.rows.filter((row) => !opening.includes(row))
  followed.rows.splice(0, followed.rows.length, ...opening, ...others)
  // Only now: the ledger takes a number below one that it knows for a trade it knows, and the legs of several trades may mix.
  followed.number = memory.nextTrade++
  const numbers = memory.numbersOf.get(asked.game)
  if (numbers === undefined) memory.numbersOf.set(asked.game, new Set([followed.number]))
  else numbers.add(followed.number)
  for (const record of openingRecords(followed.number, asked.terms, opening, memory.nextOrder))
    memory.desk.record(record)
  memory.nextOrder += asked.legs
  followed.told = opening.length
}

/** Tells the desk what it can be told by now. */
function advance(memory: TradeMemory, trade: string, followed: Followed): void {
  const { asked } = followed
  if (asked === undefined) return
  if (followed.told === 0) tellOpening(memory, followed, asked)
  const { number } = followed
  if (number === undefined) return
  for (const row of followed.rows.slice(followed.told)) {
    followed.told += 1
    const leg = followed.rows
      .slice(0, asked.legs)
      .findIndex(({ market, outcome }) => market === row.market && outcome === row.outcome)
    if (leg < 0) continue
    for (const record of furtherRecords(number, leg, row, memory.nextOrder)) memory.desk.record(record)
    memory.nextOrder += 1
  }
  const { end } = followed
  if (end === undefined) return
  memory.desk.record({ type: 'trade.ended', trade: number, ...end })
  forget(memory, trade)
}

/** Forgets a trade of which nothing is held: nothing more will come of it. */
function forget(memory: TradeMemory, trade: string): void {
  const followed = memory.trades.get(trade)
  if (followed?.number === undefined || memory.desk.ledger.trades.has(followed.number)) return
  memory.trades.delete(trade)
}

/** Takes an order at its end. */
export function noteRow(memory: TradeMemory, row: Row): void {
  const followed = follow(memory, row.trade)
  if (followed.rows.some(({ order }) => order === row.order)) return
  followed.rows.push(row)
  if (row.purpose !== 'exit') {
    followed.asked ??= memory.asked.get(row.request)
    memory.asked.delete(row.request)
  }
  advance(memory, row.trade, followed)
}

/** Takes how a trade stands now that the executor is done with it. */
export function noteEnd(memory: TradeMemory, trade: string, ending: Ending, reason: string, at: Micros): void {
  const followed = follow(memory, trade)
  // Two topics tell of a halt, that it holds something and that it is halted, and either may come first.
  if (followed.end?.ending === 'halted' && ending === 'hedged' && at <= followed.end.at) return
  followed.end = { ending, reason, at }
  advance(memory, trade, followed)
}

/** Takes that a trade was sold or paid out. */
export function noteOver(memory: TradeMemory, trade: string): void {
  forget(memory, trade)
}
