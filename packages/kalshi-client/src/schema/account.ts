import { z } from 'zod'
import { integer, listOf, maybe, pageOf, quantity, seconds, text } from './scalars.ts'
import { maybeWord, wire, word } from './wire.ts'

/** The tiers that exist; the list is open. */
export const USAGE_TIERS = ['basic', 'advanced', 'expert', 'premier', 'paragon', 'prime', 'prestige'] as const

const bucket = wire({ refill_rate: integer, bucket_capacity: integer })

/** The account's own rate limits. */
export const accountLimits = wire({
  usage_tier: word('account tier', USAGE_TIERS),
  read: bucket,
  write: bucket,
  grants: listOf(
    wire({
      exchange_instance: maybe(text),
      level: text,
      expires_ts: maybe(seconds),
      source: maybe(text),
    }),
  ),
})

/** The account's own rate limits. */
export type KalshiAccountLimits = z.output<typeof accountLimits>

/** What endpoints cost, where they do not cost the default. */
export const endpointCosts = wire({
  default_cost: integer,
  endpoint_costs: pageOf(wire({ method: text, path: text, cost: integer })),
})

/** What endpoints cost, where they do not cost the default. */
export type KalshiEndpointCosts = z.output<typeof endpointCosts>

/** How far the account is from a tier. */
export const volumeProgressAnswer = wire({
  volume_progress: pageOf(
    wire({
      computed_ts: seconds,
      trailing_30d_volume_fp: quantity,
      goals: listOf(wire({ level: text, earn_volume_goal_fp: maybe(quantity), keep_volume_goal_fp: maybe(quantity) })),
    }),
  ),
})

const KEY_SCOPES = [
  'read',
  'write',
  'read::portfolio_balance',
  'read::block_trade_accept',
  'write::trade',
  'write::transfer',
  'write::block_trade_accept',
] as const

/** The account's keys, without their secrets. */
export const apiKeysAnswer = wire({
  api_keys: pageOf(
    wire({ api_key_id: text, name: text, scopes: z.array(word('key scope', KEY_SCOPES)), subaccount: maybe(integer) }),
  ),
  api_key_region_expiration_ts: maybe(seconds),
})

/** The answer to giving a public key. */
export const createApiKeyAnswer = wire({ api_key_id: text })
/** The answer to having a key made: the private half is shown this once. */
export const generateApiKeyAnswer = wire({
  api_key_id: text,
  private_key: text,
  key_type: maybeWord('key type', ['rsa', 'ed25519']),
})
