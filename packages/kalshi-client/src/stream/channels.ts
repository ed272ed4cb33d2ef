/** The channels of the stream, as Kalshi names them. */
export type ChannelName =
  | 'orderbook_delta'
  | 'ticker'
  | 'trade'
  | 'fill'
  | 'user_orders'
  | 'market_positions'
  | 'market_lifecycle_v2'
  | 'multivariate_market_lifecycle'
  | 'order_group_updates'
  | 'communications'
  | 'cfbenchmarks_value'
  | 'cfbenchmarks_value_5hz'
  | 'pyth_value'

/** What a channel is: whose messages, by which filter, and whether a lost one can be noticed. */
export type Channel = {
  /** Only your own orders, fills and positions. (Every connection needs credentials, public channels too.) */
  readonly isOwn: boolean
  /** By which parameter it is narrowed; `required` refuses a subscription without one. */
  readonly filter: 'markets-required' | 'markets' | 'index-ids' | 'underlying-tickers' | 'none'
  /** Whether its messages carry a sequence number. Without one a gap shows only in the REST records. */
  readonly hasSequence: boolean
  /** The `type` of its messages. */
  readonly messages: readonly string[]
}

/** Every channel of the stream, by Kalshi's AsyncAPI 2.0.0 (September 2026). */
export const CHANNELS: { readonly [Name in ChannelName]: Channel } = {
  orderbook_delta: {
    isOwn: false,
    filter: 'markets-required',
    hasSequence: true,
    messages: ['orderbook_snapshot', 'orderbook_delta'],
  },
  ticker: { isOwn: false, filter: 'markets', hasSequence: false, messages: ['ticker'] },
  trade: { isOwn: false, filter: 'markets', hasSequence: true, messages: ['trade'] },
  fill: { isOwn: true, filter: 'markets', hasSequence: false, messages: ['fill'] },
  user_orders: { isOwn: true, filter: 'markets', hasSequence: false, messages: ['user_order'] },
  market_positions: { isOwn: true, filter: 'markets', hasSequence: false, messages: ['market_position'] },
  market_lifecycle_v2: {
    isOwn: false,
    filter: 'none',
    hasSequence: true,
    messages: ['market_lifecycle_v2', 'event_lifecycle', 'event_fee_update'],
  },
  multivariate_market_lifecycle: {
    isOwn: false,
    filter: 'none',
    hasSequence: true,
    messages: ['multivariate_market_lifecycle'],
  },
  order_group_updates: { isOwn: true, filter: 'none', hasSequence: true, messages: ['order_group_updates'] },
  communications: {
    isOwn: false,
    filter: 'none',
    hasSequence: true,
    messages: ['rfq_created', 'rfq_deleted', 'quote_created', 'quote_accepted', 'quote_executed'],
  },
  cfbenchmarks_value: { isOwn: false, filter: 'index-ids', hasSequence: true, messages: ['cfbenchmarks_value'] },
  cfbenchmarks_value_5hz: {
    isOwn: false,
    filter: 'index-ids',
    hasSequence: true,
    messages: ['cfbenchmarks_value_5hz'],
  },
  pyth_value: { isOwn: false, filter: 'underlying-tickers', hasSequence: true, messages: ['pyth_value'] },
}

/** Says whether a text names a channel we know. */
export function isChannelName(text: string): text is ChannelName {
  return Object.hasOwn(CHANNELS, text)
}
