import type { HttpResponse } from '@arbees/core'
import type { BucketSettings, Limiter, OutgoingRequest } from '@arbees/transport'
import { IP_LIMITS, SIGNER_LIMITS } from './endpoints/charge.ts'

/** Orders and cancels a second, and at once, by the tier that Polymarket's headers name. */
const TIERS: Readonly<Record<string, readonly [orderRate: number, orderBurst: number]>> = {
  standard: [40, 60],
  copper: [60, 90],
  bronze: [80, 120],
  silver: [200, 300],
  gold: [400, 600],
  platinum: [450, 675],
  diamond: [525, 787],
  elite: [600, 900],
}

/** The part of the signer's order bucket that only unwinds may spend. */
const RESERVED = 1 / 4

function signerBuckets(orderRate: number, orderBurst: number): Readonly<Record<string, BucketSettings>> {
  return {
    'signer.order': {
      capacity: orderBurst,
      refillPerSecond: orderRate,
      reserve: Math.floor(orderBurst * RESERVED),
    },
    // Cancels have twice of everything, in every tier.
    'signer.cancel': { capacity: 2 * orderBurst, refillPerSecond: 2 * orderRate },
  }
}

/** Returns the buckets of a client before it has learned its tier. */
export function bucketsAtFirst(): Readonly<Record<string, BucketSettings>> {
  const { capacity, refillPerSecond } = SIGNER_LIMITS['signer.order']
  const byAddress = Object.entries(IP_LIMITS).map(([name, limit]) => [
    name,
    { capacity: limit, refillPerSecond: Math.max(1, Math.floor(limit / 10)) },
  ])
  return { ...Object.fromEntries(byAddress), ...signerBuckets(refillPerSecond, capacity) }
}

/** What the venue's headers said of the signer's rate limits. */
export type RateNotice = {
  readonly tier?: string
  readonly remaining?: number
  /** The venue says that it would refuse, and does not yet. */
  readonly isWarning: boolean
}

/** Returns what the headers of an answer say of the signer's limits; undefined when they say nothing. */
export function rateNoticeOf(response: HttpResponse): RateNotice | undefined {
  const { headers } = response
  const tier = headers['poly-ratelimit-tier']?.toLowerCase()
  const remaining = Number(headers['poly-ratelimit-remaining'] ?? Number.NaN)
  const isWarning = headers['poly-ratelimit-warning'] === 'true'
  if (tier === undefined && Number.isNaN(remaining) && !isWarning) return undefined
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(Number.isFinite(remaining) ? { remaining } : {}),
    isWarning,
  }
}

/** Returns what sees each answer and sets the limiter to the tier that it names, once per tier. */
export function createTierLearner(
  limiter: Limiter,
  onNotice: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): (response: HttpResponse, request: OutgoingRequest) => void {
  let known = 'standard'
  return (response) => {
    const notice = rateNoticeOf(response)
    if (notice === undefined) return
    if (notice.isWarning) onNotice('Polymarket rate limit warning', { remaining: notice.remaining })
    const { tier } = notice
    if (tier === undefined || tier === known) return
    known = tier
    const limits = TIERS[tier]
    if (limits === undefined) {
      onNotice('unknown Polymarket rate tier, limits kept', { tier })
      return
    }
    for (const [name, settings] of Object.entries(signerBuckets(...limits))) limiter.configure(name, settings)
    onNotice('Polymarket rate tier', { tier })
  }
}
