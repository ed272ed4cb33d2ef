/*
 * The answer to an order's request, read by hand: it stands between an order and what follows from it.
 * Whatever is not exactly as it should be is left to the schema, which says what is wrong; a property
 * test holds both to one answer.
 */
import type { Micros, Quantity } from '@arbees/core'
import { readDecimal } from '@arbees/core'
import type { Decoder } from '@arbees/transport'
import type { CreateOrderAnswer } from './order.ts'
import { createOrderAnswer } from './order.ts'

type Words = { -readonly [Name in keyof CreateOrderAnswer]: CreateOrderAnswer[Name] }

/** An average is only for reading: kept as text, but a number it is. */
const DECIMAL = /^-?\d+(\.\d+)?$/

function readCount(value: unknown): number {
  return typeof value === 'string' ? readDecimal(value, 6) : Number.NaN
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && DECIMAL.test(value)
}

function readAnswer(value: unknown): CreateOrderAnswer | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { order_id, client_order_id, fill_count, remaining_count, average_fill_price, average_fee_paid, ts_ms } =
    value as Readonly<Record<string, unknown>>
  const fillCount = readCount(fill_count)
  const remainingCount = readCount(remaining_count)
  if (typeof order_id !== 'string' || !(fillCount >= 0 && remainingCount >= 0)) return undefined
  const ts = typeof ts_ms === 'number' && Number.isInteger(ts_ms) ? ts_ms * 1_000 : Number.NaN
  if (!Number.isSafeInteger(ts)) return undefined
  const answer: Words = {
    orderId: order_id,
    clientOrderId: undefined,
    fillCount: fillCount as Quantity,
    remainingCount: remainingCount as Quantity,
    averageFillPrice: undefined,
    averageFeePaid: undefined,
    ts: ts as Micros,
  }
  if (client_order_id !== undefined && client_order_id !== null) {
    if (typeof client_order_id !== 'string') return undefined
    answer.clientOrderId = client_order_id
  }
  if (average_fill_price !== undefined && average_fill_price !== null) {
    if (!isDecimal(average_fill_price)) return undefined
    answer.averageFillPrice = average_fill_price
  }
  if (average_fee_paid !== undefined && average_fee_paid !== null) {
    if (!isDecimal(average_fee_paid)) return undefined
    answer.averageFeePaid = average_fee_paid
  }
  return answer
}

/** Decodes the answer to an order's request; `schema` is what it is held to. It has no words out of a list. */
export const createOrderDecoder: Decoder<CreateOrderAnswer> & {
  readonly schema: typeof createOrderAnswer
  readonly hasWords: false
} = Object.freeze({
  schema: createOrderAnswer,
  hasWords: false,
  safeParse: (value: unknown) => {
    const data = readAnswer(value)
    return data === undefined ? createOrderAnswer.safeParse(value) : { success: true as const, data }
  },
})
