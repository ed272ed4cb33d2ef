/*
 * The log of the deployment: one line of JSON, or of words, for each thing worth a person's look. A
 * message is constant and what varies stands in fields; the exceptions are phrases that operators look for.
 */
import type { Clock, Log, LogLevel } from '@arbees/core'
import { jsonLog } from '@arbees/transport'
import { prettyLine } from './pretty-line.ts'

/** Settings of `createLog`. */
export type LogSettings = {
  readonly clock: Clock
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  readonly format: 'json' | 'pretty'
  readonly write: (line: string) => void
}

const LEVELS: Readonly<Record<LogSettings['level'], LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
}

/** Returns the process's log. Secrets are hidden by their type and by the names of their fields. */
export function createLog({ clock, level, format, write }: LogSettings): Log {
  const out = format === 'json' ? write : (line: string) => write(prettyLine(line))
  return jsonLog({ clock, level: LEVELS[level], write: out })
}

/** Returns `log` with fields that stand in every line. */
export function logWith(log: Log, always: Readonly<Record<string, unknown>>): Log {
  return (level, message, fields = {}) => log(level, message, { ...always, ...fields })
}

/*
 * Operators watch a healthy system by counting lines with "error" in them. No message or field name of a
 * line that is no error has that word in it; figures are called failures.
 */

/** Phrases that operators look for in the logs, so that they are written in one way. */
export const PHRASES = Object.freeze({
  discovered: (games: number, league: string) => `Discovered ${games} ${league.toUpperCase()} games`,
  market: 'market matched',
  gameUpdate: 'game_update',
  signal: 'signal_generated',
  noSignals: 'No signals',
  placing: 'Placing IOC order',
  placed: (order: string) => `IOC order ${order} placed`,
  orderPlaced: 'order_placed',
  rateLimit: (waitMs: number, retry: number, retriesMax: number) =>
    `Kalshi rate limit hit, backing off ${waitMs}ms (retry ${retry}/${retriesMax})`,
  breakerOpen: 'Circuit breaker open',
  noLiquidity: 'No liquidity',
  latency: 'latency',
  vpnLost: 'VPN disconnected',
})
