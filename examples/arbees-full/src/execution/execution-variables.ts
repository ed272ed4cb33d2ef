import type { ExecutionLimits } from '@arbees/arb-engine'
import type { Price } from '@arbees/core'
import { millis, seconds, toMoney, toQuantity } from '@arbees/core'
import { z } from 'zod'
import { platformVariables } from '../platform/config/platform-variables.ts'
import type { ConfigCheck } from '../platform/config/read-config.ts'
import { kalshiVariables, polymarketVariables, tradingVariables } from '../platform/config/trading-variables.ts'
import { integerVariable, millisVariable, moneyVariable, secondsVariable } from '../platform/config/variable.ts'

/** What the execution service reads. */
export const executionVariables = z.object({
  PAPER_TRADING: tradingVariables.PAPER_TRADING,
  MAX_POSITION_SIZE: tradingVariables.MAX_POSITION_SIZE,
  INITIAL_BANKROLL: tradingVariables.INITIAL_BANKROLL,
  REPAIR_LOSS_MAX: tradingVariables.REPAIR_LOSS_MAX,
  LIVE_ORDERS_AUTHORIZED_BY_ME: platformVariables.LIVE_ORDERS_AUTHORIZED_BY_ME,
  DATA_DIR: platformVariables.DATA_DIR,
  ...kalshiVariables,
  ...polymarketVariables,
  /** How long a pretended order is on its way. */
  PAPER_LATENCY_MS: millisVariable('80'),
  /** How many dollars all trades under way may stand one-sided with. */
  ONE_SIDED_MAX: moneyVariable('1000.0'),
  TRADES_UNDER_WAY_MAX: integerVariable('50', 1, 1_000),
  MAX_ORDERS_PER_SECOND: integerVariable('10', 1, 1_000),
  /** How often what the venues say is held is compared with our ledger. */
  RECONCILE_SECONDS: secondsVariable('60'),
})

/** Refuses real orders without the keys of both venues: one leg alone is not what anybody wants. */
export const checkLiveKeys: ConfigCheck = (values) => {
  if (values['PAPER_TRADING'] !== false) return []
  const missing = (...names: readonly string[]) => names.every((name) => values[name] === undefined)
  return [
    ...(missing('KALSHI_API_KEY') ? ['KALSHI_API_KEY: not set, real orders need it'] : []),
    ...(missing('KALSHI_PRIVATE_KEY', 'KALSHI_PRIVATE_KEY_PATH')
      ? ['KALSHI_PRIVATE_KEY: not set, nor KALSHI_PRIVATE_KEY_PATH; real orders need one of them']
      : []),
    ...(missing('POLYMARKET_PRIVATE_KEY') ? ['POLYMARKET_PRIVATE_KEY: not set, real orders need it'] : []),
  ]
}

/** Their values. */
export type ExecutionVariables = z.output<typeof executionVariables>

/** Returns the bounds of every trade's life. */
export function executionLimits(config: ExecutionVariables): ExecutionLimits {
  return {
    repairLossMax: config.REPAIR_LOSS_MAX,
    repairsMax: 4,
    repairMicros: seconds(10),
    repairPauseMicros: millis(250),
    repairExpiryMicros: seconds(1),
    dustMax: toMoney(10_000),
    bookAgeMicros: null,
    answerMicros: seconds(2),
    doubtMicros: seconds(30),
    lookFirstMicros: millis(250),
    lookCapMicros: seconds(5),
    unwindMicros: seconds(30),
    closeSlippageMax: 500 as Price,
    // Contracts are bounded by what they may cost: the cheapest costs a tick.
    exposureMax: { quantity: toQuantity(Number.MAX_SAFE_INTEGER), money: config.ONE_SIDED_MAX },
    tradesMax: config.TRADES_UNDER_WAY_MAX,
    compactRecords: 50_000,
  }
}
