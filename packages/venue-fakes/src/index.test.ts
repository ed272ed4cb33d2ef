import { expect, test } from 'vitest'
import * as api from './index.ts'

test('venue-fakes exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FAULTS",
      "STANDARD_TIER",
      "createFaultPlan",
      "fakeConnect",
      "fakeHttp",
      "fakeKalshi",
      "fakePolymarket",
      "htmlReply",
      "isFaultName",
      "jsonReply",
      "serveVenue",
      "totalOfKalshi",
    ]
  `)
})
