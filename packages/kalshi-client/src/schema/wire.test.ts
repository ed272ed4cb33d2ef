import { describe, expect, it } from 'vitest'
import { maybe, price, text } from './scalars.ts'
import { maybeWord, nameFromWire, surprisesIn, wire, word } from './wire.ts'

describe('a wire object', () => {
  it.each([
    ['yes_bid_dollars', 'yesBid'],
    ['volume_24h_fp', 'volume24h'],
    ['yes_dollars_fp', 'yes'],
    ['amount_cents', 'amount'],
    ['created_ts_ms', 'createdTs'],
    ['ts_ms', 'ts'],
    ['ticker', 'ticker'],
  ])('%s becomes %s', (from, to) => expect(nameFromWire(from)).toBe(to))

  it('keeps unknown words and remembers them, however deep', () => {
    const inner = wire({ kind: word('kind', ['a', 'b']), other: maybeWord('other', ['c']) })
    const outer = wire({ yes_bid_dollars: price, list: inner.array(), note: maybe(text) })
    const found = outer.parse({ yes_bid_dollars: '0.5600', list: [{ kind: 'a' }, { kind: 'z', other: 'y' }], extra: 1 })
    expect(found).toEqual({ yesBid: 5600, list: [{ kind: 'a' }, { kind: 'z', other: 'y' }] })
    expect(surprisesIn(found)).toEqual([
      { where: 'kind', found: 'z' },
      { where: 'other', found: 'y' },
    ])
    expect(JSON.stringify(found)).not.toContain('where')
  })

  it('cannot have two fields that become one', () => {
    expect(() => wire({ balance: text, balance_dollars: text })).toThrow(/two fields/)
  })
})
