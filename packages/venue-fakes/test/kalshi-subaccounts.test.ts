/*
 * One account's records hold nothing of its other subaccounts, though the exchange tells of all where none is named.
 */
import { randomUUID } from 'node:crypto'
import { toMoney, toPrice, toQuantity } from '@arbees/core'
import { createKalshiClient, kalshiVenue } from '@arbees/kalshi-client'
import { createVirtualClock, createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { fakeHttp } from '../src/index.ts'
import { CREDENTIALS, finish, openFake } from './kalshi-venue.ts'
import { START, TICKER } from './kalshi-world.ts'

async function openTwo() {
  const clock = createVirtualClock(START)
  const kalshi = openFake({ clock, rng: createVirtualRuntime({ seed: 1, clock }).rng })
  const http = fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], clock)
  const runtime = createVirtualRuntime({ seed: 1, clock, http })
  const limits = { tier: 'prestige' } as const
  const client = createKalshiClient({ environment: 'production', credentials: CREDENTIALS, runtime, limits })
  const done = <Value>(promise: Promise<Value>) => finish(clock, promise)
  await done(client.transfers.createSubaccount({}))
  const transfer = { clientTransferId: randomUUID(), fromSubaccount: 0, toSubaccount: 1, amount: toMoney(100_000_000) }
  await done(client.transfers.transferBetweenSubaccounts(transfer))
  const rest = async (name: string, routing: { readonly subaccount?: number }) => {
    const terms = { ticker: TICKER, side: 'bid', timeInForce: 'good_till_canceled', ...routing } as const
    const order = { clientOrderId: name, price: toPrice(3_000), quantity: toQuantity(10_000_000) }
    await done(client.orders.createOrder({ ...terms, ...order, selfTradePrevention: 'taker_at_cross' }))
  }
  await rest('primary', {})
  await rest('other', { subaccount: 1 })
  const openOf = async (subaccount?: number) => {
    const venue = kalshiVenue(client, subaccount === undefined ? {} : { subaccount })
    return (await done(venue.snapshot())).open.map(({ order }) => String(order))
  }
  return { client, done, openOf }
}

test('without a subaccount named the primary one is meant, for reading and for canceling', async () => {
  const { client, done, openOf } = await openTwo()
  expect(await openOf()).toEqual(['primary'])
  expect(await openOf(1)).toEqual(['other'])
  await done(kalshiVenue(client).cancelAll())
  expect(await openOf()).toEqual([])
  expect(await openOf(1)).toEqual(['other'])
})
