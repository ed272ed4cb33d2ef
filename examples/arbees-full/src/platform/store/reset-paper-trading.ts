import type { Micros, Money } from '@arbees/core'
import { formatMoney } from '@arbees/core'
import { readBankroll, resetBankroll } from './bankroll.ts'
import type { Queries, Store } from './store.ts'

/** How much is reset. */
export type ResetRequest = {
  /** Also forgets every paper trade, signal and position, and sets the bankroll. */
  readonly isFull: boolean
  /** Says what it would do and does none of it. */
  readonly isDryRun: boolean
  /** What the account has afterwards. Counts when all is reset, or when it is given. */
  readonly bankroll: Money | undefined
  readonly at: Micros
}

/** What was done, or would be. */
export type ResetReport = {
  readonly deleted: number
  readonly canceled: number
  readonly balance: Money
  readonly isBankrollReset: boolean
}

/** Thrown to end a dry run: its transaction is rolled back with all that it tried. */
class DryRunError extends Error {
  readonly report: ResetReport

  constructor(report: ResetReport) {
    super('a dry run changes nothing')
    this.report = report
  }
}

async function count(queries: Queries, sql: string, values: readonly string[] = []): Promise<number> {
  const [row] = await queries.query<{ n: number }>(
    `WITH done AS (${sql} RETURNING 1) SELECT COUNT(*) AS n FROM done`,
    values,
  )
  return row?.n ?? 0
}

async function reset(queries: Queries, request: ResetRequest): Promise<ResetReport> {
  const { isFull, isDryRun, bankroll, at } = request
  // Every order is immediate-or-cancel, so what can be pending is a signal that nobody has acted on.
  const canceled = await count(
    queries,
    `UPDATE trading_signals SET outcome = 'refused', refused_by = 'reset', refusal_reason = 'reset',
       refusal_sentence = 'paper trading was reset' WHERE outcome = 'generated'`,
  )
  let deleted = 0
  if (isFull) {
    // What is real stays, also when nobody expects any of it here.
    deleted = await count(queries, 'DELETE FROM paper_trades WHERE is_paper')
    await queries.query('DELETE FROM positions WHERE trade_id IN (SELECT trade_id FROM trades WHERE is_paper)')
    await queries.query('DELETE FROM trades WHERE is_paper')
    await queries.query('DELETE FROM trading_signals')
  }
  const { balance } = bankroll === undefined ? await readBankroll(queries) : await resetBankroll(queries, bankroll, at)
  const report = { deleted, canceled, balance, isBankrollReset: bankroll !== undefined }
  if (isDryRun) throw new DryRunError(report)
  return report
}

/** Resets paper trading in one transaction. The bankroll's history stays: a reset is an entry of it. */
export async function resetPaperTrading(store: Store, request: ResetRequest): Promise<ResetReport> {
  try {
    return await store.transact((queries) => reset(queries, request))
  } catch (error) {
    if (error instanceof DryRunError) return error.report
    throw error
  }
}

/** Returns money with two places at least and commas: `$10,000.00`. */
function dollars(money: Money): string {
  return `$${formatMoney(money).replace(/\B(?=(\d{3})+(?=\.))/g, ',')}`
}

/** Returns what was done in the words that operators look for. */
export function resetLines(request: ResetRequest, report: ResetReport): readonly string[] {
  const { isDryRun, isFull } = request
  const { balance, deleted, canceled, isBankrollReset } = report
  return [
    isDryRun ? 'Dry run: nothing was changed. This is what would be done:' : 'Paper trading data reset successfully',
    isBankrollReset ? `Bankroll reset to ${dollars(balance)}` : `Bankroll stays at ${dollars(balance)}`,
    isFull ? `${deleted} paper trades deleted` : `${canceled} pending signals canceled, history kept`,
  ]
}
