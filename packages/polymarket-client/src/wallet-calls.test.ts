import type { Money, Quantity } from '@arbees/core'
import { toMarketId, toQuantity } from '@arbees/core'
import { encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { PRODUCTION } from './environment.ts'
import { gridOfTick } from './tick.ts'
import type { PolymarketMarket } from './to-core.ts'
import { approveMoneyCall, approveTokensCall, mergeCall, redeemCall, splitCall } from './wallet-calls.ts'

const YES = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'
const CONDITION = '0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1'
const PARENT = `0x${'0'.repeat(64)}` as const
const { contracts } = PRODUCTION

const market = (change: Partial<PolymarketMarket> = {}): PolymarketMarket => ({
  market: {
    id: toMarketId('polymarket', YES),
    venue: 'polymarket',
    title: '',
    status: 'open',
    grid: gridOfTick(100),
    lot: 10_000 as Quantity,
    quantityMin: 5_000_000 as Quantity,
    notionalMin: 1_000_000 as Money,
    closesAt: null,
  },
  slug: 'rain',
  conditionId: CONDITION,
  tokens: [YES, NO],
  outcomes: ['Yes', 'No'],
  protocol: 'v1',
  orderVersion: 2,
  isNegRisk: false,
  rules: { tick: 100, quantityMin: 5_000_000 as Quantity, notionalMin: 1_000_000 as Money },
  feeTerms: undefined,
  delayMicros: 0 as PolymarketMarket['delayMicros'],
  ...change,
})

const abi = parseAbi([
  'function splitPosition(address collateral, bytes32 parent, bytes32 condition, uint256[] partition, uint256 amount)',
  'function mergePositions(address collateral, bytes32 parent, bytes32 condition, uint256[] partition, uint256 amount)',
  'function redeemPositions(address collateral, bytes32 parent, bytes32 condition, uint256[] indexSets)',
  'function approve(address spender, uint256 amount)',
  'function setApprovalForAll(address operator, bool approved)',
])
const quantity = toQuantity(12_340_000)

describe('calls of a wallet are what viem encodes from the contract’s own words', () => {
  const { collateral, collateralAdapter, negRiskCollateralAdapter, exchange, conditionalTokens } = contracts
  const ends = [collateral, PARENT, CONDITION, [1n, 2n]] as const

  test.each([
    [false, collateralAdapter],
    [true, negRiskCollateralAdapter],
  ])('neg risk %s: split, merge and redeem go to its own adapter', (isNegRisk, to) => {
    const one = market({ isNegRisk })
    expect(splitCall(PRODUCTION, one, quantity)).toMatchObject({
      to,
      data: encodeFunctionData({ abi, functionName: 'splitPosition', args: [...ends, 12_340_000n] }),
      value: 0n,
    })
    expect(mergeCall(PRODUCTION, one, quantity)).toMatchObject({
      to,
      data: encodeFunctionData({ abi, functionName: 'mergePositions', args: [...ends, 12_340_000n] }),
      value: 0n,
    })
    expect(redeemCall(PRODUCTION, one)).toMatchObject({
      to,
      data: encodeFunctionData({ abi, functionName: 'redeemPositions', args: ends }),
      value: 0n,
    })
  })

  test('approvals of money and of tokens', () => {
    expect(approveMoneyCall(PRODUCTION, exchange)).toMatchObject({
      to: collateral,
      data: encodeFunctionData({ abi, functionName: 'approve', args: [exchange, 2n ** 256n - 1n] }),
      value: 0n,
    })
    expect(approveTokensCall(PRODUCTION, exchange)).toMatchObject({
      to: conditionalTokens,
      data: encodeFunctionData({ abi, functionName: 'setApprovalForAll', args: [exchange, true] }),
      value: 0n,
    })
  })

  test('a market of another protocol, and nothing, are refused', () => {
    const other = market({ protocol: 'v2', orderVersion: 3 })
    expect(() => redeemCall(PRODUCTION, other)).toThrow('expected a market of protocol v1, found v2')
    expect(() => splitCall(PRODUCTION, market(), toQuantity(0))).toThrow('is positive, found 0')
  })
})
