import { describe, expect, test } from 'vitest'
import { isPositionId } from './protocol.ts'
import { ClobMarketInfo } from './schema/clob-market.ts'
import { GammaMarket } from './schema/market.ts'
import { feeTermsOfClob, toMarket } from './to-core.ts'

const YES = '104239898038807136052399800151408521467737075933964991162589336683346093173875'
const NO = '71183960810705820955071415844881728181970340514894896943812046065452395013351'
const POSITIONS = [
  '452312848583266388373324160190187140051835877600158453279131187530910662656',
  '452312848583266388373324160190187140051835877600158453279131187530910662657',
]

const wire = (change: object = {}) => ({
  id: '1557558',
  slug: 'btc-updown',
  question: 'Bitcoin Up or Down',
  conditionId: '0x78443f961b9a65869dcb39359de9960165c7e5cbad0904eac7f29cd77872a63b',
  outcomes: '["Up", "Down"]',
  clobTokenIds: JSON.stringify([YES, NO]),
  active: true,
  closed: false,
  acceptingOrders: true,
  negRisk: false,
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
  feesEnabled: true,
  feeSchedule: { rate: 0.07, exponent: 1, takerOnly: true, rebateRate: 0.2 },
  endDate: '2026-03-12T09:25:00Z',
  secondsDelay: 3,
  ...change,
})
const market = (change: object = {}) => toMarket(GammaMarket.parse(wire(change)))
const clob = (change: object = {}) =>
  ClobMarketInfo.parse({
    t: [
      { t: YES, o: 'Up' },
      { t: NO, o: 'Down' },
    ],
    mos: 5,
    mts: 0.001,
    fd: { r: 0.07, e: 1, to: true },
    ...change,
  })

describe('a market', () => {
  test('is core’s market with the first outcome as YES', () => {
    expect(market()).toMatchObject({
      market: {
        id: `polymarket:${YES}`,
        status: 'open',
        grid: { ranges: [{ step: 100 }] },
        lot: 10_000,
        quantityMin: 5_000_000,
        notionalMin: 1_000_000,
        closesAt: Date.UTC(2026, 2, 12, 9, 25) * 1000,
      },
      outcomes: ['Up', 'Down'],
      orderVersion: 2,
      feeTerms: { rateMillionths: 70_000, exponent: 1, isTakerOnly: true },
      delayMicros: 3_000_000,
    })
  })

  test('takes tick, minimum and fees from the matching engine where it was asked', () => {
    const found = toMarket(GammaMarket.parse(wire()), clob({ mos: 10 }))
    expect(found.rules).toMatchObject({ tick: 10, quantityMin: 10_000_000 })
  })

  test('of protocol v2 is ordered by position id, on the third exchange', () => {
    const found = market({ version: 'v2', positionIds: POSITIONS, clobTokenIds: '[]' })
    expect(found).toMatchObject({ protocol: 'v2', orderVersion: 3, tokens: POSITIONS })
    expect(POSITIONS.map(isPositionId)).toEqual([true, true])
  })

  test('of protocol v1 that also names positions is ordered by token', () => {
    expect(market({ version: 'v1', positionIds: POSITIONS }).tokens).toEqual([YES, NO])
  })

  test.each([
    [{ version: 'v3' }, 'found v3'],
    [{ version: 'v2', positionIds: [YES, NO] }, 'of the other form'],
    [{ version: 'v1', clobTokenIds: JSON.stringify(POSITIONS) }, 'of the other form'],
    [{ clobTokenIds: JSON.stringify([YES]) }, 'two tokens, found 1'],
    [{ outcomes: '["A","B","C"]' }, 'two outcomes, found 3'],
    [{ negRiskOther: true }, 'whose meaning changes'],
    [{ orderPriceMinTickSize: undefined }, 'price step'],
    [{ orderMinSize: null }, 'minimum quantity'],
  ])('with %o is refused', (change, sentence) => {
    expect(() => market(change)).toThrow(sentence)
  })

  test('on which Gamma and the CLOB contradict each other is refused', () => {
    const gamma = GammaMarket.parse(wire())
    expect(() =>
      toMarket(
        gamma,
        clob({
          t: [
            { t: NO, o: 'Down' },
            { t: YES, o: 'Up' },
          ],
        }),
      ),
    ).toThrow('same two tokens')
    expect(() => toMarket(gamma, clob({ nr: true }))).toThrow('neg risk')
  })

  test.each([
    [{ closed: true }, 'closed'],
    [{ closed: true, umaResolutionStatus: 'resolved' }, 'settled'],
    [{ acceptingOrders: false }, 'paused'],
    [{ enableOrderBook: false }, 'paused'],
    [{ active: false }, 'upcoming'],
    [{ active: undefined }, 'unknown'],
    [{ acceptingOrders: null }, 'unknown'],
    [{ archived: true }, 'closed'],
  ])('with %o is %s', (change, status) => {
    expect(market(change).market.status).toBe(status)
  })
})

describe('fee terms', () => {
  test.each([
    [{ feesEnabled: false }, { rateMillionths: 0 }],
    [{ feesEnabled: true, feeSchedule: null }, undefined],
    [{ feesEnabled: undefined, feeSchedule: undefined }, undefined],
  ])('of Gamma with %o are %o', (change, expected) => {
    const { feeTerms } = market(change)
    if (expected === undefined) expect(feeTerms).toBeUndefined()
    else expect(feeTerms).toMatchObject(expected)
  })

  test.each([
    [{ fd: undefined }, { rateMillionths: 0 }],
    [{ fd: undefined, tbf: 1000 }, undefined],
    [{ fd: { r: 0.05, e: 1 } }, { rateMillionths: 50_000, isTakerOnly: false }],
  ])('of the matching engine with %o are %o', (change, expected) => {
    const terms = feeTermsOfClob(clob(change))
    if (expected === undefined) expect(terms).toBeUndefined()
    else expect(terms).toMatchObject(expected)
  })
})
