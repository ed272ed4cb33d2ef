import { z } from 'zod'
import { GammaEvent, Tag } from './market.ts'
import { hex, maybe } from './scalars.ts'

/** `GET /sports`: tags and series are comma-separated texts. */
export const Sports = z.array(
  z.object({
    sport: z.string(),
    image: maybe(z.string()),
    resolution: maybe(z.string()),
    ordering: maybe(z.string()),
    tags: maybe(z.string()).transform((text) => (text ? text.split(',') : [])),
    series: maybe(z.string()),
  }),
)

/** `GET /sports/market-types`. */
export const SportsMarketTypes = z.object({ marketTypes: z.array(z.string()) })

/** A team. */
export const Team = z.object({
  id: z.number(),
  name: maybe(z.string()),
  league: maybe(z.string()),
  record: maybe(z.string()),
  logo: maybe(z.string()),
  abbreviation: maybe(z.string()),
  alias: maybe(z.string()),
})

/** `GET /teams`. */
export const Teams = z.array(Team)

const Profile = z.object({
  name: maybe(z.string()),
  pseudonym: maybe(z.string()),
  proxyWallet: maybe(hex),
  displayUsernamePublic: maybe(z.boolean()),
})

/** `GET /comments`. */
export const Comments = z.array(
  z.object({
    id: z.string(),
    body: maybe(z.string()),
    parentEntityType: maybe(z.string()),
    parentEntityID: maybe(z.number()),
    parentCommentID: maybe(z.string()),
    userAddress: maybe(hex),
    createdAt: maybe(z.string()),
    profile: maybe(Profile),
    reactionCount: maybe(z.number()),
  }),
)

/** `GET /public-profile`. */
export const PublicProfile = z.object({
  proxyWallet: maybe(hex),
  name: maybe(z.string()),
  pseudonym: maybe(z.string()),
  bio: maybe(z.string()),
  createdAt: maybe(z.string()),
  verifiedBadge: maybe(z.boolean()),
})

/** `GET /public-search`: any of its lists may be null. */
export const SearchAnswer = z.object({
  events: maybe(z.array(GammaEvent)),
  tags: maybe(z.array(Tag)),
  profiles: maybe(z.array(PublicProfile)),
  pagination: maybe(z.object({ hasMore: z.boolean(), totalResults: maybe(z.number()) })),
})

/** A refusal of Gamma's. */
export const GammaError = z.object({ type: maybe(z.string()), error: z.string() })
