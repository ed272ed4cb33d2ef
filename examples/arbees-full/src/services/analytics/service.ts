import type { Cancel } from '@arbees/core'
import { z } from 'zod'
import { integerVariable, secondsVariable } from '../../platform/config/variable.ts'
import { StoreError } from '../../platform/store/store.ts'
import { defineService } from '../../service.ts'
import { generateReport } from './generate-report.ts'

/** Looks at the ledger from time to time and says in one line how the orders do. */
export const analytics = defineService({
  name: 'analytics',
  listens: {},
  speaks: [],
  config: z.object({
    ANALYTICS_EVERY_SECONDS: secondsVariable('3600'),
    ANALYTICS_LOOKBACK_HOURS: integerVariable('48', 1, 8_784),
  }),
  start: async ({ config, runtime, store, signal }) => {
    const { clock, log } = runtime
    const { ANALYTICS_EVERY_SECONDS: every, ANALYTICS_LOOKBACK_HOURS: hours } = config
    let [reports, orders, unbalancedLegs] = [0, 0, 0]
    let cancel: Cancel = () => undefined
    const look = async () => {
      try {
        const report = await generateReport(store, clock.now(), hours)
        reports += 1
        orders = report.platforms.reduce((total, platform) => total + platform.orders, 0)
        unbalancedLegs = report.unbalancedLegs
        log('info', 'report', { hours, orders, unbalancedLegs, pnl: report.pnl, latencyMs: report.latencyMs })
      } catch (error) {
        // A database that is away is told by the health; the next look will tell.
        if (!(error instanceof StoreError)) throw error
        log('warn', 'no report', { reason: error.message })
      }
      if (!signal.aborted) cancel = clock.setTimer(every, () => void look())
    }
    return {
      handlers: {},
      begin: look,
      // A timer that is still due would keep the process alive.
      stop: () => cancel(),
      figures: () => ({ reports, orders, unbalancedLegs }),
    }
  },
})
