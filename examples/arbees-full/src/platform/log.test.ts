import { createVirtualRuntime } from '@arbees/testkit'
import { createSecret } from '@arbees/transport'
import { describe, expect, test } from 'vitest'
import type { LogSettings } from './log.ts'
import { createLog, logWith, PHRASES } from './log.ts'

function written(settings: Partial<LogSettings>) {
  const lines: string[] = []
  const { clock } = createVirtualRuntime({ seed: 1 })
  const log = createLog({ clock, level: 'INFO', format: 'json', write: (line) => lines.push(line), ...settings })
  return { log, lines }
}

describe('the log', () => {
  test('is a line of JSON with the service in it, and no secret', () => {
    const { log, lines } = written({})
    logWith(log, { service: 'game-shard' })('info', 'started', {
      password: 'canary',
      key: createSecret('canary'),
      games: 3,
    })
    const line = JSON.parse(lines[0] ?? '')
    expect(line).toMatchObject({ level: 'info', message: 'started', service: 'game-shard', games: 3 })
    expect(lines.join()).not.toContain('canary')
  })

  test('is readable where a person reads it, and hides the same', () => {
    const { log, lines } = written({ format: 'pretty' })
    logWith(log, { service: 'game-shard' })('warn', 'book stale', {
      market: 'kalshi:A',
      reason: 'a gap',
      token: 'canary',
    })
    expect(lines[0]).toBe(
      '18:00:00.000 WARN  game-shard           book stale market=kalshi:A reason="a gap" token=[redacted]\n',
    )
  })

  test.each([
    ['DEBUG', 4],
    ['INFO', 3],
    ['WARN', 2],
    ['ERROR', 1],
  ] as const)('at %s has %i of the four levels', (level, count) => {
    const { log, lines } = written({ level })
    for (const one of ['debug', 'info', 'warn', 'error'] as const) log(one, 'said')
    expect(lines).toHaveLength(count)
  })

  test.each([
    ['discovered', PHRASES.discovered(15, 'nba'), /Discovered 15 NBA games/],
    ['market', PHRASES.market, /market/i],
    ['update', PHRASES.gameUpdate, /update/i],
    ['signal', PHRASES.noSignals, /No signals/],
    ['signal', PHRASES.signal, /signal_generated/],
    ['IOC', PHRASES.placing, /Placing IOC order/],
    ['IOC', PHRASES.placed('arb17'), /IOC order arb\d+ placed/],
    ['order_placed', PHRASES.orderPlaced, /order_placed/],
    ['rate limit', PHRASES.rateLimit(4_000, 1, 5), /Kalshi rate limit hit, backing off 4000ms \(retry 1\/5\)/],
    ['latency', PHRASES.latency, /latency/],
    ['circuit', PHRASES.breakerOpen, /Circuit breaker open/],
    ['liquidity', PHRASES.noLiquidity, /No liquidity/],
    ['VPN', PHRASES.vpnLost, /VPN disconnected/],
  ])("the checklist's grep for %s finds %s, and the one for errors does not", (word, phrase, form) => {
    const { log, lines } = written({})
    log('info', phrase)
    const line = lines.join('')
    expect(line).toMatch(form)
    expect(line.toLowerCase()).toContain(word.toLowerCase())
    expect(line).not.toMatch(/error/i)
  })
})
