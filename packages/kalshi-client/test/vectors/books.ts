import type { Book, Fact, Level, Micros, Price, Quantity } from '@arbees/core'
import {
  bestAsk,
  bestBid,
  complement,
  createContinuitySource,
  DISCONTINUOUS,
  formatPrice,
  formatQuantity,
  parsePrice,
  parseQuantity,
  replaceBook,
  toMarketId,
  walk,
} from '@arbees/core'
import type { SessionEffect } from '@arbees/transport'
import { orderBookAnswer } from '../../src/schema/book.ts'
import type { StreamMessage } from '../../src/stream/stream-message.ts'
import { createStreamSession } from '../../src/stream/stream-session.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally, fieldsOf, listOf, textOf } from './tally.ts'

const AT = 1_795_359_600_000_000 as Micros
const pairs = (levels: readonly Level[]) =>
  levels.map(({ price, quantity }) => [formatPrice(price), formatQuantity(quantity)])
const turned = (levels: readonly Level[]) =>
  levels.map(({ price, quantity }) => ({ price: complement(price), quantity }))
const priceText = (price: Price | undefined) => (price === undefined ? null : formatPrice(price))

function quotesOf(book: Pick<Book, 'bids' | 'asks'>) {
  const [bid, ask] = [book.bids[0]?.price, book.asks[0]?.price]
  return {
    best_yes_bid: priceText(bid),
    best_yes_ask: priceText(ask),
    best_no_bid: priceText(ask === undefined ? undefined : complement(ask)),
    best_no_ask: priceText(bid === undefined ? undefined : complement(bid)),
  }
}

/** A message as it comes when YES prices were asked for, which this client always does. */
function inYesPrices(message: Fields, isYesPrice: boolean): Fields {
  const msg = message['msg'] as Fields | undefined
  if (isYesPrice || msg === undefined) return message
  const turn = (price: unknown) => formatPrice(complement(parsePrice(textOf(price, 'price'))))
  if (message['type'] === 'orderbook_snapshot' && msg['no_dollars_fp'] !== undefined) {
    const levels = (msg['no_dollars_fp'] as readonly (readonly [string, string])[]).map(([price, count]) => [
      turn(price),
      count,
    ])
    return { ...message, msg: { ...msg, no_dollars_fp: levels } }
  }
  if (message['type'] === 'orderbook_delta' && msg['side'] === 'no') {
    return { ...message, msg: { ...msg, price_dollars: turn(msg['price_dollars']) } }
  }
  return message
}

function* compareStream(vector: Fields) {
  const messages = listOf(vector['messages'], 'messages')
  const isYesPrice = fieldsOf(vector['subscribe_params'], 'subscribe_params')['use_yes_price'] === true
  const session = createStreamSession(createContinuitySource())
  const tickers = [
    ...new Set(messages.map((one) => (one['msg'] as Fields)['market_ticker']).filter((one) => one !== undefined)),
  ]
  const feed = (text: string) => session.step(session.state, { type: 'frame', text, at: AT })
  session.step(session.state, {
    type: 'command',
    command: { type: 'subscribe', channel: 'orderbook_delta', tickers: tickers as string[] },
    at: AT,
  })
  session.step(session.state, { type: 'opened', at: AT })
  const sid = messages[0]?.['sid'] as number
  feed(JSON.stringify({ type: 'subscribed', id: 1, msg: { channel: 'orderbook_delta', sid } }))
  const events: unknown[] = []
  const asked: unknown[] = []
  for (const [index, message] of messages.entries()) {
    const before = session.state.bySid.get(sid)?.sequence ?? -1
    const effects: readonly SessionEffect<StreamMessage>[] = feed(JSON.stringify(inYesPrices(message, isYesPrice)))
    const facts = effects.flatMap((effect) => (effect.type === 'emit' ? effect.messages : [])) as readonly Fact[]
    const reasons = facts.flatMap((fact) => (fact.type === 'book.stale' ? [fact.reason] : []))
    if (reasons.includes('gap')) {
      events.push({ message_index: index, event: 'gap', expected_seq: before + 1, got_seq: message['seq'] })
    }
    if (reasons.includes('negative')) events.push({ message_index: index, event: 'negative_level' })
    for (const effect of effects) if (effect.type === 'send') asked.push(JSON.parse(effect.text))
  }
  const expected = fieldsOf(vector['expected'], 'expected')
  yield ['events', events, expected['events']] as const
  const found: Record<string, unknown> = {}
  for (const kept of session.state.keeper.books.values()) {
    const { ladder } = kept
    if (ladder.continuity === DISCONTINUOUS) {
      found[kept.ticker] = { stale: true }
      continue
    }
    const levels = (side: typeof ladder.bids): Level[] =>
      Array.from({ length: side.length }, (_one, index) => ({
        price: side.prices[index] as Price,
        quantity: side.quantities[index] as Quantity,
      }))
    // A ladder's sides end with the best: ascending bids, and asks whose NO prices ascend too.
    const [bids, asks] = [levels(ladder.bids), levels(ladder.asks)]
    found[kept.ticker] = {
      yes_bids_ascending: pairs(bids),
      no_bids_ascending_no_leg_prices: pairs(turned(asks)),
      ...quotesOf({ bids: bids.toReversed(), asks: asks.toReversed() }),
    }
  }
  yield ['books', found, expected['books']] as const
  const sequences = Object.fromEntries([...session.state.bySid].map(([one, { sequence }]) => [String(one), sequence]))
  yield ['last_seq', sequences, expected['last_seq']] as const
  const action = vector['client_action_on_gap'] as Fields | undefined
  if (action !== undefined) {
    const requests = asked.map((one) => [(one as Fields)['cmd'], (one as Fields)['params']])
    yield ['client_action_on_gap', requests, [[action['cmd'], action['params']]]] as const
  }
}

function bookOf(response: unknown): Book {
  const { bids, asks } = orderBookAnswer.parse(response)
  return replaceBook(toMarketId('kalshi', 'VECTOR'), bids, asks, AT, DISCONTINUOUS)
}

function* compareRest(vector: Fields) {
  const book = bookOf(vector['response'])
  const [bid, ask] = [bestBid(book), bestAsk(book)]
  const spread = bid === undefined || ask === undefined ? null : formatPrice((ask.price - bid.price) as Price)
  yield ['quotes', { ...quotesOf(book), spread }, vector['expected']] as const
}

function* compareSweep(vector: Fields) {
  const book = bookOf(vector['book'])
  const order = fieldsOf(vector['order'], 'order')
  const expected = fieldsOf(vector['expected'], 'expected')
  const limit = parsePrice(textOf(order['price'], 'price'))
  const count = parseQuantity(textOf(order['count'], 'count'))
  const isBid = order['side'] === 'bid'
  const fills = walk(isBid ? book.asks : book.bids, count, (price) => (isBid ? price <= limit : price >= limit))
  const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0)
  yield ['time_in_force', order['time_in_force'], 'immediate_or_cancel'] as const
  yield [
    'fills',
    fills.map(({ price, quantity }) => ({ yes_price: formatPrice(price), count: formatQuantity(quantity) })),
    expected['fills'],
  ] as const
  yield ['fill_count', formatQuantity(filled as Quantity), expected['fill_count']] as const
  yield ['remaining_count', '0.00', expected['remaining_count']] as const
  yield ['canceled_count', formatQuantity((count - filled) as Quantity), expected['canceled_count']] as const
  const cost = fills.reduce((sum, fill) => sum + BigInt(fill.price) * BigInt(fill.quantity), 0n)
  const average = expected['vwap_yes_price_truncated_8dp']
  const digits = filled === 0 ? null : ((cost * 10_000n) / BigInt(filled)).toString()
  yield ['vwap', digits, average === null ? null : digitsOf(textOf(average, 'vwap'))] as const
}

function digitsOf(text: string): string {
  const [whole = '', places = ''] = text.split('.')
  return BigInt(whole + places.padEnd(8, '0')).toString()
}

/** Runs the vectors of books. */
export function runBooks(section: unknown): readonly Outcome[] {
  const tally = createTally('books')
  const books = fieldsOf(section, 'orderbook_vectors')
  tally.known('section', books, [
    'source',
    'rules',
    'expected_format',
    'websocket_vectors',
    'rest_vectors',
    'ioc_sweep_vectors',
  ])
  const sweeps = fieldsOf(books['ioc_sweep_vectors'], 'ioc_sweep_vectors')['vectors']
  const kinds = [
    ['stream', listOf(books['websocket_vectors'], 'websocket_vectors'), compareStream],
    ['rest', listOf(books['rest_vectors'], 'rest_vectors'), compareRest],
    ['sweep', listOf(sweeps, 'ioc_sweep_vectors'), compareSweep],
  ] as const
  for (const [kind, vectors, compare] of kinds) {
    for (const vector of vectors) tally.vector(`${kind} ${textOf(vector['name'], 'name')}`, () => compare(vector))
  }
  return tally.outcomes()
}
