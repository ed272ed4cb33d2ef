import { kalshiVenue } from '@arbees/kalshi-client'
import { z } from 'zod'
import { MONITOR_LISTENS, MONITOR_SPEAKS, MONITOR_VARIABLES, startMonitor } from '../../monitor/start-monitor.ts'
import { kalshiVariables } from '../../platform/config/trading-variables.ts'
import { defineService } from '../../service.ts'
import { openKalshi } from '../../venues/kalshi-access.ts'
import { kalshiPayment } from '../../venues/kalshi-payment.ts'

/** Streams Kalshi's books of every game that is assigned, and tells what settled. */
export const kalshiMonitor = defineService({
  name: 'kalshi-monitor',
  listens: MONITOR_LISTENS,
  speaks: MONITOR_SPEAKS,
  config: z.object({ ...kalshiVariables, ...MONITOR_VARIABLES }),
  start: async (context) => {
    const { config, runtime, signal } = context
    const { client, hasKeys } = openKalshi(config, runtime, signal)
    if (!hasKeys) runtime.log('warn', 'Kalshi streams nothing without keys: KALSHI_API_KEY and KALSHI_PRIVATE_KEY')
    // Tokens must differ between lives: the source begins at the clock.
    const feed = kalshiVenue(client, { continuity: { last: runtime.clock.now() }, signal })
    const running = startMonitor(context, { feed, title: 'Kalshi', askPayment: kalshiPayment(client) })
    return { ...running, checks: { ...running.checks, keys: () => hasKeys } }
  },
})
