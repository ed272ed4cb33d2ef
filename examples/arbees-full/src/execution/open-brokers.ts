/*
 * Who takes the orders: a paper account for each venue, or the venues themselves. On paper no client of a
 * venue is even made, so that nothing of a venue's trading side can be reached.
 */
import type { VenueTerms } from '@arbees/arb-engine'
import type { Broker, Fact, Market, MarketId, Money, Runtime, VenueId } from '@arbees/core'
import { invariant, venueOf } from '@arbees/core'
import { kalshiVenue } from '@arbees/kalshi-client'
import type { PaperMarket } from '@arbees/paper-broker'
import { constantLatency, createPaperBroker } from '@arbees/paper-broker'
import { polymarketVenue } from '@arbees/polymarket-client'
import { PAPER_VENUES, paperCash } from '../markets/paper-cash.ts'
import { LIVE_AUTHORIZATION } from '../platform/config/platform-variables.ts'
import type { KalshiVariables } from '../venues/kalshi-access.ts'
import { openKalshi } from '../venues/kalshi-access.ts'
import type { PolymarketVariables } from '../venues/polymarket-access.ts'
import { openPolymarket } from '../venues/polymarket-access.ts'
import { executionFiles } from './execution-files.ts'
import type { ExecutionVariables } from './execution-variables.ts'

/** Brokers, what they are like, and what must be told of the public side. */
export type OpenBrokers = {
  readonly brokers: ReadonlyMap<VenueId, Broker>
  readonly terms: ReadonlyMap<VenueId, VenueTerms>
  /** Tells the books and settlements to those brokers that live by them. */
  readonly fold: (facts: readonly Fact[]) => void
  /** Asks a market's venue for its rules. Undefined on paper, where they are what discovery told. @throws VenueError */
  readonly rulesOf: (market: MarketId) => Promise<Market | undefined>
  readonly close: () => void
}

function termsOf({ MAX_ORDERS_PER_SECOND: rate }: ExecutionVariables, settles: VenueTerms['settles']): VenueTerms {
  return { settles, orders: { capacity: 2 * rate + 2, refillPerSecond: rate }, unwindReserve: Math.ceil(rate / 2) }
}

/** Opens the paper accounts in the data folder. */
export async function openPaperBrokers(
  config: ExecutionVariables,
  { clock, rng, disk }: Runtime,
  market: (id: MarketId) => PaperMarket | undefined,
): Promise<OpenBrokers> {
  const cash = paperCash(config.INITIAL_BANKROLL)
  const latency = constantLatency(config.PAPER_LATENCY_MS)
  const { ledger } = executionFiles(config.DATA_DIR)
  const papers = await Promise.all(
    PAPER_VENUES.map((venue) =>
      createPaperBroker({
        venue,
        cash: cash.get(venue) as Money,
        latency,
        clock,
        rng,
        market,
        store: { disk, path: ledger(venue) },
      }),
    ),
  )
  return {
    brokers: new Map(papers.map((paper) => [paper.venue, paper])),
    terms: new Map(papers.map(({ venue }) => [venue, termsOf(config, 'at-once')])),
    fold: (facts) => {
      for (const paper of papers) paper.fold(facts)
    },
    rulesOf: async () => undefined,
    close: () => {
      for (const paper of papers) paper.close()
    },
  }
}

/**
 * Opens the venues themselves.
 *
 * @throws InvariantError without the second authorization, or without the keys of both venues.
 */
export async function openLiveBrokers(
  config: ExecutionVariables & KalshiVariables & PolymarketVariables,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<OpenBrokers> {
  const isAuthorized = config.LIVE_ORDERS_AUTHORIZED_BY_ME === LIVE_AUTHORIZATION
  invariant(!config.PAPER_TRADING && isAuthorized, 'real orders need PAPER_TRADING=0 and LIVE_ORDERS_AUTHORIZED_BY_ME')
  const { client, hasKeys } = openKalshi(config, runtime, signal)
  invariant(hasKeys, 'real orders need KALSHI_API_KEY and KALSHI_PRIVATE_KEY')
  invariant(config.POLYMARKET_PRIVATE_KEY !== undefined, 'real orders need POLYMARKET_PRIVATE_KEY')
  const kalshi = kalshiVenue(client, { signal })
  const { feed, broker: polymarket } = polymarketVenue(await openPolymarket(config, runtime, signal, true))
  return {
    brokers: new Map([
      ['kalshi', kalshi],
      ['polymarket', polymarket],
    ]),
    terms: new Map([
      ['kalshi', termsOf(config, 'at-once')],
      ['polymarket', termsOf(config, 'in-stages')],
    ]),
    fold: () => undefined,
    rulesOf: (market) => (venueOf(market) === 'kalshi' ? kalshi : feed).market(market),
    close: () => undefined,
  }
}
