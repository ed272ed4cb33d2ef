/*
 * The commands of Kalshi's stream and its error codes.
 */
import { isFields } from './call.ts'
import type { KalshiConnection, Subscription } from './connection.ts'
import { CHANNELS, sendFrame, sendSnapshots, sendText } from './connection.ts'
import { tickerFrame } from './frames.ts'
import { millisOf } from './rows.ts'
import type { KalshiMarket, KalshiWorld } from './world.ts'

type Params = Readonly<Record<string, unknown>>

/** An error code of the stream and its words. */
class StreamRefusal extends Error {
  override readonly name = 'StreamRefusal'
  readonly code: number
  readonly extra: Params

  constructor(code: number, message: string, extra: Params = {}) {
    super(message)
    this.code = code
    this.extra = extra
  }
}

type Command = {
  readonly world: KalshiWorld
  readonly connection: KalshiConnection
  readonly id: number
  readonly params: Params
}

function reply({ world, connection, id }: Command, body: Params): void {
  const stamped = { ...body, sending_ts_ms: millisOf(world.clock.now()) }
  const { type, ...rest } = stamped as Params
  sendText(world, connection, `${JSON.stringify({ type, ...(id === 0 ? {} : { id }), ...rest })}\n`, `reply ${type}`)
}

/** Takes a number of a subscription for a reply of it. */
function numbered(subscription: Subscription): Params {
  if (CHANNELS[subscription.channel]?.isNumbered !== true) return { sid: subscription.sid }
  subscription.seq += 1
  return { sid: subscription.sid, seq: subscription.seq }
}

function textList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  if (!value.every((item) => typeof item === 'string')) throw new StreamRefusal(11, 'Invalid parameter')
  return value
}

/** The markets a command names, by ticker or by id; undefined when it names none. */
function marketsOf({ world, params }: Command, channel: string): Set<KalshiMarket> | undefined {
  const one = typeof params['market_ticker'] === 'string' ? [params['market_ticker']] : undefined
  const many = textList(params['market_tickers'])
  if (one !== undefined && many !== undefined) {
    throw new StreamRefusal(11, 'Invalid parameter: market_ticker and market_tickers exclude each other')
  }
  const tickers = one ?? many
  const idOne = typeof params['market_id'] === 'string' ? [params['market_id']] : undefined
  const ids = idOne ?? textList(params['market_ids'])
  if (ids !== undefined && channel !== 'ticker') throw new StreamRefusal(11, 'Invalid parameter: market_ids')
  if (tickers === undefined && ids === undefined) return undefined
  const found = new Set<KalshiMarket>()
  for (const ticker of tickers ?? []) {
    const market = world.markets.get(ticker)
    if (market === undefined)
      throw new StreamRefusal(11, 'Invalid parameter: no such market', { market_ticker: ticker })
    found.add(market)
  }
  if (ids !== undefined) for (const market of world.markets.values()) if (ids.includes(market.id)) found.add(market)
  return found
}

function subscribe(command: Command): void {
  const { world, connection, params } = command
  const channels = textList(params['channels'])
  if (channels === undefined) throw new StreamRefusal(3, 'Channels required')
  for (const channel of channels) {
    if (!Object.hasOwn(CHANNELS, channel)) throw new StreamRefusal(8, 'Unknown channel name')
    if (channel === 'orderbook_delta' && marketsOf(command, channel) === undefined) {
      throw new StreamRefusal(14, 'Market Ticker required')
    }
  }
  for (const channel of channels) {
    connection.lastSid += 1
    const subscription: Subscription = {
      sid: connection.lastSid,
      channel,
      seq: 0,
      markets: marketsOf(command, channel),
      isYesPriced: params['use_yes_price'] === true,
      isFrozen: false,
    }
    connection.subscriptions.set(subscription.sid, subscription)
    const isSilent = channel === 'ticker' && params['skip_ticker_ack'] === true
    if (!isSilent) reply(command, { type: 'subscribed', msg: { channel, sid: subscription.sid } })
    if (channel === 'orderbook_delta') sendSnapshots(world, connection, subscription, subscription.markets ?? [])
    if (channel === 'ticker' && params['send_initial_snapshot'] === true) {
      for (const market of subscription.markets ?? world.markets.values()) {
        sendFrame(world, connection, subscription, tickerFrame(world, market))
      }
    }
  }
}

function unsubscribe(command: Command): void {
  const { connection, params } = command
  const sids = params['sids']
  if (!Array.isArray(sids) || sids.length === 0) throw new StreamRefusal(4, 'Subscription ids required')
  const found = sids.map((sid) => {
    const subscription = connection.subscriptions.get(sid as number)
    if (subscription === undefined) throw new StreamRefusal(7, 'Unknown subscription id')
    return subscription
  })
  for (const subscription of found) {
    connection.subscriptions.delete(subscription.sid)
    reply(command, { type: 'unsubscribed', ...numbered(subscription) })
  }
}

function subscriptionOf({ connection, params }: Command): Subscription {
  const sids = params['sids']
  const list: readonly unknown[] = Array.isArray(sids) ? sids : params['sid'] === undefined ? [] : [params['sid']]
  if (list.length !== 1 || (Array.isArray(sids) && params['sid'] !== undefined)) {
    throw new StreamRefusal(12, 'Exactly one subscription id required')
  }
  const subscription = connection.subscriptions.get(list[0] as number)
  if (subscription === undefined) throw new StreamRefusal(7, 'Unknown subscription id')
  return subscription
}

function update(command: Command): void {
  const { world, connection, params, id } = command
  const subscription = subscriptionOf(command)
  const { action } = params
  if (action === undefined) throw new StreamRefusal(15, 'Action required')
  if (action !== 'add_markets' && action !== 'delete_markets' && action !== 'get_snapshot') {
    throw new StreamRefusal(13, 'Unsupported action')
  }
  const markets = marketsOf(command, subscription.channel)
  if (markets === undefined) throw new StreamRefusal(14, 'Market Ticker required')
  if (action === 'get_snapshot') {
    if (subscription.channel !== 'orderbook_delta') throw new StreamRefusal(13, 'Unsupported action')
    sendSnapshots(world, connection, subscription, markets, id)
    return
  }
  const added: KalshiMarket[] = []
  const kept = new Set(subscription.markets ?? [])
  for (const market of markets) {
    if (action === 'delete_markets') kept.delete(market)
    else if (!kept.has(market)) {
      kept.add(market)
      added.push(market)
    }
  }
  subscription.markets = kept
  const tickers = [...kept].map((market) => market.ticker)
  reply(command, { type: 'ok', ...numbered(subscription), msg: { market_tickers: tickers } })
  if (subscription.channel === 'orderbook_delta') sendSnapshots(world, connection, subscription, added)
}

function list(command: Command): void {
  const msg = [...command.connection.subscriptions.values()].map(({ channel, sid }) => ({ channel, sid }))
  reply(command, { type: 'ok', msg })
}

function parse(text: string): Params {
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch {
    // Falls through to the one answer for all that is not a command.
  }
  throw new StreamRefusal(1, 'Unable to process message')
}

/** Carries out one command and answers it. */
export function runCommand(world: KalshiWorld, connection: KalshiConnection, text: string): void {
  let command: Command = { world, connection, id: 0, params: {} }
  try {
    const fields = parse(text)
    const { id, cmd, params } = fields
    command = { ...command, id: typeof id === 'number' && Number.isSafeInteger(id) ? id : 0 }
    if (cmd === 'list_subscriptions') {
      list(command)
      return
    }
    const run = { subscribe, unsubscribe, update_subscription: update }[String(cmd)]
    if (run === undefined) throw new StreamRefusal(5, 'Unknown command')
    if (!isFields(params)) throw new StreamRefusal(2, 'Params required')
    command = { ...command, params }
    run(command)
  } catch (error) {
    if (!(error instanceof StreamRefusal)) throw error
    reply(command, { type: 'error', msg: { code: error.code, msg: error.message, ...error.extra } })
  }
}
