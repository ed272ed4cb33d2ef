import type { Broker, Feed } from '@arbees/core'
import { createPolymarketBroker } from './broker.ts'
import type { PolymarketBrokerOptions } from './broker-desk.ts'
import type { PolymarketClient } from './client.ts'
import type { PolymarketFeedOptions } from './feed.ts'
import { createPolymarketFeed } from './feed.ts'

/**
 * Returns Polymarket as core knows a venue: a Feed and a Broker over one client.
 *
 * @example
 * const { feed, broker } = polymarketVenue(createPolymarketClient({ signer, credentials, funder, signatureType: 3 }))
 */
export function polymarketVenue(
  client: PolymarketClient,
  options: PolymarketFeedOptions & PolymarketBrokerOptions = {},
): { readonly feed: Feed; readonly broker: Broker } {
  return Object.freeze({
    feed: createPolymarketFeed(client, options),
    broker: createPolymarketBroker(client, options),
  })
}
