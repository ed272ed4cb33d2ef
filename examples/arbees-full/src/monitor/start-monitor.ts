import type { Feed, Micros } from '@arbees/core'
import { secondsVariable } from '../platform/config/variable.ts'
import type { RunningService, ServiceContext } from '../service.ts'
import { createBookWatch } from './book-watch.ts'
import { applyAssignment, createMarketWishes } from './market-wishes.ts'

/** What every monitor hears. */
export const MONITOR_LISTENS = { 'market.assigned': 'each' } as const

/** What every monitor speaks. */
export const MONITOR_SPEAKS = ['quote.changed', 'market.settled'] as const

/** What every monitor reads besides its venue's. */
export const MONITOR_VARIABLES = { LATENCY_REPORT_SECONDS: secondsVariable('60') } as const

type Speaks = (typeof MONITOR_SPEAKS)[number]

/** Starts the monitor of one venue over its feed. */
export function startMonitor(
  { runtime, speak, metrics, service }: ServiceContext<Speaks, unknown>,
  feed: Feed,
  title: string,
  reportMicros: Micros,
): RunningService<typeof MONITOR_LISTENS> {
  const { clock, log } = runtime
  const wishes = createMarketWishes(feed.venue)
  const countQuotes = metrics.counter('arbees_quotes_total', 'Books told to the bus', ['venue'])
  // What the bus cannot take is lost for this look only: the next change of the book tells all of it again.
  const lost = (topic: string) => (error: unknown) =>
    log('warn', 'a message could not be spoken', { topic, service, reason: (error as Error).message })
  const watch = createBookWatch({
    feed,
    wishes,
    clock,
    log,
    title,
    reportMicros,
    voice: {
      quote: (quote) => {
        countQuotes(1, { venue: feed.venue })
        speak('quote.changed', quote).catch(lost('quote.changed'))
      },
      settled: (settled) => void speak('market.settled', settled).catch(lost('market.settled')),
    },
  })
  return {
    handlers: {
      'market.assigned': (assigned) => {
        applyAssignment(wishes, assigned)
        watch.refresh()
      },
    },
    checks: { feed: watch.isLive },
    figures: () => ({ ...watch.figures() }),
    stop: watch.end,
  }
}
