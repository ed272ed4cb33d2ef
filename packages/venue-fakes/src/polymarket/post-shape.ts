import { plain } from './order-amounts-check.ts'
import type { PlaceResult } from './placement.ts'

/** The body of an answer to POST /order, and an element of the answer to POST /orders. */
export type PostShape = {
  readonly success: boolean
  readonly errorMsg: string
  readonly orderID: string
  readonly status: string
  readonly makingAmount: string
  readonly takingAmount: string
  readonly tradeIDs?: readonly string[]
}

/** Returns how the venue answers a placed order: amounts as decimals, what was given and what was got. */
export function postShape(result: PlaceResult & { readonly type: 'placed' }): PostShape {
  const { order, status, entry } = result
  const isFilled = entry !== undefined && entry.quantity > 0
  const money = isFilled ? plain(entry.value) : ''
  const quantity = isFilled ? plain(entry.quantity) : ''
  const isBuy = order.side === 'BUY'
  return {
    success: true,
    errorMsg: '',
    orderID: order.id,
    status,
    makingAmount: isBuy ? money : quantity,
    takingAmount: isBuy ? quantity : money,
    ...(isFilled ? { tradeIDs: entry.trades.map((trade) => trade.id) } : {}),
  }
}

/** Returns an element that names no order: a refusal within a batch, or a success that says nothing. */
export function emptyPostShape(errorMsg: string): PostShape {
  return { success: true, errorMsg, orderID: '', status: '', makingAmount: '', takingAmount: '' }
}
