import { describe, expect, it } from 'vitest'
import { messageOf, readErrorBody } from './error-body.ts'

describe('an error body', () => {
  it.each([
    [
      '{"error":{"code":"invalid_order","message":"invalid order","details":"post only cross"}}',
      { code: 'invalid_order', message: 'invalid order', details: 'post only cross' },
    ],
    ['{"code":"bad_request","message":"bad request"}', { code: 'bad_request', message: 'bad request' }],
    ['{"msg":"Parameter validation failed"}', { message: 'Parameter validation failed' }],
    ['{"error":"too many requests"}', { message: 'too many requests' }],
  ])('is read: %s', (body, words) => expect(readErrorBody(body)).toEqual(words))

  it.each(['', '<html><title>502 Bad Gateway</title></html>', '{}', '[]', '"text"', '{"error":{}}', 'null'])(
    'is nobody’s: %j',
    (body) => expect(readErrorBody(body)).toBeUndefined(),
  )

  it('is cut when it is long', () => {
    expect(readErrorBody(JSON.stringify({ error: 'x'.repeat(9_999) }))?.message?.length).toBeLessThan(210)
    expect(messageOf({ message: 'a', details: 'b' })).toBe('a: b')
    expect(messageOf({ code: 'c' })).toBeUndefined()
  })
})
