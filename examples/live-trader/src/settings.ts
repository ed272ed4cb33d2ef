/*
 * What the trader is told: where the venues are, who we are there, what to trade and how much.
 */
import { InvariantError, toMarketId } from '@arbees/core'
import { z } from 'zod'

const Hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-fA-F]+$/)])
const Money = z.int().nonnegative()

const Settings = z.strictObject({
  /** Holds the journal, the names of signed orders and the kill switch. */
  folder: z.string().min(1),
  durability: z.enum(['process', 'machine']),
  /** The most that may be spent on each venue, in micro-dollars; never more than it says is free. */
  cash: z.strictObject({ kalshi: Money, polymarket: Money }),
  /** The most contracts of one trade. */
  contractsMax: z.int().positive(),
  /** The most orders to each venue a second. Absent, few: see limits.ts. */
  ordersPerSecond: z.int().min(10).optional(),
  /** What must remain of a dollar after all fees, in micro-dollars a contract. */
  edgeMin: Money,
  /** Whether what is held may still be sold while the kill switch is set. */
  mayUnwind: z.boolean(),
  /** How long after its sending an order could still appear in a venue's records, in milliseconds. */
  settleMillis: z.int().positive(),
  pairs: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        ticker: z.string().min(1),
        /** The token of the first outcome. */
        token: z.string().regex(/^\d+$/),
        /** `same`: YES of Kalshi pays when the first outcome does. */
        polarity: z.enum(['same', 'inverse']),
      }),
    )
    .min(1),
  kalshi: z.strictObject({
    rest: z.url(),
    ws: z.url(),
    keyId: z.string().min(1),
    privateKeyPem: z.string().min(1),
    /** How old headers signed ahead of orders may be. Absent, each order is signed as it leaves: what is proven. */
    signAheadMillis: z.int().positive().optional(),
  }),
  polymarket: z.strictObject({
    hosts: z.strictObject({
      clob: z.url(),
      gamma: z.url(),
      data: z.url(),
      site: z.url(),
      marketStream: z.url(),
      userStream: z.url(),
    }),
    privateKey: Hex,
    apiKey: z.strictObject({ key: z.string(), secret: z.string(), passphrase: z.string() }),
  }),
})

/** The settings, checked. */
export type TraderSettings = z.output<typeof Settings>

/**
 * Reads settings from JSON.
 *
 * @throws InvariantError with what was expected where; values are not repeated, some are secret.
 */
export function parseSettings(text: string): TraderSettings {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvariantError('expected the settings as JSON')
  }
  const { success, data, error } = Settings.safeParse(value)
  if (!success) throw new InvariantError(`the settings are not whole:\n${z.prettifyError(error)}`)
  return data
}

/** Returns the pairs as the engine takes them. */
export function pairsOf({ pairs }: TraderSettings) {
  return pairs.map(({ name, ticker, token, polarity }) => ({
    name,
    a: toMarketId('kalshi', ticker),
    b: toMarketId('polymarket', token),
    polarity,
  }))
}
