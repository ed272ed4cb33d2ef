import type { Fill, FillId, Level } from '@arbees/core'
import {
  addMoney,
  buy,
  costRoundedDown,
  costRoundedUp,
  credit,
  NO_MONEY,
  receivedQuantity,
  sell,
  spendReserved,
  subtractMoney,
} from '@arbees/core'
import type { PaperState, Waiting } from './state.ts'
import { accountAt, keepPosition, positionIn } from './state.ts'

/**
 * Books the order's execution of this number, from 1, on account and position and returns it; undefined when the money set aside
 * for the order does not reach, as a venue would stop filling it.
 */
export function bookFill(state: PaperState, waiting: Waiting, level: Level, number: number): Fill | undefined {
  const { order, listed, dueAt } = waiting
  const { venue } = listed.market
  const { price, quantity } = level
  const isBuy = order.action === 'buy'
  const charged = listed.fees.fee(price, quantity, 'taker')
  const isFeeInMoney = !isBuy || listed.fees.buyFeeIn === 'money'
  const fee = isFeeInMoney ? charged : NO_MONEY
  const received = isBuy ? receivedQuantity(listed.fees, price, quantity) : quantity
  const account = accountAt(state, venue)
  const held = positionIn(state, order.market, order.outcome)
  if (isBuy) {
    const paid = addMoney(costRoundedUp(price, quantity), fee)
    if (paid > (account.reserved.get(order.id) ?? NO_MONEY)) return undefined
    state.accounts.set(venue, spendReserved(account, order.id, paid))
    keepPosition(state, buy(held, received, paid))
  } else {
    const proceeds = subtractMoney(costRoundedDown(price, quantity), fee)
    state.accounts.set(venue, credit(account, proceeds))
    keepPosition(state, sell(held, quantity, proceeds))
  }
  const { id, market, action, outcome } = order
  const fillId = `paper-${id}-${number}` as FillId
  return {
    id: fillId,
    order: id,
    market,
    action,
    outcome,
    price,
    quantity,
    received,
    fee,
    liquidity: 'taker',
    at: dueAt,
  }
}
