import type { JournalEntry, JournalRecord, JournalState, JournalTrade, OrderIntent } from '@arbees/arb-engine'
import { tradeExposure } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity } from '@arbees/core'

/** Returns an instant as UTC text with milliseconds. */
function instant(at: Micros): string {
  return new Date(at / 1_000).toISOString()
}

function intentText({ order, action, quantity, outcome, market, limit }: OrderIntent): string {
  return `${action} ${formatQuantity(quantity)} ${outcome} of ${market} at ${formatPrice(limit)} as ${order}`
}

/** Returns what a record says, in words. */
function recordText(record: JournalRecord): string {
  switch (record.type) {
    case 'trade.intended': {
      const { trade, name, strategy, legs, bound, first } = record
      const order = first === 'all' ? 'all at once' : `leg ${first} first`
      const limits = `bound ${formatQuantity(bound.quantity)} contracts, $${formatMoney(bound.money)}`
      return `trade ${trade} of ${name} by ${strategy}: ${legs.map(intentText).join('; ')}; ${order}; ${limits}`
    }
    case 'order.intended':
      return `trade ${record.trade}, to ${record.purpose} leg ${record.leg}: ${intentText(record.intent)}`
    case 'order.sent':
      return record.venueOrder === undefined ? record.order : `${record.order} = ${record.venueOrder}`
    case 'order.accepted': {
      const { order, venueOrder, filled, isDone } = record
      return `${order} = ${venueOrder}, ${formatQuantity(filled)} filled${isDone ? ', the last word' : ''}`
    }
    case 'order.rejected':
      return `${record.order}: ${record.reason}. ${record.sentence}`
    case 'order.unknown':
      return `${record.order}: ${record.code}. ${record.sentence}`
    case 'order.filled': {
      const { id, order, quantity, price, received, fee } = record.fill
      const short = received === quantity ? '' : `, ${formatQuantity(received)} received`
      const sum = `${formatQuantity(quantity)} at ${formatPrice(price)}${short}, fee $${formatMoney(fee)}`
      return `${order}: ${sum}, ${record.stage} (${id})`
    }
    case 'fill.settled':
      return `${record.order}: ${record.stage} (${record.fill})`
    case 'order.resolved': {
      const { order, filled, canceled, by } = record
      return `${order}: ${formatQuantity(filled)} filled, ${formatQuantity(canceled)} canceled, by ${by}`
    }
    case 'trade.ended':
      return `trade ${record.trade} ${record.ending}. ${record.reason}`
    case 'halt.set':
    case 'halt.cleared':
      return `${record.scope}: ${record.reason}`
    case 'snapshot': {
      const { salt, trades, halts, nextOrder } = record.state
      return `salt ${salt}, ${trades.length} trades, ${halts.length} halts, next order ${nextOrder}`
    }
  }
}

/** Returns rows as lines whose columns stand below each other; the last column is as long as it is. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '),
  )
}

/** Returns one line for each record: number, time, kind, and what it says. */
export function recordLines(entries: readonly JournalEntry[]): readonly string[] {
  const width = String(entries.at(-1)?.sequence ?? 0).length
  return aligned(
    entries.map(({ sequence, record }) => [
      String(sequence).padStart(width),
      instant(record.at),
      record.type,
      // A venue's sentence may have lines of its own.
      recordText(record).replace(/\s+/g, ' '),
    ]),
  )
}

function tradeRow(trade: JournalTrade): readonly string[] {
  const { quantity, money, unsettled } = tradeExposure(trade)
  const orders = trade.orders.map(({ order, status }) => `${order} ${status}`).join(', ')
  return [
    `trade ${trade.trade}`,
    trade.ending ?? 'open',
    `one-sided at most ${formatQuantity(quantity)} of ${formatQuantity(trade.bound.quantity)}`,
    `at risk $${formatMoney(money)} of $${formatMoney(trade.bound.money)}`,
    `unsettled ${formatQuantity(unsettled)}`,
    `${trade.name}: ${orders}`,
  ]
}

/** Returns what is open: trades with their exposure, halts, and how the others ended. */
export function summaryLines(state: JournalState): readonly string[] {
  const { trades, halts, endings, nextOrder } = state
  const ended = `ended: ${endings.hedged} hedged, ${endings.flattened} flattened, ${endings.halted} halted`
  return [
    trades.size === 0 ? 'no trade is open' : `${trades.size} trades are open or may still change:`,
    ...aligned([...trades.values()].map(tradeRow)),
    ...[...halts.values()].map(({ scope, at, reason }) => `halt of ${scope} since ${instant(at)}: ${reason}`),
    `${ended}; next order ${nextOrder}`,
  ]
}
