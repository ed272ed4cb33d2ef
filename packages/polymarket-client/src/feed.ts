/*
 * Polymarket's public side as core's Feed: markets are spread over connections, each a session; the
 * books the sessions ask for are fetched here.
 */
import type { ContinuitySource, Fact, FactListener, Feed, MarketId } from '@arbees/core'
import { createContinuitySource, isVenueError, seconds, VenueError } from '@arbees/core'
import type { RunLimits, RunningSession } from '@arbees/transport'
import { runSession } from '@arbees/transport'
import type { PolymarketClient } from './client.ts'
import { polymarketFees } from './fees.ts'
import type { StreamMarket } from './stream/book-entry.ts'
import type { MarketCommand, MarketSessionOptions, MarketState, MarketStreamMessage } from './stream/market-session.ts'
import { createMarketSession } from './stream/market-session.ts'
import { tickOfGrid } from './tick.ts'
import type { PolymarketMarket } from './to-core.ts'

/** Settings of a feed. */
export type PolymarketFeedOptions = Omit<MarketSessionOptions, 'source'> & {
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

function toStreamMarket({ market, conditionId, tokens }: PolymarketMarket): StreamMarket {
  return { market: market.id, conditionId, yes: tokens[0], no: tokens[1] }
}

/** One call of `subscribe`: its connections, and what keeps them fed. */
function createSubscription(
  client: PolymarketClient,
  options: PolymarketFeedOptions,
  source: ContinuitySource,
  listener: FactListener,
) {
  const { runtime, environment, markets: lookup, books, window } = client
  const { clock, rng, log, connect } = runtime
  const { marketsPerConnection = MARKETS_PER_CONNECTION, limits, buyFeeIn: _, source: __, ...session } = options
  const ending = new AbortController()
  const connections: Connection[] = []

  /** A changed tick changes what may be ordered, at once. */
  const learn = (fact: Fact): void => {
    if (fact.type !== 'market.changed' || fact.grid === undefined) return
    const known = lookup.known(fact.market)
    const tick = tickOfGrid(fact.grid)
    if (known === undefined || tick === undefined) return
    const { grid } = fact
    lookup.update(fact.market, { ...known, market: { ...known.market, grid }, rules: { ...known.rules, tick } })
  }

  const answer = async (connection: Connection, tokens: readonly string[]): Promise<void> => {
    try {
      connection.run.command({ type: 'books', books: await books.getBooks({ tokenIds: tokens }) })
    } catch (error) {
      // The next round asks again; until then the books stand as they are.
      log('debug', 'polymarket books could not be compared', { code: isVenueError(error) ? error.code : 'unexpected' })
    }
  }

  const open = (): Connection => {
    const markets = new Set<MarketId>()
    const run = runSession<MarketState, MarketStreamMessage, MarketCommand>({
      session: createMarketSession({ ...session, source }),
      name: `polymarket market ${connections.length}`,
      clock,
      rng,
      log,
      connect,
      signal: ending.signal,
      address: () => ({ url: environment.hosts.marketStream }),
      ...(limits === undefined ? {} : { limits }),
      onMessages: (messages) => {
        const facts: Fact[] = []
        for (const message of messages) {
          if (message.type === 'books.wanted') void answer(connection, message.tokens)
          else {
            learn(message)
            facts.push(message)
          }
        }
        if (facts.length > 0) listener(facts)
      },
    })
    const connection = { run, markets }
    connections.push(connection)
    return connection
  }

  const add = (found: readonly StreamMarket[]): void => {
    for (const one of found) {
      const room = connections.find((connection) => connection.markets.size < marketsPerConnection) ?? open()
      room.markets.add(one.market)
      room.run.command({ type: 'subscribe', markets: [one] })
    }
  }

  /** Finds the markets' tokens, again and again until all are found or the subscription ends. */
  const begin = async (wanted: readonly MarketId[]): Promise<void> => {
    const known = wanted.map((market) => lookup.known(market)).filter((one) => one !== undefined)
    add(known.map(toStreamMarket))
    const rest = wanted.filter((market) => lookup.known(market) === undefined)
    if (rest.length === 0) return
    try {
      const found = await lookup.findMany(rest)
      if (ending.signal.aborted) return
      add(found.map(toStreamMarket))
      const names = new Set(found.map((one) => one.market.id))
      for (const market of rest) {
        if (names.has(market)) continue
        const missing = {
          type: 'venue.surprised',
          venue: 'polymarket',
          where: 'subscribe: no such open market',
          found: market,
        } as const
        listener([{ ...missing, at: clock.now() }])
      }
    } catch (error) {
      if (!isVenueError(error)) throw error
      log('warn', 'polymarket markets could not be found, trying again', { code: error.code })
      clock.setTimer(RETRY_MICROS, () => {
        if (!ending.signal.aborted) void begin(rest)
      })
    }
  }

  /** While no order is taken, no market is open. */
  const unlisten = window.listen((pause) => {
    const status = pause === undefined ? 'open' : 'paused'
    const at = clock.now()
    const all = connections.flatMap((connection) => [...connection.markets])
    const facts = all.map((market): Fact => ({ type: 'market.changed', market, status, at }))
    if (facts.length > 0) listener(facts)
  })

  return {
    begin,
    end: () => {
      unlisten()
      ending.abort()
    },
  }
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
      const subscription = createSubscription(client, options, source, listener)
      void subscription.begin(markets)
      return subscription.end
    },
  })
}
