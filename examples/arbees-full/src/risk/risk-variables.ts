import type { EngineLimits } from '@arbees/arb-engine'
import { LEGS_MAX } from '@arbees/arb-engine'
import { toMoney, toQuantity } from '@arbees/core'
import { z } from 'zod'
import { tradingVariables } from '../platform/config/trading-variables.ts'
import {
  fractionVariable,
  integerVariable,
  millisVariable,
  moneyVariable,
  percentVariable,
  secondsVariable,
} from '../platform/config/variable.ts'

/** What the signal processor reads. */
export const riskVariables = z.object({
  ...tradingVariables,
  /** The most of all money that one trade may cost. */
  MAX_POSITION_PCT: percentVariable('10'),
  /** Nothing is bought that a model holds for surer than this, nor against what it holds for less likely. */
  MAX_BUY_PROB: fractionVariable('0.95'),
  MIN_SELL_PROB: fractionVariable('0.05'),
  /** The most dollars on one game, and on one league. 0: no bound. */
  MAX_GAME_EXPOSURE: moneyVariable('0'),
  MAX_SPORT_EXPOSURE: moneyVariable('1000'),
  /** How many trades one game may have at once. */
  MAX_TRADES_PER_GAME: integerVariable('5', 1, 1_000),
  /** Contracts that must be offered at the best price, and how much of what is offered is taken. */
  LIQUIDITY_MIN_THRESHOLD: integerVariable('10', 0, 1_000_000),
  LIQUIDITY_MAX_POSITION_PCT: percentVariable('80'),
  /** How old a book, and what is known of a game, may be. */
  PRICE_STALENESS_SECONDS: secondsVariable('60'),
  GAME_STALENESS_SECONDS: secondsVariable('30'),
  /** How long a pair or market rests after a trade. */
  TRADE_COOLDOWN_SECONDS: secondsVariable('10'),
  /** How long an approved plan may wait for its orders to leave. */
  PLAN_LIFE_MS: millisVariable('1000'),
  /** How often a line says what was evaluated. */
  SIGNAL_REPORT_SECONDS: secondsVariable('60'),
})

/** Their values. */
export type RiskVariables = z.output<typeof riskVariables>

/** Returns the limits of the risk desk. The least edge is judged by what is bound, so it is not among them. */
export function riskLimits(config: RiskVariables): EngineLimits {
  const position = config.MAX_POSITION_SIZE
  return {
    edgeMin: toMoney(1),
    quantityMax: toQuantity(1_000_000_000_000),
    // Each position has its own bound; a trade has at most so many of them.
    notionalMax: toMoney(Math.min(position * LEGS_MAX, Number.MAX_SAFE_INTEGER)),
    maxAgeUs: config.PRICE_STALENESS_SECONDS,
    kellyBps: config.KELLY_FRACTION,
    tradeShareBps: config.MAX_POSITION_PCT,
    depthShareBps: config.LIQUIDITY_MAX_POSITION_PCT,
    positionMax: position,
    ...(config.MAX_GAME_EXPOSURE > 0 ? { eventMax: config.MAX_GAME_EXPOSURE } : {}),
    dailyLossMax: config.MAX_DAILY_LOSS,
    repairLossMax: config.REPAIR_LOSS_MAX,
    cooldown: config.TRADE_COOLDOWN_SECONDS,
    planLife: config.PLAN_LIFE_MS,
  }
}
