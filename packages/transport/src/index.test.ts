import { expect, test } from 'vitest'
import * as api from './index.ts'

test('transport exports exactly these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "NO_EFFECTS",
      "bind",
      "buildQuery",
      "call",
      "commaSeparated",
      "compose",
      "composeHttp",
      "endpoint",
      "expiredError",
      "fillPath",
      "formatIssues",
      "items",
      "nameOf",
      "pages",
      "retryAfterOf",
      "statusError",
      "toOutgoing",
    ]
  `)
})
