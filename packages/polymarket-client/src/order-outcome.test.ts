import { describe, expect, test } from 'vitest'
import type { SignedOrder } from './order-builder.ts'
import { immediateOutcomeOf, outcomeOf } from './order-outcome.ts'
import { PostOrderAnswer } from './schema/order.ts'

const ID = `0x${'ab'.repeat(32)}`
const order = (side: 'BUY' | 'SELL') => ({ orderId: ID, amounts: { side } }) as unknown as SignedOrder
const answer = (change: object) =>
  PostOrderAnswer.parse({
    success: true,
    errorMsg: '',
    orderID: ID,
    status: 'matched',
    makingAmount: '5.2',
    takingAmount: '10',
    ...change,
  })

describe('an answer', () => {
  test('says what was matched, in the order’s own terms', () => {
    expect(outcomeOf(order('BUY'), answer({ tradeIDs: ['t'] }))).toMatchObject({
      type: 'accepted',
      filled: 10_000_000,
      money: 5_200_000,
      tradeIds: ['t'],
    })
    expect(outcomeOf(order('SELL'), answer({}))).toMatchObject({ filled: 5_200_000, money: 10_000_000 })
  })

  test.each([
    [
      'a leg that lies',
      { success: true, errorMsg: 'not enough balance / allowance', orderID: '', status: '' },
      'funds',
    ],
    ['a soft failure', { success: false, errorMsg: 'not enough balance / allowance', orderID: '' }, 'funds'],
    ['a kill', { success: false, errorMsg: 'no orders found to match with FAK order.', orderID: ID }, 'no-match'],
    ['a new reason', { success: false, errorMsg: 'the moon is full', orderID: '' }, 'other'],
  ])('with %s is a refusal', (_name, change, reason) => {
    expect(outcomeOf(order('BUY'), answer(change))).toMatchObject({ type: 'rejected', error: { context: { reason } } })
  })

  test.each([
    ['no order id', { orderID: '' }],
    ['another order id', { orderID: `0x${'cd'.repeat(32)}` }],
    ['a new status', { status: 'dreaming' }],
    ['no status', { status: null }],
    ['a delay in words', { success: false, errorMsg: 'order match delayed due to market conditions' }],
    ['a canceled context and no order', { success: false, errorMsg: 'context canceled', orderID: '' }],
    ['a new reason with an order', { success: false, errorMsg: 'the moon is full', orderID: ID }],
  ])('with %s leaves the order unknown', (_name, change) => {
    expect(outcomeOf(order('BUY'), answer(change))).toMatchObject({ type: 'unknown', orderId: ID })
  })

  test.each([
    [{ status: 'live', makingAmount: '', takingAmount: '' }, 'unknown'],
    [{ status: 'delayed' }, 'unknown'],
    [{ status: 'unmatched' }, 'unknown'],
    [{ status: 'matched', makingAmount: '', takingAmount: '' }, 'unknown'],
    [{ status: 'matched' }, 'accepted'],
  ])('%o to an order that cannot rest is %s', (change, type) => {
    expect(immediateOutcomeOf(order('BUY'), answer(change)).type).toBe(type)
  })
})
