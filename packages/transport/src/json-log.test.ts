import { inspect } from 'node:util'
import { VenueError } from '@arbees/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../test/fake-clock.ts'
import { jsonLog } from './json-log.ts'
import { createSecret, isSecret } from './secret.ts'

const CANARY = 'canary-5f1c'

function scene(options: Partial<Parameters<typeof jsonLog>[0]> = {}) {
  const lines: string[] = []
  const log = jsonLog({
    clock: createFakeClock(1_700_000_000_123_456),
    write: (line) => void lines.push(line),
    ...options,
  })
  const last = () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown>
  return { log, lines, last }
}

describe('json log', () => {
  test('writes one line of JSON, its head first', () => {
    const { log, lines } = scene({ fields: { service: 'kalshi_monitor' } })
    log('warn', 'book stale', { market: 'kalshi:A\nB', count: 3 })
    expect(lines).toEqual([
      '{"at":"2023-11-14T22:13:20.123Z","level":"warn","message":"book stale","service":"kalshi_monitor","market":"kalshi:A\\nB","count":3}\n',
    ])
  })

  test('leaves out what is below its level', () => {
    const { log, lines } = scene({ level: 'warn' })
    log('info', 'no')
    log('debug', 'no')
    log('error', 'yes')
    expect(lines).toHaveLength(1)
  })

  test('no secret is written: by type, by name, in depth, in an error', () => {
    const { log, lines } = scene()
    const secret = createSecret(CANARY)
    const error = new VenueError('auth.rejected', { venue: 'kalshi' }, { cause: { privateKey: CANARY } })
    log('error', 'refused', {
      secret,
      error,
      list: [secret, { nested: { apiSecret: CANARY, passphrase: CANARY, POLY_API_KEY: CANARY } }],
      headers: { Authorization: CANARY, 'KALSHI-ACCESS-SIGNATURE': CANARY },
      map: new Map([['key', secret]]),
    })
    expect(lines[0]).not.toContain(CANARY)
    expect(lines[0]).toContain('auth.rejected')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ secret: '[redacted]', list: ['[redacted]', {}] })
  })

  test('property: whatever it is given, it writes one bounded line and does not throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
        ),
        (fields) => {
          const { log, lines } = scene()
          log('info', 'anything', fields)
          expect(lines).toHaveLength(1)
          expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', message: 'anything' })
          expect(lines[0]?.match(/\n/g)).toHaveLength(1)
        },
      ),
    )
  })

  test('circles, throwing getters, huge values and a broken pipe do not end anything', () => {
    const { log, lines, last } = scene()
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    log('info', 'circle', circle)
    log('info', 'huge', { text: 'x'.repeat(1_000_000), list: Array.from({ length: 100_000 }, (_, index) => index) })
    expect(lines[1]?.length).toBeLessThan(5_000)
    const bomb = {
      get field(): string {
        throw new Error('bomb')
      },
    }
    log('info', 'bomb', { bomb })
    expect(last()).toMatchObject({ message: 'bomb', unprintable: true })
    const broken = jsonLog({
      clock: createFakeClock(),
      write: () => {
        throw new Error('EPIPE')
      },
    })
    expect(() => broken('error', 'lost')).not.toThrow()
  })
})

test('a secret is shown by no road but reveal', () => {
  const secret = createSecret(CANARY)
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret, { depth: 9, showHidden: true }),
  ]
  expect(shown.join()).not.toContain(CANARY)
  expect(JSON.stringify({ ...secret })).not.toContain(CANARY)
  expect(secret.reveal()).toBe(CANARY)
  expect([isSecret(secret), isSecret({}), isSecret(CANARY), isSecret(null)]).toEqual([true, false, false, false])
})
