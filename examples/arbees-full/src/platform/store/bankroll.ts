/*
 * The bankroll as a ledger: each entry says what changed and what it came to, and the table refuses one
 * that does not add up.
 */
import type { Micros, Money } from '@arbees/core'
import { addMoney, formatMoney, NO_MONEY, parseMoney, subtractMoney } from '@arbees/core'
import { formatInstant } from './sql-values.ts'
import type { Queries } from './store.ts'

/** What there is. */
export type Bankroll = {
  /** The last entry's number; 0 when there is none. */
  readonly entry: number
  readonly balance: Money
  readonly piggybank: Money
}

/** What is entered. */
export type BankrollEntry = {
  /** What it is known by when it is told again, like `trade 17`. */
  readonly key: string
  readonly reason: 'start' | 'reset' | 'trade' | 'correction'
  readonly trade: string | null
  /** What is added to the balance, and to the piggybank beside it. */
  readonly balanceChange: Money
  readonly piggybankChange: Money
  readonly at: Micros
}

/** Returns what there is now. */
export async function readBankroll({ query }: Queries): Promise<Bankroll> {
  const [last] = await query<{ entry: number; balance: string; piggybank: string }>(
    'SELECT entry, balance, piggybank_balance AS piggybank FROM bankroll ORDER BY entry DESC LIMIT 1',
  )
  if (last === undefined) return { entry: 0, balance: NO_MONEY, piggybank: NO_MONEY }
  return { entry: last.entry, balance: parseMoney(last.balance), piggybank: parseMoney(last.piggybank) }
}

/**
 * Returns what trades on paper, or real ones, have earned or lost since an instant. What was before a reset is
 * forgotten by it.
 */
export async function profitSince({ query }: Queries, since: Micros, isPaper: boolean): Promise<Money> {
  const [row] = await query<{ profit: string }>(
    `SELECT COALESCE(SUM(change), 0) AS profit FROM bankroll WHERE reason = 'trade' AND timestamp >= $1
       AND entry > COALESCE((SELECT MAX(entry) FROM bankroll WHERE reason = 'reset'), 0)
       AND NOT EXISTS (SELECT 1 FROM trades t WHERE t.trade_id = bankroll.trade_id AND t.is_paper <> $2)`,
    [formatInstant(since), isPaper],
  )
  return parseMoney(row?.profit ?? '0')
}

/**
 * Appends an entry and returns what there is then; what has the same key already is not entered again.
 * To be called in a transaction.
 *
 * @throws StoreError `constraint` when somebody else entered at the same time: do it again.
 */
export async function appendBankroll(queries: Queries, entry: BankrollEntry): Promise<Bankroll> {
  const { key, reason, trade, balanceChange, piggybankChange, at } = entry
  const before = await readBankroll(queries)
  const balance = addMoney(before.balance, balanceChange)
  const piggybank = addMoney(before.piggybank, piggybankChange)
  const change = addMoney(balanceChange, piggybankChange)
  const known = await queries.query('SELECT 1 AS one FROM bankroll WHERE entry_key = $1', [key])
  if (known.length > 0) return before
  await queries.query(
    `INSERT INTO bankroll (entry_key, reason, trade_id, balance, piggybank_balance, change, timestamp)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [key, reason, trade, formatMoney(balance), formatMoney(piggybank), formatMoney(change), formatInstant(at)],
  )
  return readBankroll(queries)
}

/** Enters what a new account starts with; does nothing when there is an entry. */
export async function startBankroll(queries: Queries, balance: Money, at: Micros): Promise<Bankroll> {
  const before = await readBankroll(queries)
  if (before.entry > 0) return before
  const start = { reason: 'start', trade: null, balanceChange: balance, piggybankChange: NO_MONEY } as const
  return appendBankroll(queries, { ...start, key: 'start', at })
}

/** Enters what leads to `balance` and an empty piggybank, whatever there was. */
export async function resetBankroll(queries: Queries, balance: Money, at: Micros): Promise<Bankroll> {
  const before = await readBankroll(queries)
  return appendBankroll(queries, {
    key: `reset ${before.entry + 1}`,
    reason: 'reset',
    trade: null,
    balanceChange: subtractMoney(balance, before.balance),
    piggybankChange: subtractMoney(NO_MONEY, before.piggybank),
    at,
  })
}
