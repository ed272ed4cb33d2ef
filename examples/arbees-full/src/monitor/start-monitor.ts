import type { Feed, Micros } from '@arbees/core'
import { secondsVariable } from '../platform/config/variable.ts'
import type { RunningService, ServiceContext } from '../service.ts'
import { createBookWatch } from './book-watch.ts'
import { applyAssignment, createMarketWishes } from './market-wishes.ts'
import type { AskPayment } from './settlement-desk.ts'

/** What every monitor hears. */
export const MONITOR_LISTENS = { 'market.assigned': 'each' } as const

/** What every monitor speaks. */
export const MONITOR_SPEAKS = ['quote.changed', 'market.settled'] as const

/** What every monitor reads besides its venue's. */
export const MONITOR_VARIABLES = {
  LATENCY_REPORT_SECONDS: secondsVariable('60'),
  /** How often a venue is asked what markets paid that are not open, or of which nothing is heard. */
  SETTLEMENT_CHECK_SECONDS: secondsVariable('300'),
} as const

type Speaks = (typeof MONITOR_SPEAKS)[number]

type MonitorConfig = { readonly LATENCY_REPORT_SECONDS: Micros; readonly SETTLEMENT_CHECK_SECONDS: Micros }

/** What a monitor is made of. */
export type MonitorParts = {
  readonly feed: Feed
  /** As in its log lines: `Kalshi`. */
  readonly title: string
  readonly askPayment: AskPayment
}

/** Starts the monitor of one venue over its feed. */
export function startMonitor(
  { runtime, speak, metrics, service, config }: ServiceContext<Speaks, MonitorConfig>,
  { feed, title, askPayment }: MonitorParts,
): RunningService<typeof MONITOR_LISTENS> {
  const { clock, log } = runtime
  const wishes = createMarketWishes(feed.venue)
  const countQuotes = metrics.counter('arbees_quotes_total', 'Books told to the bus', ['venue'])
  // What the bus cannot take is lost for this look only: the next change of the book tells all of it again, and a
  // settlement is asked for.
  const lost = (topic: string) => (error: unknown) =>
    log('warn', 'a message could not be spoken', { topic, service, reason: (error as Error).message })
  const watch = createBookWatch({
    feed,
    wishes,
    clock,
    log,
    title,
    reportMicros: config.LATENCY_REPORT_SECONDS,
    askPayment,
    settlementMicros: config.SETTLEMENT_CHECK_SECONDS,
    voice: {
      quote: (quote) => {
        countQuotes(1, { venue: feed.venue })
        speak('quote.changed', quote).catch(lost('quote.changed'))
      },
      settled: async (settled) => {
        try {
          await speak('market.settled', settled)
          return true
        } catch (error) {
          lost('market.settled')(error)
          return false
        }
      },
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
