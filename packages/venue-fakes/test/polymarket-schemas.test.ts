/*
 * What the fake says is what the client's own schemas accept, and no member of it is invented: each
 * is in the venue's example payloads too.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as account from '../../polymarket-client/src/schema/account.ts'
import * as book from '../../polymarket-client/src/schema/book.ts'
import * as clob from '../../polymarket-client/src/schema/clob-market.ts'
import * as data from '../../polymarket-client/src/schema/data.ts'
import * as gamma from '../../polymarket-client/src/schema/market.ts'
import { MarketMessage } from '../../polymarket-client/src/schema/market-message.ts'
import * as order from '../../polymarket-client/src/schema/order.ts'
import * as price from '../../polymarket-client/src/schema/price.ts'
import * as trade from '../../polymarket-client/src/schema/trade.ts'
import { UserMessage } from '../../polymarket-client/src/schema/user-message.ts'
import { createTradingWorld } from './polymarket-world.ts'
import { sharedOrSkip } from './shared.ts'

const examples = (() => {
  const shared = sharedOrSkip('polymarket-schemas.test.ts')
  return shared === undefined ? undefined : join(shared, 'protocols', 'polymarket-examples')
})()

type Schema = {
  readonly safeParse: (value: unknown) => { readonly success: boolean; readonly error?: { readonly message: string } }
}

/** A world in which something of everything has happened. */
async function livedIn() {
  const fees = { rateMillionths: 50_000, exponent: 1, isTakerOnly: true }
  const world = await createTradingWorld({
    market: { fees, gameId: 7, gameStartTime: '2026-11-30T00:00:00Z' },
    yes: 50,
  })
  world.quote('ask', 0.52, 100)
  world.quote('bid', 0.48, 100)
  const { key: apiKey, secret, passphrase } = world.credentials
  const user = world.listen('/ws/user')
  user.say({ auth: { apiKey, secret, passphrase }, type: 'user' })
  const market = world.listen('/ws/market')
  market.say({ assets_ids: [world.yes, world.no], type: 'market', custom_feature_enabled: true })
  const posted = world.post({ side: 'BUY', price: 0.52, size: 10, type: 'FAK' }).body
  const resting = world.post({ side: 'BUY', price: 0.4, size: 10 }).body
  const batch = world.call('POST', '/orders', [
    world.order({ side: 'BUY', price: 0.41, size: 10 }),
    world.order({ side: 'BUY', price: 0.411, size: 10 }),
  ]).body
  await world.pass(10)
  const canceled = world.call('DELETE', '/orders', [batch[0].orderID, `0x${'0'.repeat(64)}`]).body
  return { world, user, market, posted, resting, batch, canceled }
}

type World = Awaited<ReturnType<typeof livedIn>>
const ask =
  (host: 'gamma' | 'data', url: string) =>
  ({ world }: World) =>
    world.read(world.fake[host].request({ method: 'GET', url, headers: {}, body: '' })).body
const get =
  (url: string | ((world: World['world']) => string)) =>
  ({ world }: World) =>
    world.get(typeof url === 'string' ? url : url(world)).body
const call =
  (url: string) =>
  ({ world }: World) =>
    world.call('GET', url).body
const many =
  (url: string) =>
  ({ world }: World) => {
    const body = JSON.stringify([
      { token_id: world.yes, side: 'BUY' },
      { token_id: world.no, side: 'SELL' },
    ])
    return world.read(world.fake.clob.request({ method: 'POST', url, headers: {}, body })).body
  }

const CASES: readonly (readonly [string, Schema, (world: World) => unknown, string | undefined])[] = [
  ['book', book.ClobBook, get(({ yes }) => `/book?token_id=${yes}`), 'clob/book'],
  ['books', book.ClobBooks, many('/books'), 'clob/books'],
  ['price', price.TokenPrice, get(({ yes }) => `/price?token_id=${yes}&side=BUY`), 'clob/price'],
  ['prices', price.TokenPrices, many('/prices'), undefined],
  ['midpoint', price.Midpoint, get(({ yes }) => `/midpoint?token_id=${yes}`), 'clob/midpoint'],
  ['midpoints', price.PricesByToken, many('/midpoints'), undefined],
  ['spread', price.Spread, get(({ yes }) => `/spread?token_id=${yes}`), 'clob/spread'],
  ['spreads', price.PricesByToken, many('/spreads'), undefined],
  [
    'last trade price',
    price.LastTradePrice,
    get(({ yes }) => `/last-trade-price?token_id=${yes}`),
    'clob/last-trade-price',
  ],
  ['last trades prices', price.LastTradePrices, many('/last-trades-prices'), 'clob/last-trades-prices'],
  ['tick size', price.TickSize, get(({ yes }) => `/tick-size/${yes}`), 'clob/tick-size'],
  ['neg risk', price.NegRisk, get(({ yes }) => `/neg-risk?token_id=${yes}`), 'clob/neg-risk'],
  ['fee rate', price.FeeRate, get(({ yes }) => `/fee-rate?token_id=${yes}`), 'clob/fee-rate'],
  ['version', price.ClobVersion, get('/version'), 'clob/version'],
  [
    'price history',
    price.PriceHistory,
    get(({ yes }) => `/prices-history?market=${yes}&interval=1h`),
    'clob/prices-history',
  ],
  ['market', clob.ClobMarket, get(({ settings }) => `/markets/${settings.conditionId}`), 'clob/market'],
  [
    'market info',
    clob.ClobMarketInfo,
    get(({ settings }) => `/clob-markets/${settings.conditionId}`),
    'clob/clob-market',
  ],
  ['markets', clob.ClobMarketsPage, get('/markets'), 'clob/markets-page'],
  ['simplified markets', clob.SimplifiedMarketsPage, get('/simplified-markets'), 'clob/simplified-markets-page'],
  ['market by token', clob.MarketByToken, get(({ no }) => `/markets-by-token/${no}`), 'clob/market-by-token'],
  ['posted, matched', order.PostOrderAnswer, ({ posted }) => posted, 'clob/post-order.matched'],
  ['posted, live', order.PostOrderAnswer, ({ resting }) => resting, 'clob/post-order.live'],
  ['batch', order.PostOrdersAnswer, ({ batch }) => batch, 'clob/post-order.matched[]'],
  ['cancel', order.CancelAnswer, ({ canceled }) => canceled, undefined],
  ['open orders', order.OpenOrdersPage, call('/data/orders'), 'clob/open-orders-page'],
  [
    'one order',
    order.OpenOrder,
    ({ world, resting }) => world.call('GET', `/data/order/${resting.orderID}`).body,
    'clob/order',
  ],
  ['trades', trade.TradesPage, call('/data/trades'), 'clob/trades-page'],
  ['balance', account.BalanceAllowance, call('/balance-allowance?asset_type=COLLATERAL&signature_type=0'), undefined],
  ['api keys', account.ApiKeysAnswer, call('/auth/api-keys'), 'clob/api-keys'],
  ['closed only', account.ClosedOnly, call('/auth/ban-status/closed-only'), 'clob/closed-only'],
  ['notifications', account.Notifications, call('/notifications?signature_type=0'), 'clob/notifications'],
  [
    'heartbeat',
    account.Heartbeat,
    ({ world }) => world.call('POST', '/v1/heartbeats', { heartbeat_id: '' }).body,
    'clob/heartbeat',
  ],
  [
    'geoblock',
    account.Geoblock,
    ({ world }) =>
      world.read(world.fake.site.request({ method: 'GET', url: '/api/geoblock', headers: {}, body: '' })).body,
    'clob/geoblock',
  ],
  ['gamma markets', gamma.MarketsKeyset, ask('gamma', '/markets/keyset'), undefined],
  ['gamma market', gamma.GammaMarket, ask('gamma', '/markets/slug/will-it-happen'), undefined],
  ['gamma events', gamma.EventsKeyset, ask('gamma', '/events/keyset'), undefined],
  ['gamma event', gamma.GammaEvents, ask('gamma', '/events?limit=5'), undefined],
  ['gamma tags', gamma.Tags, ask('gamma', '/tags'), 'gamma/tags'],
  [
    'positions',
    data.Positions,
    (world) => ask('data', `/positions?user=${world.world.wallet}`)(world),
    'data/positions',
  ],
  ['data trades', data.DataTrades, ask('data', '/trades?takerOnly=false'), 'data/trades'],
  ['activity', data.Activity, (world) => ask('data', `/activity?user=${world.world.wallet}`)(world), 'data/activity'],
  ['value', data.PortfolioValue, (world) => ask('data', `/value?user=${world.world.wallet}`)(world), 'data/value'],
]

/** Every path of members in a value; lists by all their elements. */
function pathsOf(value: unknown, prefix = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => pathsOf(one, `${prefix}[]`)))]
  if (typeof value !== 'object' || value === null) return [prefix]
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, `${prefix}.${name}`))
}

describe('the client’s schemas', () => {
  it.each(CASES)('accept %s, and the venue has the same members', async (_name, schema, read, example) => {
    const value = read(await livedIn())
    const parsed = schema.safeParse(value)
    expect(parsed.error?.message).toBeUndefined()
    expect(Array.isArray(value) ? value.length : Object.keys(value as object).length).toBeGreaterThan(0)
    if (examples === undefined || example === undefined) return
    const isElement = example.endsWith('[]')
    const path = join(examples, `${example.replace('[]', '')}.json`)
    expect(existsSync(path)).toBe(true)
    const known = JSON.parse(readFileSync(path, 'utf8'))
    const paths = pathsOf(isElement ? [known] : known)
    const isKnown = (found: string) =>
      paths.some(
        (one) =>
          one === found ||
          one.startsWith(`${found}.`) ||
          one.startsWith(`${found}[`) ||
          found.startsWith(`${one}.`) ||
          found.startsWith(`${one}[`),
      )
    expect(pathsOf(value).filter((one) => !isKnown(one))).toEqual([])
  })

  it('accept every frame of both streams', async () => {
    const { world, market, user } = await livedIn()
    world.fake.setTick(world.settings.conditionId, 10)
    world.fake.list({ ...world.settings, conditionId: `0x${'ab'.repeat(32)}`, tokenIds: ['1', '2'], slug: 'another' })
    world.fake.resolve(world.settings.conditionId, 1)
    const problems = (schema: Schema, seen: readonly unknown[]) =>
      seen.flat().flatMap((one) => {
        const parsed = schema.safeParse(one)
        return parsed.success ? [] : [[one, parsed.error?.message]]
      })
    expect(problems(MarketMessage, market.seen)).toEqual([])
    expect(problems(UserMessage, user.seen)).toEqual([])
    const kinds = (seen: readonly unknown[]) =>
      new Set(seen.flat().map((one) => (one as { event_type: string }).event_type))
    expect([...kinds(market.seen)].sort()).toEqual([
      'best_bid_ask',
      'book',
      'last_trade_price',
      'market_resolved',
      'new_market',
      'price_change',
      'tick_size_change',
    ])
    expect([...kinds(user.seen)].sort()).toEqual(['order', 'trade'])
  })
})

describe('Gamma and the data API', () => {
  it('page by keys, filter by slug, token and tag, and refuse an offset', async () => {
    const world = await livedIn()
    for (let index = 1; index <= 4; index++) {
      const conditionId = `0x${String(index).repeat(64)}` as const
      world.world.fake.list({
        ...world.world.settings,
        conditionId,
        tokenIds: [`${index}1`, `${index}2`],
        slug: `m${index}`,
        event: { slug: `m${index}`, title: `M ${index}` },
        tags: ['Crypto'],
      })
    }
    const slugs = (page: { markets: readonly { slug: string }[] }) => page.markets.map(({ slug }) => slug)
    const first = ask('gamma', '/markets/keyset?limit=3')(world)
    expect(slugs(first)).toEqual(['will-it-happen', 'm1', 'm2'])
    const second = ask('gamma', `/markets/keyset?limit=3&after_cursor=${encodeURIComponent(first.next_cursor)}`)(world)
    expect(slugs(second)).toEqual(['m3', 'm4'])
    expect(second.next_cursor).toBeUndefined()
    expect(slugs(ask('gamma', '/markets/keyset?clob_token_ids=31')(world))).toEqual(['m3'])
    expect(slugs(ask('gamma', '/markets/keyset?slug=m2&slug=m4')(world))).toEqual(['m2', 'm4'])
    const [tag] = ask('gamma', '/events?slug=m1')(world)[0].tags
    expect(slugs(ask('gamma', `/markets/keyset?tag_id=${tag.id}`)(world))).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(ask('gamma', '/markets/keyset?offset=3')(world)).toMatchObject({ type: 'validation error' })
    world.world.fake.resolve(`0x${'2'.repeat(64)}`, 0)
    expect(slugs(ask('gamma', '/markets/keyset')(world))).not.toContain('m2')
    expect(slugs(ask('gamma', '/markets/keyset?closed=true')(world))).toEqual(['m2'])
    expect(ask('gamma', '/public-search?q=m%203')(world).events).toHaveLength(1)
  })

  it('say what a wallet holds once it is mined', async () => {
    const world = await livedIn()
    const [position] = ask('data', `/positions?user=${world.world.wallet}`)(world)
    expect(position).toMatchObject({
      asset: world.world.yes,
      size: 60,
      avgPrice: 0.52,
      outcome: 'Yes',
      redeemable: false,
    })
    expect(ask('data', '/positions')(world)).toEqual({ error: "required query param 'user' not provided" })
  })
})
