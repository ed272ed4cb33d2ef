import { expect, test } from 'vitest'
import { excerpt, excerptText, malformed } from './malformed.ts'

test('an error of a recording says where, what was found and what was expected', () => {
  const cause = new Error('why')
  const error = malformed('day.jsonl', 7, excerpt({ price: 0.5 }), 'a price as text', cause)
  expect(error.code).toBe('recording.malformed')
  expect(error.message).toBe(
    'The recording cannot be read.\nfile: day.jsonl\nline: 7\nfound: {"price":0.5}\nexpected: a price as text',
  )
  expect(error.cause).toBe(cause)
  expect('cause' in malformed('day.jsonl', 7, '', '')).toBe(false)
})

test('what was found is cut short, and undefined has a name', () => {
  expect(excerpt('x'.repeat(500))).toBe(`"${'x'.repeat(119)}…`)
  expect(excerptText('x'.repeat(500))).toBe(`${'x'.repeat(120)}…`)
  expect(excerpt('short')).toBe('"short"')
  expect(excerpt(undefined)).toBe('undefined')
})
