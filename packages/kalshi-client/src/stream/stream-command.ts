import type { ChannelName } from './channels.ts'

/** What a subscription may be narrowed by, and how it begins. */
export type SubscribeOptions = {
  /** Send the present ticker of each market at once (channel `ticker`). */
  readonly sendInitialSnapshot?: boolean
  /** Read one shard of a large stream (channel `communications`): 1 to 100, and which of them. */
  readonly shardFactor?: number
  readonly shardKey?: number
  /** Only what concerns one's own requests (channel `communications`). */
  readonly onlyOwn?: boolean
  /** Which indexes (channels `cfbenchmarks_…`). */
  readonly indexIds?: readonly string[]
  /** Which underlyings (channel `pyth_value`). */
  readonly underlyingTickers?: readonly string[]
}

/** What the owner of a stream may ask for. Subscriptions survive reconnects. */
export type StreamCommand =
  /** `tickers` absent: every market, where the channel allows that. Adds to what is subscribed. */
  | {
      readonly type: 'subscribe'
      readonly channel: ChannelName
      readonly tickers?: readonly string[]
      readonly options?: SubscribeOptions
    }
  /** `tickers` absent: the whole channel. */
  | { readonly type: 'unsubscribe'; readonly channel: ChannelName; readonly tickers?: readonly string[] }
  /** Ask for new snapshots: somebody doubts these books. */
  | { readonly type: 'resnapshot'; readonly tickers: readonly string[] }

/** Returns the text of a `subscribe` command. `use_yes_price` is always said: its default is to change. */
export function subscribeText(
  id: number,
  channel: ChannelName,
  tickers: readonly string[] | undefined,
  options: SubscribeOptions,
): string {
  const { sendInitialSnapshot, shardFactor, shardKey, onlyOwn, indexIds, underlyingTickers } = options
  return JSON.stringify({
    id,
    cmd: 'subscribe',
    params: {
      channels: [channel],
      ...(tickers === undefined ? {} : { market_tickers: tickers }),
      ...(channel === 'orderbook_delta' ? { use_yes_price: true } : {}),
      ...(sendInitialSnapshot === undefined ? {} : { send_initial_snapshot: sendInitialSnapshot }),
      ...(shardFactor === undefined ? {} : { shard_factor: shardFactor }),
      ...(shardKey === undefined ? {} : { shard_key: shardKey }),
      ...(onlyOwn === true ? { user_filter: 'self' } : {}),
      ...(indexIds === undefined ? {} : { index_ids: indexIds }),
      ...(underlyingTickers === undefined ? {} : { underlying_tickers: underlyingTickers }),
    },
  })
}

/** Returns the text of an `unsubscribe` command. */
export function unsubscribeText(id: number, sid: number): string {
  return JSON.stringify({ id, cmd: 'unsubscribe', params: { sids: [sid] } })
}

/** Returns the text of an `update_subscription` command. */
export function updateText(
  id: number,
  sid: number,
  action: 'add_markets' | 'delete_markets' | 'get_snapshot',
  tickers: readonly string[],
): string {
  return JSON.stringify({ id, cmd: 'update_subscription', params: { sids: [sid], action, market_tickers: tickers } })
}
