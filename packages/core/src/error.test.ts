import { describe, expect, test } from 'vitest'
import { isVenueError, orderOutcomeOf, VenueError } from './error.ts'
import type { ErrorCode, ErrorContexts } from './error-context.ts'
import { ERROR_RULES } from './error-context.ts'
import { InvariantError, invariant } from './invariant.ts'

const CANARY = 'canary-5f2b7c'

/** One context of each code. */
const CONTEXTS: ErrorContexts = {
  'connect.failed': { url: 'wss://example.test/ws', attempt: 2 },
  'connect.closed': { url: 'wss://example.test/ws', closeCode: 1006 },
  'request.timeout': { method: 'POST', path: '/orders', sentBytes: true },
  'request.interrupted': { method: 'POST', path: '/orders', sentBytes: true },
  'response.status': { method: 'POST', path: '/orders', status: 503 },
  'rate.limited': { by: 'venue', cost: 10 },
  'circuit.open': { venue: 'kalshi', cause: 'five answers of 500' },
  'auth.rejected': { venue: 'kalshi', venueCode: 'INCORRECT_API_KEY_SIGNATURE' },
  'auth.missing': { venue: 'kalshi', what: 'a private key' },
  'auth.clock': { venue: 'kalshi', offsetMicros: 9_000_000, allowedMicros: 5_000_000 },
  'payload.malformed': { where: '/markets', issues: ['market.ticker: expected text, found a number'] },
  'order.rejected': { reason: 'tick', market: 'kalshi:KX' },
  'order.not-found': { venue: 'kalshi', order: 'arb1' },
  'market.not-found': { venue: 'kalshi', market: 'kalshi:KX' },
  'market.unsupported': { venue: 'kalshi', market: 'kalshi:KX', detail: 'a scalar market' },
  'fees.unknown': { venue: 'kalshi', market: 'kalshi:KX', detail: 'a new fee type' },
  'stream.gap': { channel: 'orderbook_delta', expected: 7, received: 9 },
  'stream.rejected': { channel: 'orderbook_delta', venueCode: '8' },
  'recording.malformed': { file: 'a.jsonl', line: 3, found: '{', expected: 'a JSON object' },
  'journal.malformed': { file: 'a.journal', offset: 17, found: 'a bad checksum', expected: 'record 3' },
  'journal.locked': { file: 'a.journal', writer: 'host/17' },
  'journal.failed': { file: 'a.journal', detail: 'ENOSPC' },
  'config.invalid': { issues: ['MIN_EDGE: expected a decimal', 'REDIS_URL: expected a URL'] },
  'location.blocked': { venue: 'polymarket', country: 'US' },
}
const codes = Object.keys(CONTEXTS) as ErrorCode[]

describe('the error table', () => {
  test('has a rule for each code and a code for each rule', () => {
    expect(Object.keys(ERROR_RULES).sort()).toEqual([...codes].sort())
  })

  test.each(codes)('%s reads as a sentence and its facts, one a line', (code) => {
    const [sentence, ...facts] = new VenueError(code, CONTEXTS[code]).message.split('\n')
    expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(facts.length).toBeGreaterThanOrEqual(1)
  })

  test('says of each code what became of an order that was on its way', () => {
    const outcomes = codes.map((code) => [code, orderOutcomeOf(new VenueError(code, CONTEXTS[code]))])
    expect(Object.fromEntries(outcomes)).toEqual({
      'connect.failed': 'rejected',
      'connect.closed': 'unknown',
      'request.timeout': 'unknown',
      'request.interrupted': 'unknown',
      'response.status': 'unknown',
      'rate.limited': 'rejected',
      'circuit.open': 'rejected',
      'auth.rejected': 'rejected',
      'auth.missing': 'rejected',
      'auth.clock': 'rejected',
      'payload.malformed': 'unknown',
      'order.rejected': 'rejected',
      'order.not-found': 'unknown',
      'market.not-found': 'rejected',
      'market.unsupported': 'rejected',
      'fees.unknown': 'rejected',
      'stream.gap': 'unknown',
      'stream.rejected': 'unknown',
      'recording.malformed': 'unknown',
      'journal.malformed': 'unknown',
      'journal.locked': 'rejected',
      'journal.failed': 'rejected',
      'config.invalid': 'rejected',
      'location.blocked': 'rejected',
    })
  })

  test('an order is refused for certain when no byte left, unknown once one may have', () => {
    const timeout = (sentBytes: boolean) => new VenueError('request.timeout', { method: 'POST', path: '/', sentBytes })
    const broken = (sentBytes: boolean) =>
      new VenueError('request.interrupted', { method: 'POST', path: '/', sentBytes })
    expect([false, true].map((sent) => orderOutcomeOf(timeout(sent)))).toEqual(['rejected', 'unknown'])
    expect([false, true].map((sent) => orderOutcomeOf(broken(sent)))).toEqual(['rejected', 'unknown'])
  })

  test.each([
    [200, 'unknown'],
    [302, 'unknown'],
    [400, 'rejected'],
    [401, 'rejected'],
    [408, 'unknown'],
    [409, 'unknown'],
    [422, 'rejected'],
    [499, 'rejected'],
    [500, 'unknown'],
    [504, 'unknown'],
  ])('an answer of %i leaves the order %s', (status, outcome) => {
    expect(orderOutcomeOf(new VenueError('response.status', { method: 'POST', path: '/', status }))).toBe(outcome)
  })
})

describe('a VenueError', () => {
  test('is told apart by code', () => {
    const error: unknown = new VenueError('rate.limited', { by: 'venue', cost: 10 })
    expect(isVenueError(error)).toBe(true)
    expect(isVenueError(error, 'rate.limited') && error.context.cost).toBe(10)
    expect(isVenueError(error, 'order.rejected')).toBe(false)
    for (const other of [new Error('no'), null, undefined, 'rate.limited', { code: 'rate.limited' }]) {
      expect(isVenueError(other)).toBe(false)
    }
  })

  test('is recognized from another copy of the package', async () => {
    const copyUrl = './error.ts?copy'
    const copy: typeof import('./error.ts') = await import(/* @vite-ignore */ copyUrl)
    expect(copy.VenueError).not.toBe(VenueError)
    const foreign: unknown = new copy.VenueError('connect.failed', { url: 'ws://x' })
    expect(foreign).not.toBeInstanceOf(VenueError)
    expect(isVenueError(foreign, 'connect.failed')).toBe(true)
  })

  test('keeps its cause, and neither message nor JSON tells what stands in the cause', () => {
    const cause = new Error(`KALSHI-ACCESS-SIGNATURE: ${CANARY}`)
    for (const code of codes) {
      const error = new VenueError(code, CONTEXTS[code], { cause })
      expect(error.cause).toBe(cause)
      expect(`${error.message}${JSON.stringify(error)}${String(error)}`).not.toContain(CANARY)
    }
  })

  test('has no place for headers, keys or signatures in any context', () => {
    const names = codes.flatMap((code) => Object.keys(CONTEXTS[code]))
    expect(names.filter((name) => /header|secret|signature|password|passphrase|token|key/i.test(name))).toEqual([])
  })

  test('cuts a long value and leaves out an absent one', () => {
    const error = new VenueError('auth.rejected', { venue: 'kalshi', venueMessage: 'x'.repeat(10_000) })
    expect(error.message.length).toBeLessThan(500)
    expect(error.message).not.toContain('venueCode')
  })
})

describe('invariant', () => {
  test('lets the true pass and ends the false with its sentence', () => {
    invariant(true, 'nothing')
    expect(() => invariant(false, 'a fill is not negative, found -1')).toThrow(InvariantError)
    expect(() => invariant(false, 'a fill is not negative, found -1')).toThrow('found -1')
  })
})
