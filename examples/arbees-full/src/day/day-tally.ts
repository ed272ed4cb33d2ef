/* What was said and written during a day, counted for whoever watches it. */
import type { Clock, Log, Micros } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity, toMicros, venueOf } from '@arbees/core'
import { z } from 'zod'
import type { MessageOf, Topic } from '../messages/topics.ts'
import { TOPICS } from '../messages/topics.ts'
import type { LatencyWindow } from '../monitor/latency-window.ts'
import { createLatencyWindow, noteLatency } from '../monitor/latency-window.ts'
import { PHRASES } from '../platform/log.ts'
import type { AnyService, Handlers } from '../service.ts'
import { defineService } from '../service.ts'

/** One thing that a person may want to see. */
export type Seen = { readonly at: Micros; readonly text: string }

/** What was counted. Changed in place. */
export type DayTally = {
  readonly found: Map<string, MessageOf<'game.found'>>
  readonly games: Map<string, MessageOf<'game.updated'>>
  readonly markets: Map<string, MessageOf<'market.matched'>['markets'][number]>
  readonly marketsOf: Map<string, readonly string[]>
  readonly quotes: Map<string, MessageOf<'quote.changed'>>
  readonly positions: Map<string, MessageOf<'position.changed'>>
  readonly refusals: Map<string, number>
  bankroll: MessageOf<'bankroll.changed'> | undefined
  /** Pairs by game. */
  readonly pairsOf: Map<string, number>
  counts: Record<Topic, number>
  /** Trades that were left one-sided, or in doubt, for a person to look at. */
  halted: number
  filled: number
  canceled: number
  pnl: number
  /** When the real clock saw the day's clock come to where it stands. */
  instantAt: Micros
  /** From the arrival of what was seen to the signal, and to the order that leaves, by the real clock. */
  readonly toSignal: LatencyWindow
  readonly toOrder: LatencyWindow
  /** The newest of what was done: orders, ends of trades and of games. */
  readonly deeds: Seen[]
  /** The newest signals, by name, with what became of them. */
  readonly signals: Map<string, Seen>
}

/** Returns a tally of nothing. */
export function createDayTally(): DayTally {
  return {
    found: new Map(),
    games: new Map(),
    markets: new Map(),
    marketsOf: new Map(),
    pairsOf: new Map(),
    quotes: new Map(),
    positions: new Map(),
    refusals: new Map(),
    bankroll: undefined,
    counts: Object.fromEntries(TOPICS.map((topic) => [topic, 0])) as Record<Topic, number>,
    halted: 0,
    filled: 0,
    canceled: 0,
    pnl: 0,
    instantAt: toMicros(0),
    toSignal: createLatencyWindow(),
    toOrder: createLatencyWindow(),
    deeds: [],
    signals: new Map(),
  }
}

const LAST_MAX = 50

/**
 * Returns a log that goes on to `log`, and by which our own work is timed: whatever follows from what arrived
 * follows at the same instant of the day's clock, all else that is due at that instant included.
 */
export function talliedLog(tally: DayTally, real: Clock, log: Log): Log {
  const passed = () => toMicros(real.now() - tally.instantAt)
  return (level, message, fields = {}) => {
    if (message === PHRASES.signal) noteLatency(tally.toSignal, passed())
    // Repairs follow from answers.
    else if (message === PHRASES.placing && fields['purpose'] === 'open') noteLatency(tally.toOrder, passed())
    log(level, message, fields)
  }
}

function note({ deeds }: DayTally, at: Micros, text: string): void {
  deeds.push({ at, text })
  if (deeds.length > LAST_MAX) deeds.shift()
}

function noteSignal({ signals }: DayTally, name: string, seen: Seen): void {
  signals.set(name, seen)
  if (signals.size > LAST_MAX) signals.delete(signals.keys().next().value ?? '')
}

/** Says what became of a signal that is still shown. */
function addToSignal({ signals }: DayTally, name: string, text: string): void {
  const seen = signals.get(name)
  if (seen !== undefined) signals.set(name, { ...seen, text: `${seen.text}, ${text}` })
}

function teams(tally: DayTally, game: string): string {
  const found = tally.found.get(game)
  return found === undefined ? game : `${found.away.abbreviation}@${found.home.abbreviation}`
}

const LISTENS = Object.fromEntries(TOPICS.map((topic) => [topic, 'each'])) as Record<Topic, 'each'>

function handlersOf(tally: DayTally): Partial<Handlers<typeof LISTENS>> {
  return {
    'game.found': (found) => void tally.found.set(found.game, found),
    'game.updated': (update) => void tally.games.set(update.game, update),
    'game.ended': ({ game, home, away, at }) =>
      note(tally, at, `${teams(tally, game).padEnd(9)} ended ${away}:${home}`),
    'market.matched': ({ game, markets, pairs }) => {
      tally.pairsOf.set(game, pairs.length)
      tally.marketsOf.set(
        game,
        markets.map(({ market }) => market.id),
      )
      for (const one of markets) tally.markets.set(one.market.id, one)
    },
    'quote.changed': (quote) => void tally.quotes.set(quote.market, quote),
    'signal.generated': ({ signal, game, type, edgeBps, generatedAt }) => {
      const text = `${teams(tally, game).padEnd(9)} ${type} of ${(edgeBps / 100).toFixed(2)} %`
      noteSignal(tally, signal, { at: generatedAt, text })
    },
    'signal.refused': ({ signal, reason }) => {
      tally.refusals.set(reason, (tally.refusals.get(reason) ?? 0) + 1)
      addToSignal(tally, signal, `refused: ${reason}`)
    },
    'execution.requested': ({ signal, purpose }) => {
      if (purpose === 'entry') addToSignal(tally, signal, 'approved')
    },
    'order.recorded': ({ game, status, purpose, market, action, outcome, filled, limit, doneAt }) => {
      if (status === 'filled') tally.filled += 1
      else tally.canceled += 1
      const what = `${action} ${outcome} on ${venueOf(market)} at ${formatPrice(limit)}`
      const came = status === 'filled' ? `${formatQuantity(filled)} filled` : 'canceled, nothing filled'
      note(tally, doneAt, `${teams(tally, game).padEnd(9)} ${purpose}: ${what}, ${came}`)
    },
    'trade.ended': ({ game, ending, pnl, at }) => {
      tally.pnl += pnl
      if (ending === 'halted') tally.halted += 1
      note(tally, at, `${teams(tally, game).padEnd(9)} trade ${ending}, ${formatMoney(pnl)} earned`)
    },
    'position.changed': (position) => {
      const key = `${position.trade} ${position.market} ${position.outcome}`
      if (position.quantity === 0) tally.positions.delete(key)
      else tally.positions.set(key, position)
    },
    'bankroll.changed': (bankroll) => {
      tally.bankroll = bankroll
    },
  }
}

/** Returns a service that hears everything and says nothing; `begun` is called when all services have begun. */
export function tallyService(tally: DayTally, begun: () => void): AnyService {
  return defineService({
    name: 'day-tally',
    listens: LISTENS,
    speaks: [],
    config: z.object({}),
    start: async () => {
      const own = handlersOf(tally)
      const counted = TOPICS.map((topic) => {
        const handle = own[topic] as ((message: unknown, about: unknown) => void) | undefined
        const take = (message: unknown, about: unknown) => {
          tally.counts[topic] += 1
          handle?.(message, about)
        }
        return [topic, take]
      })
      return { handlers: Object.fromEntries(counted) as Handlers<typeof LISTENS>, begin: begun }
    },
  })
}
