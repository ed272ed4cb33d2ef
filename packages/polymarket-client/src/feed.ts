/*
 * Polymarket's public side as core's Feed: markets are spread over connections, each a session; the
 * books the sessions ask for are fetched here.
 */
import type { ContinuitySource, Fact, FactListener, Feed, MarketId, MarketStatus } from '@arbees/core'
import { createContinuitySource, isVenueError, seconds, VenueError } from '@arbees/core'
import type { RunLimits, RunningSession } from '@arbees/transport'
import { runSession } from '@arbees/transport'
import type { PolymarketClient } from './client.ts'
import { polymarketFees } from './fees.ts'
import type { MarketLookup } from './market-lookup.ts'
import type { StreamMarket } from './stream/book-entry.ts'
import type { MarketCommand, MarketSessionOptions, MarketState, MarketStreamMessage } from './stream/market-session.ts'
import { createMarketSession } from './stream/market-session.ts'
import { tickOfGrid } from './tick.ts'
import type { PolymarketMarket } from './to-core.ts'

/** Settings of a feed. */
export type PolymarketFeedOptions = Omit<MarketSessionOptions, 'source' | 'bookChanges'> & {
  /** One per process, where several venues feed one engine. @default a source of its own */
  readonly source?: ContinuitySource
  /** Markets on one connection. @default 200 */
  readonly marketsPerConnection?: number
  /** Where the fee of a buy is taken from. @default 'money', as since exchange V2 */
  readonly buyFeeIn?: 'money' | 'quantity'
  /** Of each connection. */
  readonly limits?: Partial<RunLimits>
}

const MARKETS_PER_CONNECTION = 200
const RETRY_MICROS = seconds(5)

type Connection = { readonly run: RunningSession<MarketCommand>; readonly markets: Set<MarketId> }

/** One call of `subscribe`: its connections, and what they are fed from. */
type Subscription = {
  readonly client: PolymarketClient
  readonly options: PolymarketFeedOptions
  readonly source: ContinuitySource
  readonly listener: FactListener
  readonly signal: AbortSignal
  readonly connections: Connection[]
  /** Each market's status as it was found at first, or settled once that was heard. */
  readonly statuses: Map<MarketId, MarketStatus>
}

function toStreamMarket({ market, conditionId, tokens }: PolymarketMarket): StreamMarket {
  return { market: market.id, conditionId, yes: tokens[0], no: tokens[1] }
}

/** A changed tick changes what may be ordered, at once. */
function learnTick(lookup: MarketLookup, fact: Fact): void {
  if (fact.type !== 'market.changed' || fact.grid === undefined) return
  const known = lookup.known(fact.market)
  const tick = tickOfGrid(fact.grid)
  if (known === undefined || tick === undefined) return
  const { grid } = fact
  lookup.update(fact.market, { ...known, market: { ...known.market, grid }, rules: { ...known.rules, tick } })
}

/** Fetches the venue's own books that a session wants to compare with its own. */
async function answerBooks(
  client: PolymarketClient,
  connection: Connection,
  tokenIds: readonly string[],
): Promise<void> {
  try {
    connection.run.command({ type: 'books', books: await client.books.getBooks({ tokenIds }) })
  } catch (error) {
    // The next round asks again; until then the books stand as they are.
    const code = isVenueError(error) ? error.code : 'unexpected'
    client.runtime.log('debug', 'polymarket books could not be compared', { code })
  }
}

function openConnection(subscription: Subscription): Connection {
  const { client, options, source, listener, signal, connections, statuses } = subscription
  const { clock, rng, log, connect } = client.runtime
  const { hasCustomFeatures, checkMicros, graceMicros, snapshotMicros, limits } = options
  const run = runSession<MarketState, MarketStreamMessage, MarketCommand>({
    session: createMarketSession({
      source,
      ...(hasCustomFeatures === undefined ? {} : { hasCustomFeatures }),
      ...(checkMicros === undefined ? {} : { checkMicros }),
      ...(graceMicros === undefined ? {} : { graceMicros }),
      ...(snapshotMicros === undefined ? {} : { snapshotMicros }),
    }),
    name: `polymarket market ${connections.length}`,
    clock,
    rng,
    log,
    connect,
    signal,
    address: () => ({ url: client.environment.hosts.marketStream }),
    ...(limits === undefined ? {} : { limits }),
    onMessages: (messages) => {
      const facts: Fact[] = []
      for (const message of messages) {
        if (message.type === 'books.wanted') void answerBooks(client, connection, message.tokens)
        else if (message.type !== 'polymarket.book') {
          learnTick(client.markets, message)
          if (message.type === 'market.settled') statuses.set(message.market, 'settled')
          facts.push(message)
        }
      }
      if (facts.length > 0) listener(facts)
    },
  })
  const connection: Connection = { run, markets: new Set() }
  connections.push(connection)
  return connection
}

function addMarkets(subscription: Subscription, found: readonly PolymarketMarket[]): void {
  const { options, connections, statuses } = subscription
  const { marketsPerConnection = MARKETS_PER_CONNECTION } = options
  for (const market of found) {
    const one = toStreamMarket(market)
    statuses.set(one.market, market.market.status)
    const room = connections.find((connection) => connection.markets.size < marketsPerConnection)
    const connection = room ?? openConnection(subscription)
    connection.markets.add(one.market)
    connection.run.command({ type: 'subscribe', markets: [one] })
  }
}

/** Finds the markets' tokens, again and again until all are found or the subscription ends. */
async function begin(subscription: Subscription, wanted: readonly MarketId[]): Promise<void> {
  const { client, listener, signal } = subscription
  const { markets: lookup, runtime } = client
  const { clock, log } = runtime
  addMarkets(
    subscription,
    wanted.map((market) => lookup.known(market)).filter((one) => one !== undefined),
  )
  const rest = wanted.filter((market) => lookup.known(market) === undefined)
  if (rest.length === 0) return
  try {
    const found = await lookup.findMany(rest)
    if (signal.aborted) return
    addMarkets(subscription, found)
    const names = new Set(found.map((one) => one.market.id))
    const where = 'subscribe: no such open market'
    const missing = rest.filter((market) => !names.has(market))
    const facts = missing.map(
      (market): Fact => ({ type: 'venue.surprised', venue: 'polymarket', where, found: market, at: clock.now() }),
    )
    if (facts.length > 0) listener(facts)
  } catch (error) {
    if (!isVenueError(error)) throw error
    log('warn', 'polymarket markets could not be found, trying again', { code: error.code })
    clock.setTimer(RETRY_MICROS, () => {
      if (!signal.aborted) void begin(subscription, rest)
    })
  }
}

/** While the venue takes no order, no market is open; afterwards each is what it was, unless it ended meanwhile. */
function tellPauses({ client, listener, statuses }: Subscription): () => void {
  return client.window.listen((pause) => {
    const at = client.runtime.clock.now()
    const facts: Fact[] = []
    for (const [market, heard] of statuses) {
      const own = heard === 'settled' ? heard : (client.markets.status(market) ?? heard)
      const isOver = own === 'closed' || own === 'settled'
      facts.push({ type: 'market.changed', market, status: pause === undefined || isOver ? own : 'paused', at })
    }
    if (facts.length > 0) listener(facts)
  })
}

/**
 * Creates the feed of one client.
 *
 * @example
 * const feed = createPolymarketFeed(client)
 * const stop = feed.subscribe([market.market.id], (facts) => facts.forEach(show))
 */
export function createPolymarketFeed(client: PolymarketClient, options: PolymarketFeedOptions = {}): Feed {
  const { buyFeeIn = 'money', source = createContinuitySource() } = options
  return Object.freeze({
    venue: 'polymarket',
    market: async (market: MarketId) => (await client.markets.find({ market })).market,
    fees: async (market: MarketId) => {
      const { feeTerms, slug } = await client.markets.find({ market })
      if (feeTerms !== undefined) return polymarketFees(feeTerms, market, buyFeeIn)
      throw new VenueError('fees.unknown', {
        venue: 'polymarket',
        market,
        detail: `${slug} has no fee terms that are clear`,
      })
    },
    subscribe: (markets: readonly MarketId[], listener: FactListener) => {
      const ending = new AbortController()
      const { signal } = ending
      const subscription = { client, options, source, listener, signal, connections: [], statuses: new Map() }
      const quiet = tellPauses(subscription)
      void begin(subscription, markets)
      return () => {
        quiet()
        ending.abort()
      }
    },
  })
}
