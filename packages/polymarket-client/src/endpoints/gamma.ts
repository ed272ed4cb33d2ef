/*
 * Gamma: events, markets and what describes them. Lists are walked by keyset cursor; the offset
 * forms are still served and will go.
 */
import type { QueryValue } from '@arbees/transport'
import { endpoint } from '@arbees/transport'
import { Comments, PublicProfile, SearchAnswer, Sports, SportsMarketTypes, Team, Teams } from '../schema/gamma.ts'
import {
  EventsKeyset,
  GammaEvent,
  GammaEvents,
  GammaMarket,
  GammaMarkets,
  MarketDescription,
  MarketsKeyset,
  Series,
  SeriesList,
  Tag,
  Tags,
} from '../schema/market.ts'
import { one } from './charge.ts'
import type { KeysetInput, OffsetInput } from './page.ts'
import { nextKeyset, nextOffset } from './page.ts'
import { snakeQuery } from './query.ts'

const read = { method: 'GET', access: 'public', retry: 'reads' } as const

type IdInput = { readonly id: string }
type SlugInput = { readonly slug: string }

const byId = ({ id }: IdInput) => ({ path: { id } })
const bySlug = ({ slug }: SlugInput) => ({ path: { slug } })
const bySnakeQuery = (input: Readonly<Record<string, QueryValue>>) => ({ query: snakeQuery(input) })

/** What lists of markets can be filtered by; sent under the venue's snake_case names. */
export type MarketFilter = {
  readonly limit?: number
  readonly order?: string
  readonly ascending?: boolean
  readonly id?: readonly string[]
  readonly slug?: readonly string[]
  /** Absent means open markets only. */
  readonly closed?: boolean
  readonly clobTokenIds?: readonly string[]
  readonly conditionIds?: readonly string[]
  readonly questionIds?: readonly string[]
  readonly liquidityNumMin?: number
  readonly liquidityNumMax?: number
  readonly volumeNumMin?: number
  readonly volumeNumMax?: number
  readonly startDateMin?: string
  readonly startDateMax?: string
  readonly endDateMin?: string
  readonly endDateMax?: string
  readonly tagId?: readonly string[]
  readonly relatedTags?: boolean
  readonly gameId?: string
  readonly sportsMarketTypes?: readonly string[]
  readonly includeTag?: boolean
}

/** Lists markets, at most 100 a page. */
export const getMarkets = endpoint({
  ...read,
  path: '/markets/keyset',
  cost: one('gamma.markets'),
  request: (input: MarketFilter & KeysetInput) => bySnakeQuery({ ...input }),
  output: MarketsKeyset,
  paging: { items: (page) => page.markets, next: nextKeyset },
})

/** What lists of events can be filtered by; sent under the venue's snake_case names. */
export type EventFilter = {
  readonly limit?: number
  readonly order?: string
  readonly ascending?: boolean
  readonly id?: readonly string[]
  readonly slug?: readonly string[]
  readonly closed?: boolean
  readonly live?: boolean
  readonly featured?: boolean
  readonly titleSearch?: string
  readonly startTimeMin?: string
  readonly startTimeMax?: string
  readonly startDateMin?: string
  readonly startDateMax?: string
  readonly endDateMin?: string
  readonly endDateMax?: string
  readonly tagId?: readonly string[]
  readonly tagSlug?: string
  readonly excludeTagId?: readonly string[]
  readonly seriesId?: readonly string[]
  readonly gameId?: readonly string[]
  readonly eventDate?: string
  readonly eventWeek?: number
  readonly recurrence?: string
}

/** Lists events with their markets. */
export const getEvents = endpoint({
  ...read,
  path: '/events/keyset',
  cost: one('gamma.events'),
  request: (input: EventFilter & KeysetInput) => bySnakeQuery({ ...input }),
  output: EventsKeyset,
  paging: { items: (page) => page.events, next: nextKeyset },
})

/** Lists markets by offset: still served, and going away. */
export const getMarketsByOffset = endpoint({
  ...read,
  path: '/markets',
  cost: one('gamma.markets'),
  request: (input: MarketFilter & OffsetInput) => bySnakeQuery({ ...input }),
  output: GammaMarkets,
  paging: { items: (page) => page, next: nextOffset(20) },
})

/** Lists events by offset: still served, and going away. */
export const getEventsByOffset = endpoint({
  ...read,
  path: '/events',
  cost: one('gamma.events'),
  request: (input: EventFilter & OffsetInput) => bySnakeQuery({ ...input }),
  output: GammaEvents,
  paging: { items: (page) => page, next: nextOffset(20) },
})

/** Gets one market by Gamma's id. */
export const getMarket = endpoint({
  ...read,
  path: '/markets/{id}',
  cost: one('gamma.markets'),
  request: byId,
  output: GammaMarket,
})

/** Gets one market by slug. */
export const getMarketBySlug = endpoint({
  ...read,
  path: '/markets/slug/{slug}',
  cost: one('gamma.markets'),
  request: bySlug,
  output: GammaMarket,
})

/** Lists a market's tags. */
export const getMarketTags = endpoint({
  ...read,
  path: '/markets/{id}/tags',
  cost: one('gamma.tags'),
  request: byId,
  output: Tags,
})

/** Gets a market's description. */
export const getMarketDescription = endpoint({
  ...read,
  path: '/markets/{id}/description',
  cost: one('gamma.markets'),
  request: byId,
  output: MarketDescription,
})

/** Gets one event by Gamma's id. */
export const getEvent = endpoint({
  ...read,
  path: '/events/{id}',
  cost: one('gamma.events'),
  request: byId,
  output: GammaEvent,
})

/** Gets one event by slug. */
export const getEventBySlug = endpoint({
  ...read,
  path: '/events/slug/{slug}',
  cost: one('gamma.events'),
  request: bySlug,
  output: GammaEvent,
})

/** Lists an event's tags. */
export const getEventTags = endpoint({
  ...read,
  path: '/events/{id}/tags',
  cost: one('gamma.tags'),
  request: byId,
  output: Tags,
})

/** Lists tags. */
export const getTags = endpoint({
  ...read,
  path: '/tags',
  cost: one('gamma.tags'),
  request: (input: OffsetInput) => ({ query: { ...input } }),
  output: Tags,
  paging: { items: (page) => page, next: nextOffset(100) },
})

/** Gets one tag. */
export const getTag = endpoint({ ...read, path: '/tags/{id}', cost: one('gamma.tags'), request: byId, output: Tag })

/** Gets one tag by slug. */
export const getTagBySlug = endpoint({
  ...read,
  path: '/tags/slug/{slug}',
  cost: one('gamma.tags'),
  request: bySlug,
  output: Tag,
})

/** Lists the tags related to a tag. */
export const getRelatedTags = endpoint({
  ...read,
  path: '/tags/{id}/related-tags/tags',
  cost: one('gamma.tags'),
  request: byId,
  output: Tags,
})

/** Lists series. */
export const getSeriesList = endpoint({
  ...read,
  path: '/series',
  cost: one('gamma'),
  request: (input: OffsetInput & { readonly slug?: readonly string[]; readonly closed?: boolean }) => ({
    query: { ...input },
  }),
  output: SeriesList,
  paging: { items: (page) => page, next: nextOffset(20) },
})

/** Gets one series. */
export const getSeries = endpoint({ ...read, path: '/series/{id}', cost: one('gamma'), request: byId, output: Series })

/** Lists sports, with the tags and series of each. */
export const getSports = endpoint({ ...read, path: '/sports', cost: one('gamma'), output: Sports })

/** Lists the kinds of sports markets. */
export const getSportsMarketTypes = endpoint({
  ...read,
  path: '/sports/market-types',
  cost: one('gamma'),
  output: SportsMarketTypes,
})

/** Lists teams. */
export const getTeams = endpoint({
  ...read,
  path: '/teams',
  cost: one('gamma'),
  request: (
    input: OffsetInput & {
      readonly league?: readonly string[]
      readonly name?: readonly string[]
      readonly abbreviation?: readonly string[]
    },
  ) => ({ query: { ...input } }),
  output: Teams,
  paging: { items: (page) => page, next: nextOffset(100) },
})

/** Gets one team. */
export const getTeam = endpoint({ ...read, path: '/teams/{id}', cost: one('gamma'), request: byId, output: Team })

/** Searches events, tags and profiles. */
export const search = endpoint({
  ...read,
  path: '/public-search',
  cost: one('gamma.search'),
  request: (input: { readonly q: string; readonly limitPerType?: number; readonly page?: number }) =>
    bySnakeQuery({ ...input }),
  output: SearchAnswer,
})

/** Lists comments. */
export const getComments = endpoint({
  ...read,
  path: '/comments',
  cost: one('gamma.comments'),
  request: (input: OffsetInput & { readonly parentEntityType: string; readonly parentEntityId: number }) =>
    bySnakeQuery({ ...input }),
  output: Comments,
  paging: { items: (page) => page, next: nextOffset(20) },
})

/** Gets the public profile of a wallet. */
export const getPublicProfile = endpoint({
  ...read,
  path: '/public-profile',
  cost: one('gamma'),
  request: (input: { readonly address: string }) => ({ query: { ...input } }),
  output: PublicProfile,
})
