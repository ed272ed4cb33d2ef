import { afterEach, expect, test } from 'vitest'
import { PRODUCTION } from '../src/environment.ts'
import type { Handler } from './local-venue.ts'
import { CONDITION, startVenue, YES } from './local-venue.ts'

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

async function start(handler: Handler) {
  const { client, close: end } = await startVenue(handler)
  close = end
  return client
}

test('approvals that are missing are named, each with the call that gives it', async () => {
  const { exchange, collateral, conditionalTokens } = PRODUCTION.contracts
  let allowances: Record<string, string> = {}
  const client = await start(({ path }) =>
    path === '/balance-allowance' ? { body: { balance: '5000000', allowances } } : undefined,
  )
  const found = await client.markets.find({ conditionId: CONDITION })
  const missing = await client.wallet.missingApprovals(found)
  expect(missing.map(({ asset, spender, call }) => [asset, spender, call.to])).toEqual([
    ['pUSD', exchange, collateral],
    ['conditional tokens', exchange, conditionalTokens],
  ])
  expect(missing[0]?.sentence).toContain(`approve pUSD for the exchange ${exchange}`)
  // Less pUSD than there is in the wallet is not enough; addresses come in any case.
  allowances = { [exchange.toLowerCase()]: '4999999' }
  expect((await client.wallet.missingApprovals(found)).map(({ asset }) => asset)).toEqual(['pUSD'])
  allowances = { [exchange.toLowerCase()]: '5000000' }
  expect(await client.wallet.missingApprovals(found)).toEqual([])
})

test('what orders and matched trades take is apart from what is free, and so is what can be redeemed', async () => {
  const order = {
    id: '0x1',
    status: 'LIVE',
    owner: 'me',
    maker_address: '0x2',
    market: CONDITION,
    asset_id: YES,
    side: 'BUY',
    original_size: '10',
    size_matched: '4',
    price: '0.5',
  }
  const trade = (status: string) => ({
    id: status,
    taker_order_id: '0x3',
    market: CONDITION,
    asset_id: YES,
    side: 'BUY',
    size: '2',
    price: '0.25',
    status,
    match_time: '1795305601',
    owner: 'me',
    trader_side: 'TAKER',
    maker_orders: [],
  })
  const position = {
    proxyWallet: '0x4',
    asset: YES,
    conditionId: CONDITION,
    size: 7,
    avgPrice: 0.5,
    currentValue: 7,
    curPrice: 1,
    outcomeIndex: 0,
    redeemable: true,
  }
  const client = await start(({ path }) => {
    if (path === '/balance-allowance') return { body: { balance: '20000000', allowances: {} } }
    if (path === '/data/orders') return { body: { data: [order], next_cursor: 'LTE=' } }
    if (path === '/data/trades')
      return { body: { data: ['MATCHED', 'CONFIRMED', 'FAILED'].map(trade), next_cursor: 'LTE=' } }
    if (path === '/positions') return { body: [position] }
    return undefined
  })
  expect(await client.wallet.balances()).toEqual({
    wallet: 20_000_000,
    reserved: 3_000_000,
    matchedLock: 500_000,
    free: 16_500_000,
    unredeemed: 7_000_000,
  })
})
