/*
 * The loss of a day over a restart: what is held when no book was seen yet counts as what it cost.
 */
import type { Proposal } from '@arbees/arb-engine'
import { createMarkets, createRiskDesk, foldMarketFact } from '@arbees/arb-engine'
import type { ContinuityToken, Market, Price, Quantity } from '@arbees/core'
import { LOT, NO_FEES, NO_MONEY, parseMoney, seconds, toMarketId, toMoney, uniformGrid } from '@arbees/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMessage } from '../messages/topics.ts'
import { appendBankroll, startBankroll } from '../platform/store/bankroll.ts'
import { migrate } from '../platform/store/migrate.ts'
import { openPgliteStore } from '../platform/store/pglite-store.ts'
import type { Store } from '../platform/store/store.ts'
import { restoreDay } from './restore-risk.ts'
import { openingRecords } from './risk-records.ts'

const NOW = seconds(1_800_000_000)
const MARKET = toMarketId('kalshi', 'GAME')
const HELD = 1_200_000_000 as Quantity
const TRADE = { name: MARKET, strategy: 'model_edge_yes', opportunityType: 'model_edge_yes' } as const
const RULES: Market = {
  id: MARKET,
  venue: 'kalshi',
  title: MARKET,
  status: 'open',
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}

let store: Store
beforeAll(async () => {
  store = await openPgliteStore(undefined)
  await migrate(store, () => undefined)
}, 60_000)
afterAll(() => store?.close())

function createWorld() {
  const [state] = createMarkets([{ market: RULES, fees: NO_FEES }]).states
  if (state === undefined) throw new Error('expected the market')
  const limits = {
    edgeMin: toMoney(1),
    quantityMax: HELD,
    notionalMax: parseMoney('2000'),
    maxAgeUs: null,
    dailyLossMax: parseMoney('500'),
  }
  const cash = new Map([['kalshi', parseMoney('2000')]])
  const desk = createRiskDesk({ market: () => state, marketsOf: () => [MARKET], limits, cash })
  return { state, desk }
}

test('a day that had lost its limit before a restart stays shut when the books come', async () => {
  const { state, desk } = createWorld()
  const entry = { piggybankChange: NO_MONEY, trade: 't', at: NOW }
  await startBankroll(store, parseMoney('2500'), NOW)
  await appendBankroll(store, { ...entry, key: 'trade 1', reason: 'trade', balanceChange: parseMoney('-500') })
  const row = readMessage('order.recorded', {
    order: 'arb1',
    venueOrder: null,
    request: 'r',
    signal: 's',
    trade: 't',
    game: 'g',
    pair: null,
    opportunityType: 'model_edge_yes',
    purpose: 'entry',
    isPaper: true,
    market: MARKET,
    venue: 'kalshi',
    outcome: 'yes',
    action: 'buy',
    limit: 5_000,
    quantity: HELD,
    filled: HELD,
    received: HELD,
    cost: parseMoney('600'),
    fee: NO_MONEY,
    status: 'filled',
    venueStatus: 'executed',
    edgeBps: 0,
    causedAt: NOW,
    sentAt: NOW,
    doneAt: NOW,
  })
  const bound = { quantity: 0 as Quantity, money: NO_MONEY }
  const terms = { ...TRADE, payout: NO_MONEY, bound, expiresAt: NOW, first: 'all' } as const
  for (const record of openingRecords(1, terms, [row], 1)) desk.record(record)
  desk.record({ type: 'trade.ended', trade: 1, ending: 'hedged', reason: 'it was held at the start', at: NOW })
  expect(await restoreDay(store, desk, NOW, true)).toBe(parseMoney('-500'))

  const continuity = 1 as ContinuityToken
  const levelAt = (price: number) => [{ price: price as Price, quantity: HELD }]
  const sides = { bids: levelAt(5_000), asks: levelAt(5_100) }
  foldMarketFact(state, { type: 'book.replaced', market: MARKET, at: NOW, ...sides, continuity })
  const proposal: Proposal = {
    ...TRADE,
    direction: 'yes',
    legs: [{ market: MARKET, outcome: 'yes', continuity }],
    payout: NO_MONEY,
    worth: toMoney(700_000),
    edge: 190_000_000_000,
    quantityMax: null,
    openedAt: NOW,
    at: NOW,
    expiresAt: NOW,
  }
  expect(desk.judge(proposal, NOW)).toMatchObject({
    refusal: { reason: 'daily-loss', found: parseMoney('500'), limit: parseMoney('500') },
  })
})
