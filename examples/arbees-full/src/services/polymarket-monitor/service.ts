import { polymarketVenue } from '@arbees/polymarket-client'
import { z } from 'zod'
import { MONITOR_LISTENS, MONITOR_SPEAKS, MONITOR_VARIABLES, startMonitor } from '../../monitor/start-monitor.ts'
import { polymarketVariables } from '../../platform/config/trading-variables.ts'
import { defineService } from '../../service.ts'
import { openPolymarket } from '../../venues/polymarket-access.ts'

/** Streams Polymarket's books of every game that is assigned, and tells what settled. */
export const polymarketMonitor = defineService({
  name: 'polymarket-monitor',
  listens: MONITOR_LISTENS,
  speaks: MONITOR_SPEAKS,
  config: z.object({ ...polymarketVariables, ...MONITOR_VARIABLES }),
  start: async (context) => {
    const { config, runtime, signal } = context
    const client = await openPolymarket(config, runtime, signal)
    // Tokens must differ between lives: the source begins at the clock.
    const { feed } = polymarketVenue(client, { source: { last: runtime.clock.now() } })
    return startMonitor(context, feed, 'Polymarket', config.LATENCY_REPORT_SECONDS)
  },
})
