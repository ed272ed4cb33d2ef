import type { ClientOrderId, IocOrder, MarketId, Micros, Price, Quantity } from '@arbees/core'
import { InvariantError, seconds } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { toCreateOrder, toOrderBody } from './order-request.ts'

const order: IocOrder = {
  id: 'arb1795359600000000101' as ClientOrderId,
  market: 'kalshi:KXHIGHNY-26NOV22-B53.5' as MarketId,
  action: 'buy',
  outcome: 'no',
  limit: 4200 as Price,
  quantity: 5_000_000 as Quantity,
}

describe('an order’s request', () => {
  it('buys NO by selling YES at the other end of the dollar, at once or not at all', () => {
    expect(toOrderBody(toCreateOrder(order, { exchangeIndex: 2 }))).toEqual({
      ticker: 'KXHIGHNY-26NOV22-B53.5',
      client_order_id: 'arb1795359600000000101',
      side: 'ask',
      count: '5.00',
      price: '0.5800',
      time_in_force: 'immediate_or_cancel',
      self_trade_prevention_type: 'taker_at_cross',
      exchange_index: 2,
    })
    expect(toCreateOrder({ ...order, fill: 'all' }).timeInForce).toBe('fill_or_kill')
  })

  it('always says its time in force and its self-trade prevention', () => {
    for (const action of ['buy', 'sell'] as const) {
      for (const outcome of ['yes', 'no'] as const) {
        const body = toOrderBody(toCreateOrder({ ...order, action, outcome }))
        expect(body).toHaveProperty('time_in_force', 'immediate_or_cancel')
        expect(body).toHaveProperty('self_trade_prevention_type', 'taker_at_cross')
        expect(body['side']).toBe((action === 'buy') === (outcome === 'yes') ? 'bid' : 'ask')
      }
    }
  })

  it('is refused before it leaves when Kalshi would refuse it for certain', () => {
    const input = toCreateOrder(order)
    for (const wrong of [
      { ...input, expiresAt: seconds(1795392000) },
      { ...input, timeInForce: 'good_till_canceled', expiresAt: 1_500_000 as Micros },
      { ...input, timeInForce: 'fill_or_kill', isReduceOnly: true },
      { ...input, clientOrderId: '' },
      { ...input, clientOrderId: 'x'.repeat(65) },
      { ...input, quantity: 5_001 as Quantity },
      { ...input, price: 10_000 as Price },
    ] as const) {
      expect(() => toOrderBody(wrong as typeof input)).toThrow(InvariantError)
    }
    expect(() => toCreateOrder({ ...order, market: 'polymarket:1' as MarketId })).toThrow(InvariantError)
  })
})
