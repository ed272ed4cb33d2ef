import type { ClientOrderId, IocOrder, MarketId, Micros, OrderId, Price, Quantity } from '@arbees/core'
import { describe, expect, it } from 'vitest'
import { createSentOrders, ownFacts } from './own-facts.ts'
import type { KalshiMessage } from './stream/stream-message.ts'

const order = (id: string): IocOrder => ({
  id: id as ClientOrderId,
  market: 'kalshi:KX' as MarketId,
  action: 'sell',
  outcome: 'yes',
  limit: 4000 as Price,
  quantity: 1_000_000 as Quantity,
})
const at = 7 as Micros

function fill(more: object): KalshiMessage {
  const msg = {
    trade_id: 't-1',
    order_id: 'o-1',
    market_ticker: 'KX',
    is_taker: true,
    yes_price_dollars: 4100,
    count_fp: 1_000_000,
    fee_cost: 17_000,
    outcome_side: 'no',
    book_side: 'ask',
    ts_ms: 6,
    ...more,
  }
  return { type: 'kalshi.fill', at, frame: { type: 'fill', sid: 3, msg } } as unknown as KalshiMessage
}

function userOrder(status: string): KalshiMessage {
  const msg = { order_id: 'o-1', client_order_id: 'arb1', ticker: 'KX', status, fill_count_fp: 3, initial_count_fp: 10 }
  return { type: 'kalshi.user_order', at, frame: { type: 'user_order', sid: 4, msg } } as unknown as KalshiMessage
}

describe('the account’s own messages', () => {
  it('name a fill by our order, also where the venue leaves our name out', () => {
    const sent = createSentOrders()
    sent.name(sent.note(order('arb1')), 'o-1' as OrderId)
    sent.note(order('arb1'))
    expect(sent.byClientId('arb1')?.orderId).toBe('o-1')
    const [fact] = ownFacts(fill({}), sent)
    expect(fact).toMatchObject({
      type: 'order.filled',
      venueAt: 6,
      fill: { order: 'arb1', action: 'sell', outcome: 'yes', price: 4100 },
    })
    const [other] = ownFacts(fill({ order_id: 'o-9', client_order_id: 'arb9' }), sent)
    expect(other).toMatchObject({ fill: { order: 'arb9', action: 'buy', outcome: 'no', price: 5900 } })
  })

  it('report a fill that is nobody’s', () => {
    expect(ownFacts(fill({ order_id: 'o-9' }), createSentOrders())[0]).toMatchObject({ type: 'venue.surprised' })
  })

  it.each([
    ['resting', { type: 'order.accepted', venueOrder: 'o-1' }],
    ['canceled', { type: 'order.done', filled: 3, canceled: 7 }],
    ['executed', { type: 'order.done', filled: 3, canceled: 7 }],
    ['levitating', { type: 'venue.surprised', found: 'levitating' }],
  ])('follow an order that is %s', (status, fact) => {
    expect(ownFacts(userOrder(status), createSentOrders())[0]).toMatchObject(fact)
  })

  it('are found whether the venue’s name comes before or after they are asked for, and when thousands wait', () => {
    const sent = createSentOrders()
    const early = sent.note(order('early'))
    expect(sent.byClientId('early')?.orderId).toBeUndefined()
    sent.name(early, 'o-early' as OrderId)
    expect(sent.byOrderId('o-early')).toBe(sent.byClientId('early'))
    sent.name(sent.note(order('early')), 'o-again' as OrderId)
    expect(sent.byOrderId('o-again')).toBe(early)
    for (let count = 0; count < 3_000; count++) {
      sent.name(sent.note(order(`arb${count}`)), `o-${count}` as OrderId)
    }
    expect(sent.byOrderId('o-0')?.order.id).toBe('arb0')
    expect(sent.byClientId('arb2999')?.orderId).toBe('o-2999')
  })

  it('forget the oldest orders when there are too many, and know the youngest half of them', () => {
    const sent = createSentOrders(10)
    for (let count = 1; count <= 100; count++) {
      sent.name(sent.note(order(`arb${count}`)), `o-arb${count}` as OrderId)
      for (let own = Math.max(1, count - 4); own <= count; own++) {
        expect(sent.byClientId(`arb${own}`)?.orderId).toBe(`o-arb${own}`)
        expect(sent.byOrderId(`o-arb${own}`)?.order.id).toBe(`arb${own}`)
      }
      expect(sent.byClientId(`arb${count - 10}`)).toBeUndefined()
      expect(sent.byOrderId(`o-arb${count - 10}`)).toBeUndefined()
    }
  })
})
