/*
 * Polymarket's markets as core's, with what only this venue needs to know beside.
 */
import type { Market, MarketId, MarketStatus, Micros, Money, Quantity } from '@arbees/core'
import { LOT, nativeOf, ONE_DOLLAR, toMarketId, VenueError, venueOf } from '@arbees/core'
import type { FeeTerms } from './fees.ts'
import { FREE_TERMS } from './fees.ts'
import type { AmountRules } from './order-amounts.ts'
import type { Protocol } from './protocol.ts'
import { protocolOf } from './protocol.ts'
import type { ClobMarketInfo } from './schema/clob-market.ts'
import type { GammaMarket } from './schema/market.ts'
import type { OrderVersion } from './sign/order.ts'
import type { Tick } from './tick.ts'
import { gridOfTick } from './tick.ts'

/** A market with all that an order or a subscription needs. Plain data. */
export type PolymarketMarket = {
  readonly market: Market
  readonly slug: string
  readonly conditionId: string
  readonly tokens: readonly [yes: string, no: string]
  /** What the two outcomes are called, the first of them being YES. */
  readonly outcomes: readonly [yes: string, no: string]
  readonly protocol: Protocol
  readonly orderVersion: OrderVersion
  readonly isNegRisk: boolean
  readonly rules: AmountRules
  /** Undefined when the venue does not say, or says what we do not know: then nothing is traded. */
  readonly feeTerms: FeeTerms | undefined
  /** For how long the venue holds back orders that would match. */
  readonly delayMicros: Micros
}

/** The least a buy that must match at once may cost. */
const NOTIONAL_MIN: Money = ONE_DOLLAR

function statusOf(market: GammaMarket): MarketStatus {
  const isResolved = market.umaResolutionStatus === 'resolved' || market.resolutionStatus === 'resolved'
  if (market.closed === true) return isResolved ? 'settled' : 'closed'
  if (market.archived === true) return 'closed'
  if (market.active === undefined || market.active === null) return 'unknown'
  if (!market.active) return 'upcoming'
  if (market.acceptingOrders === undefined || market.acceptingOrders === null) return 'unknown'
  return market.acceptingOrders && market.enableOrderBook !== false ? 'open' : 'paused'
}

/** Returns the fee terms that the matching engine's own market object names; undefined when they are not clear. */
export function feeTermsOfClob({ fd, mbf, tbf }: ClobMarketInfo): FeeTerms | undefined {
  if (fd !== undefined && fd !== null) {
    return {
      rateMillionths: fd.r,
      exponent: fd.e,
      isTakerOnly: fd.to !== false && fd.to !== null && fd.to !== undefined,
    }
  }
  // Zero members are left out: nothing at all is a market without fees, a legacy rate alone is unclear.
  return (tbf ?? 0) === 0 && (mbf ?? 0) === 0 ? FREE_TERMS : undefined
}

function feeTermsOfGamma({ feesEnabled, feeSchedule }: GammaMarket): FeeTerms | undefined {
  if (feesEnabled === false) return FREE_TERMS
  if (feeSchedule === undefined || feeSchedule === null) return undefined
  const { rate, exponent, takerOnly } = feeSchedule
  return { rateMillionths: rate, exponent, isTakerOnly: takerOnly }
}

/**
 * Returns a market of Gamma's description and, where it was asked for, the matching engine's own,
 * whose tick, minimum and fees are the fresher ones.
 *
 * @throws VenueError `market.unsupported` when its protocol, tick or outcomes are unknown here, when it
 *   is an outcome whose meaning changes, or when the two descriptions contradict each other.
 */
export function toMarket(gamma: GammaMarket, clob?: ClobMarketInfo): PolymarketMarket {
  const { protocol, orderVersion, tokens } = protocolOf(gamma)
  const refuse = (detail: string) =>
    new VenueError('market.unsupported', { venue: 'polymarket', market: gamma.slug, detail })
  const [yes, no] = gamma.outcomes ?? []
  if (yes === undefined || no === undefined || gamma.outcomes?.length !== 2) {
    throw refuse(`expected two outcomes, found ${gamma.outcomes?.length ?? 0}`)
  }
  if (gamma.negRiskOther === true) throw refuse('expected a named outcome, found "Other", whose meaning changes')
  const isNegRisk = gamma.negRisk === true
  if (clob !== undefined) assertSame(gamma, clob, tokens, refuse)
  const tick: Tick | null | undefined = clob?.mts ?? gamma.orderPriceMinTickSize
  const quantityMin: Quantity | null | undefined = clob?.mos ?? gamma.orderMinSize
  if (tick === undefined || tick === null) throw refuse('expected a price step, found none')
  if (quantityMin === undefined || quantityMin === null) throw refuse('expected a minimum quantity, found none')
  return {
    market: {
      id: toMarketId('polymarket', tokens[0]),
      venue: 'polymarket',
      title: gamma.question,
      status: statusOf(gamma),
      grid: gridOfTick(tick),
      lot: LOT,
      quantityMin,
      notionalMin: NOTIONAL_MIN,
      closesAt: gamma.endDate ?? null,
    },
    slug: gamma.slug,
    conditionId: gamma.conditionId,
    tokens,
    outcomes: [yes, no],
    protocol,
    orderVersion,
    isNegRisk,
    rules: { tick, quantityMin, notionalMin: NOTIONAL_MIN },
    feeTerms: clob === undefined ? feeTermsOfGamma(gamma) : feeTermsOfClob(clob),
    delayMicros: ((gamma.secondsDelay ?? 0) * 1_000_000) as Micros,
  }
}

function assertSame(
  gamma: GammaMarket,
  clob: ClobMarketInfo,
  tokens: readonly [string, string],
  refuse: (detail: string) => VenueError,
): void {
  const found = clob.t.map((token) => token.t)
  if (found.length !== 2 || found[0] !== tokens[0] || found[1] !== tokens[1]) {
    throw refuse('expected the same two tokens in the same order from Gamma and the CLOB, found others')
  }
  if (clob.nr !== undefined && clob.nr !== null && clob.nr !== (gamma.negRisk === true)) {
    throw refuse(`expected Gamma and the CLOB to agree on neg risk, found ${gamma.negRisk} and ${clob.nr}`)
  }
}

/**
 * Returns the YES token in one of our market ids.
 *
 * @throws VenueError `market.not-found` for a market of another venue or without a token id.
 */
export function tokenOf(market: MarketId): string {
  const token = nativeOf(market)
  if (venueOf(market) === 'polymarket' && /^[0-9]{1,78}$/.test(token)) return token
  throw new VenueError('market.not-found', { venue: 'polymarket', market })
}
