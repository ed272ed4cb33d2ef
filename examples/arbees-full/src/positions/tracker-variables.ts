import { z } from 'zod'
import { tradingVariables } from '../platform/config/trading-variables.ts'
import { fractionVariable, percentVariable, secondsVariable } from '../platform/config/variable.ts'
import { riskVariables } from '../risk/risk-variables.ts'
import type { ExitSettings } from './exit-rules.ts'

/** What the position tracker reads. */
export const trackerVariables = z.object({
  PAPER_TRADING: tradingVariables.PAPER_TRADING,
  INITIAL_BANKROLL: tradingVariables.INITIAL_BANKROLL,
  PRICE_STALENESS_SECONDS: riskVariables.shape.PRICE_STALENESS_SECONDS,
  PLAN_LIFE_MS: riskVariables.shape.PLAN_LIFE_MS,
  /** Which part of a trade's profit is put by and never traded with. */
  PIGGYBANK_PCT: fractionVariable('0.5'),
  /** At how many points of gain a position that nothing hedges is sold. */
  TAKE_PROFIT_PCT: percentVariable('5'),
  MIN_HOLD_SECONDS: secondsVariable('30'),
  EXIT_CHECK_SECONDS: secondsVariable('1'),
  /** How far below the best bid an exit may sell, in percent of it. */
  EXIT_SLIPPAGE_BUFFER_PCT: percentVariable('0.5'),
})

/** Their values. */
export type TrackerVariables = z.output<typeof trackerVariables>

/** Returns what exits are decided by. A point is a cent: percent of two places are ticks. */
export function exitSettings(config: TrackerVariables): ExitSettings {
  return {
    takeProfitTicks: config.TAKE_PROFIT_PCT,
    holdMicros: config.MIN_HOLD_SECONDS,
    bookAgeMicros: config.PRICE_STALENESS_SECONDS,
    slippageBps: config.EXIT_SLIPPAGE_BUFFER_PCT,
  }
}
