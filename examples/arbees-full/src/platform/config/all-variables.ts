import { frontendVariables } from '../../frontend/frontend-variables.ts'
import { platformVariables } from './platform-variables.ts'
import type { Variables } from './read-config.ts'
import { joinVariables } from './read-config.ts'
import { kalshiVariables, polymarketVariables, tradingVariables } from './trading-variables.ts'

/**
 * Returns every variable that any part of the system reads: the platform's, those that several
 * services share, and each service's own. `.env.example` has one line for each.
 */
export function allVariables(services: readonly Variables[]): Variables {
  return joinVariables([
    platformVariables,
    tradingVariables,
    kalshiVariables,
    polymarketVariables,
    frontendVariables,
    ...services,
  ])
}
