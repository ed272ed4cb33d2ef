import { polymarketVenue } from '@arbees/polymarket-client'
import { z } from 'zod'
import { MONITOR_LISTENS, MONITOR_SPEAKS, MONITOR_VARIABLES, startMonitor } from '../../monitor/start-monitor.ts'
import { polymarketVariables } from '../../platform/config/trading-variables.ts'
import { defineService } from '../../service.ts'
import { openPolymarket } from '../../venues/polymarket-access.ts'
import { polymarketPayment } from '../../venues/polymarket-payment.ts'
import { watchVpn } from '../../venues/watch-vpn.ts'

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
    const monitor = startMonitor(context, { feed, title: 'Polymarket', askPayment: polymarketPayment(client) })
    if (config.POLYMARKET_PROXY_URL === undefined) return monitor
    const vpn = watchVpn({ clock: runtime.clock, log: runtime.log, ask: client.measureClock })
    signal.addEventListener('abort', vpn.end, { once: true })
    return { ...monitor, checks: { ...monitor.checks, vpn: vpn.isUp } }
  },
})
