/*
 * Whatever is traded, nothing appears and nothing vanishes: money, tokens, and the books' word.
 */
import type { Rng } from '@arbees/core'
import { createRng, nextChance, nextInteger, nextOf, toPrice, toQuantity } from '@arbees/core'
import type { MatchQueue, TraderAction } from '@arbees/testkit'
import { createOtherTraders, nextActions } from '@arbees/testkit'
import { expect, it } from 'vitest'
import { UNLIMITED_TIER } from '../src/index.ts'
import { gridOf } from '../src/polymarket/fake-market.ts'
import { totalCash, totalTokens } from '../src/polymarket/ledger.ts'
import { createTradingWorld } from './polymarket-world.ts'

const STEPS = 100_000
const CHECKED_EVERY = 250

type World = Awaited<ReturnType<typeof createTradingWorld>>
type Level = { readonly price: string; readonly size: string }
type Message = {
  readonly event_type: string
  readonly asset_id?: string
  readonly bids?: readonly Level[]
  readonly asks?: readonly Level[]
  readonly price_changes?: readonly (Level & { readonly asset_id: string; readonly side: 'BUY' | 'SELL' })[]
}

/** Keeps a token's book from the stream alone. Nothing is numbered there: a message too few shows in the book. */
function keepBook({ fake }: World, tokenId: string) {
  const levels = new Map<string, string>()
  let heard = 0
  const set = (side: string, { price, size }: Level) => {
    if (size === '0') levels.delete(`${side}${price}`)
    else levels.set(`${side}${price}`, size)
  }
  const apply = (message: Message) => {
    heard += 1
    if (message.event_type === 'book' && message.asset_id === tokenId) {
      levels.clear()
      for (const level of message.bids ?? []) set('BUY', level)
      for (const level of message.asks ?? []) set('SELL', level)
    }
    for (const change of message.price_changes ?? []) if (change.asset_id === tokenId) set(change.side, change)
  }
  const nothing = () => undefined
  const send = (text: string) => {
    const found = JSON.parse(text) as Message | readonly Message[]
    for (const message of [found].flat() as Message[]) apply(message)
  }
  const handshake = fake.clob.openSocket('/ws/market', {}, { send, ping: nothing, close: nothing, cut: nothing })
  if (handshake.type !== 'opened') throw new Error('expected an open socket')
  handshake.socket.frame(JSON.stringify({ assets_ids: [tokenId], type: 'market' }))
  return { levels, heard: () => heard }
}

/** The book itself, as the stream would print it. */
function printed({ fake, settings }: World): ReadonlyMap<string, string> {
  const { bids, asks } = fake.market(settings.conditionId).book
  const side = (name: string, queue: MatchQueue) =>
    queue.levels.map(({ price, total }): [string, string] => [`${name}${price / 10_000}`, String(total / 1_000_000)])
  return new Map([...side('BUY', bids), ...side('SELL', asks)])
}

/** Returns what does one random thing: mostly other traders, often the client, now and then the chain or the clock. */
function createSteps(world: World, rng: Rng) {
  const { fake, settings, yes, no } = world
  const { conditionId } = settings
  const market = fake.market(conditionId)
  const traders = createOtherTraders({ name: 'crowd', grid: gridOf(market), fair: toPrice(5000), takeChance: 0.5 })
  const due: TraderAction[] = []
  const statuses = new Map<number, number>()
  const post = () => {
    const { status } = world.post({
      side: nextOf(rng, ['BUY', 'SELL'] as const),
      token: nextOf(rng, [yes, no]),
      price: nextInteger(rng, 20, 80) / 100,
      size: nextInteger(rng, 5, 60),
      type: nextOf(rng, ['FAK', 'GTC', 'GTC', 'FOK'] as const),
    })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const step = async () => {
    const dice = nextInteger(rng, 0, 99)
    if (dice < 80) {
      if (due.length === 0) due.push(...nextActions(traders, market.book, rng))
      fake.act(conditionId, due.shift() as TraderAction)
    } else if (dice < 95) post()
    else if (dice < 98) {
      const orderID = world.call('GET', '/data/orders').body.data[0]?.id
      if (orderID !== undefined) world.call('DELETE', '/order', { orderID })
    } else if (dice === 98) {
      if (nextChance(rng, 0.2)) world.call('DELETE', '/cancel-all')
      else fake.split(conditionId, world.wallet, toQuantity(nextInteger(rng, 1, 20) * 1_000_000))
    } else await world.pass(1)
  }
  return { step, statuses }
}

it('is neither made nor lost in 10⁵ random steps with failing trades, and no book crosses or is told wrongly', async () => {
  const fees = { rateMillionths: 70_000, exponent: 1, isTakerOnly: true }
  const world = await createTradingWorld({ market: { fees }, cash: 100_000, tier: UNLIMITED_TIER })
  const { fake, yes, no, settings } = world
  const market = fake.market(settings.conditionId)
  const ledger = fake.ledger()
  const { step, statuses } = createSteps(world, createRng(7))
  const kept = keepBook(world, yes)
  fake.faults.inject({ fault: 'fill.ghost', times: 200, skip: 30 })

  const check = () => {
    expect(totalCash(ledger)).toBe(ledger.deposited)
    expect(totalTokens(ledger, yes)).toBe(ledger.backing)
    expect(totalTokens(ledger, no)).toBe(ledger.backing)
    expect(kept.levels).toEqual(printed(world))
  }
  for (let index = 0; index < STEPS; index++) {
    await step()
    const [bid, ask] = [market.book.bids.levels.at(-1)?.price ?? 0, market.book.asks.levels.at(-1)?.price ?? 10_000]
    if (bid >= ask) throw new Error(`step ${index}: the book is crossed at ${bid} and ${ask}`)
    if (index % CHECKED_EVERY === 0) check()
  }
  await world.pass(60)
  check()
  for (const wallet of ledger.wallets.values()) {
    expect(wallet.lockedCash).toBe(0)
    expect(wallet.cash).toBeGreaterThanOrEqual(0)
  }
  expect([...new Set(fake.trades().map((trade) => trade.stage))].sort()).toEqual(['CONFIRMED', 'FAILED'])
  expect(statuses.get(200)).toBeGreaterThan(5_000)
  expect(market.book.trades).toBeGreaterThan(5_000)
  expect(kept.heard()).toBeGreaterThan(50_000)

  fake.resolve(settings.conditionId, 0)
  for (const wallet of ledger.wallets.values()) fake.redeem(settings.conditionId, wallet.address)
  expect(totalCash(ledger)).toBe(ledger.deposited)
  expect(ledger.backing).toBe(0)
}, 120_000)
