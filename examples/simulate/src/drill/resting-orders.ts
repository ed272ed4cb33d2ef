import type { MarketId, Price, Quantity, Runtime } from '@arbees/core'
import { ONE_CONTRACT } from '@arbees/core'
import { createKalshiClient } from '@arbees/kalshi-client'
import { createPolymarketClient } from '@arbees/polymarket-client'
import type { FakeVenue } from '@arbees/venue-fakes'
import { serveVenue } from '@arbees/venue-fakes'
import type { SimulationKeys } from '../world/keys.ts'
import { QUESTIONS } from '../world/question.ts'
import type { ServedVenues } from './served-venues.ts'

const LOW = 100 as Price
const MANY = (200 * ONE_CONTRACT) as Quantity

/**
 * Leaves an order resting in each market of each venue, under the trader's account but by another hand:
 * what a cancel of everything has to find. They go in by doors of their own.
 */
export async function leaveResting(
  { kalshi, polymarket, addresses }: ServedVenues,
  runtime: Runtime,
  keys: SimulationKeys,
): Promise<void> {
  const { clock } = runtime
  const serve = (venue: FakeVenue) => serveVenue({ venue, clock })
  const doors = await Promise.all([serve(kalshi.venue), serve(polymarket.clob)])
  const [atKalshi, atClob] = doors
  const end = new AbortController()
  const onKalshi = createKalshiClient({
    environment: { rest: `${atKalshi.httpOrigin}/trade-api/v2`, ws: addresses.kalshi.ws },
    credentials: keys.kalshi,
    runtime,
    signal: end.signal,
  })
  const onPolymarket = createPolymarketClient({
    environment: { hosts: { ...addresses.polymarket, clob: atClob.httpOrigin } },
    runtime,
    signer: keys.signer,
    credentials: keys.apiKey,
    signal: end.signal,
  })
  try {
    for (const { ticker, polymarket: id } of QUESTIONS) {
      await onKalshi.orders.createOrder({
        ticker,
        side: 'bid',
        quantity: MANY,
        price: LOW,
        timeInForce: 'good_till_canceled',
        selfTradePrevention: 'taker_at_cross',
      })
      const market = await onPolymarket.markets.find({ market: id as MarketId })
      const draft = { market, action: 'buy', outcome: 'yes', price: LOW, quantity: MANY, kind: 'GTC' } as const
      await onPolymarket.desk.place(draft)
    }
  } finally {
    end.abort()
    await Promise.all(doors.map((door) => door.close()))
  }
}
