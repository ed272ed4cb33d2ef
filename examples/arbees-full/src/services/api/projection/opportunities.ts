/*
 * Every opportunity that was seen, and how far it came: who refused it and why, or what its orders did.
 * Topics overtake one another, so what is told of a signal before the signal itself is kept for it.
 */
import type { Micros } from '@arbees/core'
import { complement, formatMoney, formatPrice, formatQuantity, invariant, mulDiv, toMoney } from '@arbees/core'
import type { MessageOf } from '../../../messages/topics.ts'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import type { OpportunityView } from '../view/opportunity-view.ts'
import { formatPercent } from '../view/scalars.ts'
import { createNewest } from './newest.ts'

type Signal = MessageOf<'signal.generated'>
type Refusal = NonNullable<OpportunityView['refusal']>
type Fate = { readonly status: OpportunityView['status']; readonly refusal: Refusal | null }

/** What is said of games. */
export type GameNames = {
  readonly titleOf: (game: string) => string
  readonly sportOf: (game: string) => string | null
}

/** Every opportunity that is kept. Each of the first takes one message and returns the signal that it changed. */
export type Opportunities = {
  readonly generated: (message: SeenSignal) => string
  readonly refused: (message: MessageOf<'signal.refused'>) => string
  readonly requested: (message: MessageOf<'execution.requested'>) => string
  readonly notExecuted: (message: MessageOf<'execution.refused'>) => string
  readonly ordered: (message: MessageOf<'order.recorded'>) => string
  /** Notes what became of a signal of the past. */
  readonly recall: (signal: string, status: OpportunityView['status'], refusal: Refusal | null) => void
  readonly view: (signal: string) => OpportunityView | undefined
  /** Returns all, the newest first. */
  readonly list: () => readonly OpportunityView[]
}

/** What is needed of a signal. */
export type SeenSignal = Omit<Signal, 'legs' | 'causedAt'> & {
  readonly legs: readonly Omit<Signal['legs'][number], 'continuity' | 'seenAt'>[]
}

const KEPT_MAX = 5_000
/** A later word never takes back what is further on the way. */
const RANK = { open: 0, refused: 1, requested: 2, not_executed: 3, unfilled: 3, filled: 4 } as const
const ONE_CONTRACT = 1_000_000

function legsOf({ legs }: SeenSignal) {
  const [first, second] = legs
  invariant(first !== undefined, 'a signal has a leg')
  return {
    legs: legs.map(({ market, venue, outcome, action, limit, available }) => ({
      market_id: market,
      platform: venue,
      side: outcome,
      action,
      limit_price: formatPrice(limit),
      available: formatQuantity(available),
    })),
    platform_buy: first.venue,
    buy_price: formatPrice(first.limit),
    liquidity_buy: formatQuantity(first.available),
    platform_sell: second?.venue ?? null,
    // Buying NO at p is selling YES at 1 − p.
    sell_price: second === undefined ? null : formatPrice(complement(second.limit)),
    liquidity_sell: second === undefined ? null : formatQuantity(second.available),
  }
}

function viewOf(signal: SeenSignal, fate: Fate, names: GameNames): OpportunityView {
  const { type, game, edge } = signal
  const thinnest = Math.min(...signal.legs.map(({ available }) => available))
  return {
    opportunity_id: signal.signal,
    opportunity_type: type,
    event_id: game,
    sport: names.sportOf(game),
    market_title: names.titleOf(game),
    pair: signal.pair,
    ...legsOf(signal),
    edge: formatMoney(edge),
    edge_pct: formatPercent(signal.edgeBps),
    implied_profit: formatMoney(toMoney(mulDiv(Math.max(0, edge), thinnest, ONE_CONTRACT, 'floor'))),
    is_risk_free: type === 'cross_platform_arb' || type === 'same_platform_arb',
    model_prob: signal.modelChance,
    market_prob: signal.marketChance,
    status: fate.status,
    refusal: fate.refusal,
    created_at: formatInstant(signal.generatedAt),
    expires_at: formatInstant(signal.expiresAt),
  }
}

function refusalOf(
  by: string,
  about: Pick<MessageOf<'signal.refused'>, 'sentence' | 'numbers'>,
  reason: string,
  at: Micros,
): Refusal {
  return { by, reason, sentence: about.sentence, numbers: about.numbers, at: formatInstant(at) }
}

const OPEN: Fate = { status: 'open', refusal: null }

/** Returns no opportunities. */
export function createOpportunities(names: GameNames): Opportunities {
  const signals = createNewest<SeenSignal>(KEPT_MAX)
  const fates = createNewest<Fate>(KEPT_MAX)
  const advance = (signal: string, status: Fate['status'], refusal: Refusal | null = null): string => {
    const before = fates.get(signal) ?? OPEN
    if (RANK[status] > RANK[before.status]) fates.put(signal, { status, refusal })
    return signal
  }
  const show = (signal: SeenSignal) => viewOf(signal, fates.get(signal.signal) ?? OPEN, names)
  return Object.freeze({
    generated: (signal: SeenSignal) => {
      signals.put(signal.signal, signal)
      return signal.signal
    },
    refused: (refused: MessageOf<'signal.refused'>) =>
      advance(refused.signal, 'refused', refusalOf(refused.by, refused, refused.reason, refused.at)),
    requested: ({ signal }: MessageOf<'execution.requested'>) => advance(signal, 'requested'),
    notExecuted: (refused: MessageOf<'execution.refused'>) =>
      advance(refused.signal, 'not_executed', refusalOf('execution-service', refused, refused.reason, refused.at)),
    ordered: ({ signal, status }: MessageOf<'order.recorded'>) =>
      advance(signal, status === 'filled' ? 'filled' : 'unfilled'),
    recall: (signal: string, status: Fate['status'], refusal: Refusal | null) => void advance(signal, status, refusal),
    view: (id: string) => {
      const signal = signals.get(id)
      return signal === undefined ? undefined : show(signal)
    },
    list: () => signals.list().map(show),
  })
}
