import { expect, test } from 'vitest'
import * as api from './msw.ts'

test('venue-fakes/msw exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "fakeHandlers",
    ]
  `)
})
