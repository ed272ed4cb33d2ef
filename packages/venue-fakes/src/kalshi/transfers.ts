/*
 * Money between shards and between subaccounts. Collateral is held per shard: what is not moved there
 * cannot be traded with.
 */
import type { Micros, Money } from '@arbees/core'
import { formatDecimal, toMoney } from '@arbees/core'
import { cashOf, moveCash, reservedOn } from './account.ts'
import { nested, notFound } from './answers.ts'
import type { KalshiCall } from './call.ts'
import { bodyOf, checkedSubaccount, integerField, limitQuery, pageOf, textField } from './call.ts'
import { balanceText, secondsOf } from './rows.ts'
import { shardFinder } from './trading.ts'
import type { KalshiMember } from './world.ts'
import { ledgerOf, nextUuid, SHARDS } from './world.ts'

/** Money that went from one shard to another. */
export type KalshiTransfer = {
  readonly id: string
  readonly member: KalshiMember
  readonly from: number
  readonly to: number
  readonly amount: Money
  readonly at: Micros
}

/** The transfers so far and the names they used up. */
export type TransferBook = { readonly transfers: KalshiTransfer[]; readonly burned: Set<string> }

/** Returns a book without transfers. */
export function createTransferBook(): TransferBook {
  return { transfers: [], burned: new Set() }
}

function burn(book: TransferBook, call: KalshiCall, name: string | undefined): void {
  if (name === undefined) return
  const key = `${call.member.id}/${name}`
  if (book.burned.has(key)) throw nested(409, 'transfer_already_exists')
  book.burned.add(key)
}

function checkedShard(shard: number): number {
  if (!SHARDS.some(({ index }) => index === shard)) throw nested(400, 'invalid_parameters', 'no such exchange shard')
  return shard
}

function move(
  call: KalshiCall,
  amount: Money,
  from: { readonly shard: number; readonly subaccount: number },
  to: { readonly shard: number; readonly subaccount: number },
): void {
  if (amount <= 0) throw nested(400, 'invalid_parameters', 'amount must be positive')
  const source = ledgerOf(call.member, from.subaccount)
  const free = cashOf(source, from.shard) - reservedOn(source, shardFinder(call.world), from.shard)
  if (free < amount) throw nested(400, 'insufficient_balance')
  moveCash(source, from.shard, toMoney(-amount))
  moveCash(ledgerOf(call.member, to.subaccount), to.shard, amount)
}

/** POST /portfolio/intra_exchange_instance_transfer: `amount` in hundredths of a cent. */
export function transferShards(call: KalshiCall, book: TransferBook) {
  const fields = bodyOf(call)
  const struct = 'IntraExchangeInstanceTransferRequest'
  const sides = [textField(fields, 'source', struct), textField(fields, 'destination', struct)]
  if (sides.some((side) => side !== 'event_contract')) throw nested(400, 'invalid_parameters', 'event_contract only')
  const amount = integerField(fields, 'amount', struct)
  if (amount === undefined) throw nested(400, 'missing_parameters')
  const from = checkedShard(integerField(fields, 'source_exchange_shard', struct) ?? 0)
  const to = checkedShard(integerField(fields, 'destination_exchange_shard', struct) ?? 0)
  const source = checkedSubaccount(integerField(fields, 'source_subaccount', struct) ?? 0)
  const target = checkedSubaccount(integerField(fields, 'destination_subaccount', struct) ?? 0)
  burn(book, call, textField(fields, 'client_transfer_id', struct))
  const money = toMoney(amount * 100)
  move(call, money, { shard: from, subaccount: source }, { shard: to, subaccount: target })
  const id = nextUuid(call.world.rng)
  book.transfers.push({ id, member: call.member, from, to, amount: money, at: call.now })
  return { transfer_id: id }
}

function transferRow(transfer: KalshiTransfer) {
  return {
    transfer_id: transfer.id,
    source: 'event_contract',
    destination: 'event_contract',
    source_exchange_shard: transfer.from,
    destination_exchange_shard: transfer.to,
    amount: formatDecimal(Math.floor(transfer.amount / 100), 4),
    status: 'completed',
    created_ts: secondsOf(transfer.at),
  }
}

/** GET /portfolio/intra_exchange_instance_transfers */
export function listTransfers(call: KalshiCall, book: TransferBook) {
  const own = book.transfers.filter((one) => one.member === call.member).toReversed()
  const { rows, cursor } = pageOf(call, own, limitQuery(call, 500), (one) => one.id)
  return { transfers: rows.map(transferRow), cursor }
}

/** GET /portfolio/intra_exchange_instance_transfers/{id} */
export function readTransfer(call: KalshiCall, book: TransferBook) {
  const found = book.transfers.find((one) => one.id === call.path['id'] && one.member === call.member)
  if (found === undefined) throw notFound()
  return { transfer: transferRow(found) }
}

/** POST /portfolio/subaccounts */
export function createSubaccount(call: KalshiCall) {
  const taken = [...call.member.ledgers.keys()]
  const next = Math.max(0, ...taken) + 1
  if (next > 63) throw nested(400, 'invalid_parameters', 'no more than 63 subaccounts')
  ledgerOf(call.member, next)
  return { subaccount_number: next }
}

/** GET /portfolio/subaccounts/balances */
export function subaccountBalances(call: KalshiCall) {
  const rows = [...call.member.ledgers].flatMap(([number, ledger]) =>
    [...ledger.cash].map(([shard, cash]) => ({
      subaccount_number: number,
      exchange_index: shard,
      balance: balanceText(toMoney(cash - reservedOn(ledger, shardFinder(call.world), shard))),
      updated_ts: secondsOf(call.now),
    })),
  )
  return { subaccount_balances: rows }
}

/** POST /portfolio/subaccounts/transfer */
export function transferSubaccounts(call: KalshiCall, book: TransferBook) {
  const fields = bodyOf(call)
  const struct = 'SubaccountTransferRequest'
  const name = textField(fields, 'client_transfer_id', struct)
  const from = integerField(fields, 'from_subaccount', struct)
  const to = integerField(fields, 'to_subaccount', struct)
  const cents = integerField(fields, 'amount_cents', struct)
  if (name === undefined || from === undefined || to === undefined || cents === undefined) {
    throw nested(400, 'missing_parameters')
  }
  const shard = checkedShard(integerField(fields, 'exchange_index', struct) ?? 0)
  burn(book, call, name)
  const money = toMoney(cents * 10_000)
  move(call, money, { shard, subaccount: checkedSubaccount(from) }, { shard, subaccount: checkedSubaccount(to) })
  return {}
}
