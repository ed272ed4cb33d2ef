/*
 * Finds markets by any of their names, and keeps what it found: an order needs the market's rules at
 * once. What is kept grows old, and is dropped when the venue contradicts it.
 */
import type { Clock, MarketId } from '@arbees/core'
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
  /** Keeps a changed description, or forgets a market whose description was wrong. */
  readonly update: (market: MarketId, changed: PolymarketMarket | undefined) => void
}

const KEPT_MICROS = seconds(600)
const KEPT_MAX = 20_000
const TOKENS_PER_SEARCH = 50

/** Creates a lookup over Gamma and the CLOB. */
export function createMarketLookup(contexts: {
  readonly gamma: CallContext
  readonly clob: CallContext
  readonly clock: Clock
}): MarketLookup {
  const { gamma, clob, clock } = contexts
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

  /** Gamma leaves closed markets out unless they are asked for. */
  const search = async (filter: { readonly clobTokenIds?: string[]; readonly conditionIds?: string[] }) => {
    const open = await call(gamma, getMarkets, { ...filter, limit: 2 })
    if (open.markets.length > 0) return open.markets
    return (await call(gamma, getMarkets, { ...filter, limit: 2, closed: true })).markets
  }

  const byToken = async (tokenId: string): Promise<GammaMarket | undefined> => {
    const [found] = await search({ clobTokenIds: [tokenId] })
    if (found !== undefined) return found
    // Positions of protocol v2 are in no filter of Gamma's; the CLOB knows their condition.
    try {
      const { condition_id } = await call(clob, getMarketByToken, { tokenId })
      return (await search({ conditionIds: [condition_id] }))[0]
    } catch (error) {
      if (isVenueError(error, 'market.not-found')) return undefined
      throw error
    }
  }

  const describe = (name: MarketName): Promise<GammaMarket | undefined> => {
    if ('slug' in name) return call(gamma, getMarketBySlug, { slug: name.slug })
    if ('conditionId' in name) return search({ conditionIds: [name.conditionId] }).then(([found]) => found)
    return byToken('market' in name ? tokenOf(name.market) : name.tokenId)
  }

  /** A market that is over may be unknown to the matching engine; one that is open must be known. */
  const engineInfo = async (found: GammaMarket): Promise<ClobMarketInfo | undefined> => {
    try {
      return await call(clob, getClobMarket, { conditionId: found.conditionId })
    } catch (error) {
      if (isVenueError(error, 'market.not-found') && found.closed === true) return undefined
      throw error
    }
  }

  const find: MarketLookup['find'] = async (name, options = {}) => {
    const shown = Object.values(name)[0] as string
    const own = 'market' in name ? known(name.market) : undefined
    if (own !== undefined && options.isFresh !== true) return own
    const found = await describe(name)
    const missing = () => new VenueError('market.not-found', { venue: 'polymarket', market: shown })
    if (found === undefined) throw missing()
    const market = toMarket(found, await engineInfo(found))
    // The NO token is a name of the market, not the market's id.
    if ('market' in name && market.market.id !== name.market) throw missing()
    if ('tokenId' in name && !market.tokens.includes(name.tokenId)) throw missing()
    keep(market)
    return market
  }

  const findMany: MarketLookup['findMany'] = async (markets) => {
    const found: PolymarketMarket[] = []
    for (let from = 0; from < markets.length; from += TOKENS_PER_SEARCH) {
      const wanted = new Set(markets.slice(from, from + TOKENS_PER_SEARCH))
      const clobTokenIds = [...wanted].map(tokenOf)
      const page = await call(gamma, getMarkets, { clobTokenIds, limit: 100 })
      for (const one of page.markets) {
        const market = toMarket(one)
        if (wanted.has(market.market.id)) found.push(market)
      }
    }
    return found
  }

  return Object.freeze({
    find,
    findMany,
    known,
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
