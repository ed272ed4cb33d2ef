/*
 * Finds markets by any of their names, and keeps what it found: an order needs the market's rules at
 * once. What is kept grows old, and is dropped when the venue contradicts it.
 */
import type { Clock, MarketId, MarketStatus } from '@arbees/core'
import { isVenueError, seconds, toMarketId, VenueError } from '@arbees/core'
import type { CallContext } from '@arbees/transport'
import { call } from '@arbees/transport'
import { getClobMarket, getMarketByToken } from './endpoints/books.ts'
import { getMarketBySlug, getMarkets } from './endpoints/gamma.ts'
import type { ClobMarketInfo } from './schema/clob-market.ts'
import type { GammaMarket } from './schema/market.ts'
import type { PolymarketMarket } from './to-core.ts'
import { tokenOf, toMarket } from './to-core.ts'

/** One of a market's names. */
export type MarketName =
  | { readonly market: MarketId }
  /** Either of its tokens. */
  | { readonly tokenId: string }
  | { readonly conditionId: string }
  | { readonly slug: string }

/** Finds markets. */
export type MarketLookup = {
  /**
   * Returns a market, asked for if it is not known or known for long.
   *
   * @throws VenueError `market.not-found`; `market.unsupported`; and of the requests.
   */
  readonly find: (name: MarketName, options?: { readonly isFresh?: boolean }) => Promise<PolymarketMarket>
  /** Returns many markets at once, without what only the matching engine knows; those not found are left out. */
  readonly findMany: (markets: readonly MarketId[]) => Promise<readonly PolymarketMarket[]>
  /** Returns a market as it is known; undefined when it is not, or no longer. */
  readonly known: (market: MarketId) => PolymarketMarket | undefined
  /** Returns a market's status as it was last found, however long ago; undefined when it never was. */
  readonly status: (market: MarketId) => MarketStatus | undefined
  /** Keeps a changed description, or forgets a market whose description was wrong. */
  readonly update: (market: MarketId, changed: PolymarketMarket | undefined) => void
}

const KEPT_MICROS = seconds(600)
const KEPT_MAX = 20_000
const TOKENS_PER_SEARCH = 50

type Sources = { readonly gamma: CallContext; readonly clob: CallContext; readonly clock: Clock }

/** Gamma leaves closed markets out unless they are asked for. */
async function search(
  { gamma }: Sources,
  filter: { readonly clobTokenIds?: string[]; readonly conditionIds?: string[] },
): Promise<GammaMarket | undefined> {
  const open = await call(gamma, getMarkets, { ...filter, limit: 2 })
  if (open.markets.length > 0) return open.markets[0]
  return (await call(gamma, getMarkets, { ...filter, limit: 2, closed: true })).markets[0]
}

async function byToken(sources: Sources, tokenId: string): Promise<GammaMarket | undefined> {
  const found = await search(sources, { clobTokenIds: [tokenId] })
  if (found !== undefined) return found
  // Positions of protocol v2 are in no filter of Gamma's; the CLOB knows their condition.
  try {
    const { condition_id } = await call(sources.clob, getMarketByToken, { tokenId })
    return await search(sources, { conditionIds: [condition_id] })
  } catch (error) {
    if (isVenueError(error, 'market.not-found')) return undefined
    throw error
  }
}

function describe(sources: Sources, name: MarketName): Promise<GammaMarket | undefined> {
  if ('slug' in name) return call(sources.gamma, getMarketBySlug, { slug: name.slug })
  if ('conditionId' in name) return search(sources, { conditionIds: [name.conditionId] })
  return byToken(sources, 'market' in name ? tokenOf(name.market) : name.tokenId)
}

/** A market that is over may be unknown to the matching engine; one that is open must be known. */
async function engineInfo({ clob }: Sources, found: GammaMarket): Promise<ClobMarketInfo | undefined> {
  try {
    return await call(clob, getClobMarket, { conditionId: found.conditionId })
  } catch (error) {
    if (isVenueError(error, 'market.not-found') && found.closed === true) return undefined
    throw error
  }
}

async function ask(sources: Sources, name: MarketName): Promise<PolymarketMarket> {
  const missing = () =>
    new VenueError('market.not-found', { venue: 'polymarket', market: Object.values(name)[0] as string })
  const found = await describe(sources, name)
  if (found === undefined) throw missing()
  const market = toMarket(found, await engineInfo(sources, found))
  // The NO token is a name of the market, not the market's id.
  if ('market' in name && market.market.id !== name.market) throw missing()
  if ('tokenId' in name && !market.tokens.includes(name.tokenId)) throw missing()
  return market
}

/** Among many, a market that is not supported is as one that is not there. */
function supported(found: GammaMarket): PolymarketMarket | undefined {
  try {
    return toMarket(found)
  } catch (error) {
    if (isVenueError(error, 'market.unsupported')) return undefined
    throw error
  }
}

async function askMany({ gamma }: Sources, markets: readonly MarketId[]): Promise<readonly PolymarketMarket[]> {
  const found: PolymarketMarket[] = []
  for (let from = 0; from < markets.length; from += TOKENS_PER_SEARCH) {
    const wanted = new Set(markets.slice(from, from + TOKENS_PER_SEARCH))
    const page = await call(gamma, getMarkets, { clobTokenIds: [...wanted].map(tokenOf), limit: 100 })
    for (const one of page.markets) {
      const market = supported(one)
      if (market !== undefined && wanted.has(market.market.id)) found.push(market)
    }
  }
  return found
}

/** Creates a lookup over Gamma and the CLOB. */
export function createMarketLookup(sources: Sources): MarketLookup {
  const { clock } = sources
  const kept = new Map<MarketId, { readonly market: PolymarketMarket; readonly at: number }>()

  const keep = (market: PolymarketMarket): void => {
    const { id } = market.market
    kept.delete(id)
    kept.set(id, { market, at: clock.now() })
    const oldest = kept.keys().next()
    if (kept.size > KEPT_MAX && oldest.done !== true) kept.delete(oldest.value)
  }

  const known = (market: MarketId): PolymarketMarket | undefined => {
    const found = kept.get(market)
    return found !== undefined && clock.now() - found.at < KEPT_MICROS ? found.market : undefined
  }

  return Object.freeze({
    find: async (name: MarketName, options: { readonly isFresh?: boolean } = {}) => {
      const own = 'market' in name ? known(name.market) : undefined
      if (own !== undefined && options.isFresh !== true) return own
      const market = await ask(sources, name)
      keep(market)
      return market
    },
    findMany: (markets: readonly MarketId[]) => askMany(sources, markets),
    known,
    status: (market: MarketId) => kept.get(market)?.market.market.status,
    update: (id: MarketId, changed: PolymarketMarket | undefined) => {
      if (changed === undefined) kept.delete(id)
      else keep(changed)
    },
  })
}

/** Returns our id of the market whose YES token this is. */
export function marketIdOf(yesToken: string): MarketId {
  return toMarketId('polymarket', yesToken)
}
