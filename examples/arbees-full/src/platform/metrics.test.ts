import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('metrics are told in the text form of Prometheus, one of a name however often it is asked for', async () => {
  const metrics = createMetrics()
  for (const venue of ['kalshi', 'polymarket', 'kalshi']) {
    metrics.counter('arbees_orders_total', 'Orders sent.', ['venue'])(1, { venue })
  }
  metrics.gauge('arbees_bus_waiting', 'Messages that wait.')(3)
  metrics.seconds('arbees_order_seconds', 'From cause to order.')(0.004)
  const text = await metrics.text()
  expect(text).toContain('arbees_orders_total{venue="kalshi"} 2')
  expect(text).toContain('arbees_orders_total{venue="polymarket"} 1')
  expect(text).toContain('arbees_bus_waiting 3')
  expect(text).toContain('arbees_order_seconds_bucket{le="0.005"} 1')
  expect(text).toContain('arbees_order_seconds_bucket{le="0.0025"} 0')
})
