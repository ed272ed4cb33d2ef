import { expect, test } from 'vitest'
import * as api from './index.ts'

test('venue-fakes exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "FAULTS",
      "STANDARD_TIER",
      "UNLIMITED_TIER",
      "createFaultPlan",
      "createGameDay",
      "createSignatureChecks",
      "fakeConnect",
      "fakeEspn",
      "fakeHttp",
      "fakeKalshi",
      "fakePolymarket",
      "generateGame",
      "htmlReply",
      "isFaultName",
      "jsonReply",
      "readRecordedGame",
      "routesOfDay",
      "serveGameDay",
      "serveVenue",
      "serverOf",
      "startVenues",
      "totalOfKalshi",
    ]
  `)
})
