import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedOrSkip } from './shared.ts'
import { runVectors } from './vectors.ts'

const shared = sharedOrSkip('vectors.test.ts')
const path = shared === undefined ? '' : join(shared, 'protocols', 'polymarket-vectors.json')
const file = shared === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)

/** A figure of each kind of vector, and what it is changed into. */
const CHANGED: readonly (readonly [path: string, value: unknown])[] = [
  ['constants.orderTypes.v2.typeHash', '0x00'],
  ['constants.contracts.137.exchangeV2', '0x00'],
  ['constants.domainSeparators.137/exchangeV3.separator', '0x00'],
  ['walletDerivation.cases.1.safe', '0x00'],
  ['l1Auth.0.typedDataHash', '0x00'],
  ['l2Auth.vectors.3.signature', 'x'],
  ['builderHmac.headers.POLY_BUILDER_SIGNATURE', 'x'],
  ['signedOrders.0.orderId', '0x00'],
  ['signedOrders.3.signature', '0x00'],
  ['rounding.ticks.0.001.limit.5.3', '1'],
  ['rounding.ticks.0.0001.market.5.4', '1'],
  ['roundingTsSdk.ticks.0.01.protectedMarket.1.4', '1'],
  ['roundPrimitives.0.result', 0.55],
  ['priceValid.0.valid', false],
  ['marketPriceHelper.cases.0.price', 0.6],
  ['feeAdjust.cases.1.adjustedAmount', 97.4],
  ['orderbookHash.0.sha1', 'x'],
  ['httpRequests.cases.27.requests.0.path', '/balances'],
  ['httpRequests.cases.11.requests.0.headers.POLY_SIGNATURE', 'x'],
  ['wsFrames.cases.0.frames.0.frame', '{"assets_ids":[]}'],
  ['polymarketUs.captures.3.request.headers.X-PM-Signature', 'x'],
]

/** The file with one value changed; a key may itself hold dots, so the longest that fits is taken. */
function changed(at: string, value: unknown): unknown {
  const copy = structuredClone(file) as Record<string, unknown>
  let parent = copy
  let rest = at
  for (;;) {
    const key = Object.keys(parent)
      .filter((one) => rest === one || rest.startsWith(`${one}.`))
      .sort((a, b) => b.length - a.length)[0]
    if (key === undefined) throw new Error(`expected ${rest} in the file, found nothing`)
    if (rest === key) {
      parent[key] = value
      return copy
    }
    rest = rest.slice(key.length + 1)
    parent = parent[key] as Record<string, unknown>
  }
}

describe.skipIf(shared === undefined)('the golden vectors', () => {
  test('all pass, and the differences are those the file itself warns of', async () => {
    const outcomes = await runVectors(file)
    expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([])
    expect(outcomes.length).toBeGreaterThan(3_000)
    const reasons = outcomes.map(({ difference }) => difference).filter((one) => one !== undefined)
    expect(reasons.length).toBeGreaterThan(100)
  })

  test.each(CHANGED)('%s changed is a failure', async (at, value) => {
    const section = at.split('.')[0] as string
    const whole = changed(at, value) as Record<string, unknown>
    const outcomes = await runVectors({ account: whole['account'], [section]: whole[section] })
    expect(outcomes.some(({ failure }) => failure !== undefined)).toBe(true)
  })

  test('a kind that is not known is a failure', async () => {
    expect(await runVectors({ fireworks: [] })).toMatchObject([{ name: 'fireworks', failure: expect.any(String) }])
  })
})
