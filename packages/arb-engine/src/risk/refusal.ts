/** Why something is not traded, in the order of the checks. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** Every reason, in the order of the checks: what a strategy finds, then what risk does. */
export const REFUSAL_REASONS = [
  'market-closed',
  'no-book',
  'stale',
  'book-crossed',
  'side-empty',
  'price-at-bound',
  'no-estimate',
  'estimate-extreme',
  'below-edge',
  'taken',
  'expired',
  'discontinuous',
  'halted',
  'in-flight',
  'debounce',
  'cooldown',
  'edge-too-good',
  'closing-soon',
  'order-rate',
  'daily-loss',
  'no-depth',
  'below-minimum',
  'price-insane',
  'funds',
  'kelly',
  'trade-limit',
  'position-limit',
  'market-limit',
  'event-limit',
  'total-limit',
  'unhedged-limit',
  'net-below-edge',
  'below-hurdle',
  'void-loss',
] as const

/** One refusal with its numbers: what was found, and what it was held against. */
export type RiskRefusal = {
  readonly reason: RefusalReason
  /** In the unit of the reason: micro-dollars, micro-contracts, ticks, microseconds; null where there is none. */
  readonly found: number | null
  readonly limit: number | null
  /** What it is about: a market, a venue, an event; absent where that is the trade itself. */
  readonly about?: string
}

/** Returns a refusal; without numbers where there are none. */
export function refusal(
  reason: RefusalReason,
  found: number | null = null,
  limit: number | null = null,
  about?: string,
): RiskRefusal {
  return about === undefined ? { reason, found, limit } : { reason, found, limit, about }
}
