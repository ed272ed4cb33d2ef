import { createRng, nextInteger, nextOf } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { decodeFrame } from './decode-frame.ts'
import type { DeltaScan } from './scan-delta.ts'
import { createDeltaScan, createDeltaScanner } from './scan-delta.ts'

const scanner = createDeltaScanner()

const CANONICAL =
  '{"type":"orderbook_delta","sid":1,"seq":2,"sending_ts_ms":1795359601234,"msg":{"market_ticker":"KXHIGHNY-26NOV22-B53.5","market_id":"9b0f6b43","price_dollars":"0.4700","delta_fp":"-3.00","side":"yes","ts":"2026-11-22T15:00:01.957Z","ts_ms":1795359601957}}'

/** The same change with other fields around it: what only the owner is told, another id, no id, no times. */
const FORMS = [
  CANONICAL,
  CANONICAL.replace('"side":"yes",', '"side":"yes","client_order_id":"arb1","subaccount":3,'),
  CANONICAL.replace('"sid":1,', '"sid":22,').replace('9b0f6b43', '00000000-0000'),
  CANONICAL.replace('"market_id":"9b0f6b43",', '').replace('"sending_ts_ms":1795359601234,', ''),
  CANONICAL.replace('"ts":"2026-11-22T15:00:01.957Z",', '').replace(',"ts_ms":1795359601957', ''),
]

/** What the schemas make of a frame, in the scan's words; undefined when they refuse it. */
function bySchema(text: string) {
  const decoded = decodeFrame(text)
  if (decoded.kind !== 'frame' || decoded.frame.type !== 'orderbook_delta') return undefined
  const { sid, seq, msg } = decoded.frame
  return {
    sid,
    seq,
    ticker: msg.market_ticker,
    price: msg.price_dollars,
    change: msg.delta_fp,
    isYes: msg.side === 'yes',
    venueAt: msg.ts_ms ?? -1,
  }
}

const plain = (scan: DeltaScan) => ({ ...scan, ticker: scan.ticker.text })

describe('delta scan', () => {
  test('reads the canonical frame without the schemas', () => {
    const scan = createDeltaScan()
    expect(scanner.scan(CANONICAL, scan)).toBe(true)
    expect(plain(scan)).toEqual({
      sid: 1,
      seq: 2,
      ticker: 'KXHIGHNY-26NOV22-B53.5',
      price: 4_700,
      change: -3_000_000,
      isYes: true,
      venueAt: 1_795_359_601_957_000,
    })
    expect(scanner.scan(`${CANONICAL}\n`, scan)).toBe(true)
  })

  test('tickers of any length and likeness are told apart, also when they come again', () => {
    const rng = createRng('tickers')
    const scan = createDeltaScan()
    const tickers = Array.from({ length: 2_000 }, (_, index) => 'KXA-'.repeat(nextInteger(rng, 0, 9)) + index)
    for (let turn = 0; turn < 2; turn++) {
      for (const ticker of tickers) {
        expect(scanner.scan(CANONICAL.replace('KXHIGHNY-26NOV22-B53.5', ticker), scan)).toBe(true)
        expect(scan.ticker.text).toBe(ticker)
      }
    }
  })

  test('more tickers than are remembered, and longer ones than can be, are read right all the same', () => {
    const fresh = createDeltaScanner()
    const scan = createDeltaScan()
    const read = (ticker: string) => {
      const isScanned = fresh.scan(CANONICAL.replace('KXHIGHNY-26NOV22-B53.5', ticker), scan)
      return isScanned ? scan.ticker.text : undefined
    }
    for (let index = 0; index < 17_000; index++) expect(read(`KXMANY-${index}`)).toBe(`KXMANY-${index}`)
    for (let index = 0; index < 600; index++) expect(read(`KXMANY-${index}`)).toBe(`KXMANY-${index}`)
    expect(read('K'.repeat(140))).toBe('K'.repeat(140))
    expect(read('K'.repeat(300))).toBeUndefined()
  })

  test('never accepts what the schemas refuse, and says the same where both accept: 60,000 mutations', () => {
    const rng = createRng('delta')
    const scan = createDeltaScan()
    const alphabet = '"0123456789.,:{}[]-+eE\\ntyes_ofp'
    let accepted = 0
    for (let round = 0; round < 60_000; round++) {
      let text = nextOf(rng, FORMS)
        .replace('0.4700', `0.${String(nextInteger(rng, 0, 9_999)).padStart(4, '0')}`)
        .replace('-3.00', `${nextOf(rng, ['', '-'])}${nextInteger(rng, 0, 99_999)}.${nextInteger(rng, 10, 99)}`)
        .replace('"yes"', nextOf(rng, ['"yes"', '"no"']))
      for (let change = nextInteger(rng, 0, 2); change > 0; change--) {
        const at = nextInteger(rng, 0, text.length - 1)
        const put = nextOf(rng, ['', alphabet[nextInteger(rng, 0, alphabet.length - 1)] as string])
        text = text.slice(0, at) + put + text.slice(at + nextInteger(rng, 0, 1))
      }
      if (!scanner.scan(text, scan)) continue
      accepted += 1
      expect(bySchema(text), text).toEqual(plain(scan))
    }
    expect(accepted).toBeGreaterThan(18_000)
  })

  test('reads every form without the schemas', () => {
    const scan = createDeltaScan()
    for (const text of [...FORMS, ...FORMS]) {
      expect(scanner.scan(text, scan), text).toBe(true)
      expect(bySchema(text)).toEqual(plain(scan))
    }
  })

  test('is not misled by letters of two bytes about as long as a frame may be', () => {
    const fresh = createDeltaScanner()
    for (let length = 1_015; length <= 1_024; length++) {
      const own = `"client_order_id":"${'\u00e9'}${'x'.repeat(length - CANONICAL.length - 23)}",`
      const text = CANONICAL.replace('"ts":', `${own}"ts":`).padEnd(length, '\n')
      expect(fresh.scan(text, createDeltaScan()), String(text.length)).toBe(false)
    }
  })

  test.each([
    ['another order of keys', '{"sid":1,"type":"orderbook_delta","seq":2,"msg":{}}'],
    ['white space', CANONICAL.replace('"seq":2', '"seq": 2')],
    ['an escape in the ticker', CANONICAL.replace('KXHIGHNY', 'KX\\u0048IGHNY')],
    ['a price above one dollar', CANONICAL.replace('0.4700', '1.0001')],
    ['five places', CANONICAL.replace('0.4700', '0.47001')],
    ['a number where text is due', CANONICAL.replace('"0.4700"', '0.4700')],
    ['half a frame', CANONICAL.slice(0, 150)],
    ['text behind the end', `${CANONICAL}x`],
    ['a control character in a text', CANONICAL.replace('9b0f6b43', '9b0f\u00016b43')],
    ['a letter that is not ASCII', CANONICAL.replace('KXHIGHNY', 'KXHIGHN\u0122')],
    ['more text than any delta has', CANONICAL.replace('9b0f6b43', 'x'.repeat(1_024))],
    ['the front of a frame, behind which the last one still stands', CANONICAL.slice(0, -20)],
    ['a negative sequence', CANONICAL.replace('"seq":2', '"seq":-2')],
  ])('leaves %s to the schemas', (_, text) => {
    expect(scanner.scan(CANONICAL, createDeltaScan())).toBe(true)
    expect(scanner.scan(text, createDeltaScan())).toBe(false)
  })
})
