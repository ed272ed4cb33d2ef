/*
 * One market of an exchange that speaks Kalshi's wire, in process and in virtual time: enough to hold
 * the client to the venue contract, with each of the contract's faults.
 */
import type {
  Clock,
  Connect,
  Http,
  HttpRequest,
  HttpResponse,
  Level,
  Price,
  Quantity,
  SocketHandlers,
} from '@arbees/core'
import {
  complement,
  formatMoney,
  formatPrice,
  formatQuantity,
  millis,
  parsePrice,
  parseQuantity,
  VenueError,
} from '@arbees/core'
import type { FeedFault, OrderFault } from '@arbees/testkit'
import { kalshiFee } from '../src/fees.ts'

export const TICKER = 'KXTEST-26NOV22-B1'

type Kept = { readonly id: string; readonly clientId: string; readonly body: Record<string, string>; filled: number }
type Filled = {
  readonly id: string
  readonly order: Kept
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: number
}

/** The exchange, and a hand on it. */
export type SmallExchange = {
  readonly http: Http
  readonly connect: Connect
  readonly rest: (bids: readonly Level[], asks: readonly Level[]) => void
  readonly taken: (clientId: string) => number
  readonly disturb: (fault: OrderFault) => void
  readonly disturbFeed: (fault: FeedFault) => void
}

const LAG = millis(1)
const TERMS = { feeType: 'quadratic', multiplierMillionths: 1_000_000 }
const ok = (body: unknown, status = 200): HttpResponse => ({ status, headers: {}, body: JSON.stringify(body) })
const refusal = (status: number, code: string): HttpResponse => ok({ error: { code, message: code } }, status)

/** Creates an exchange with one market, and one account of $1000. */
export function createSmallExchange(clock: Clock): SmallExchange {
  let book: { bids: readonly Level[]; asks: readonly Level[] } = { bids: [], asks: [] }
  let cash = 1_000_000_000
  let position = 0
  let fault: OrderFault | undefined
  let isStale = false
  let feedFault: FeedFault | undefined
  const orders: Kept[] = []
  const fills: Filled[] = []
  let socket: { readonly handlers: SocketHandlers; readonly sids: Map<string, number>; seq: number } | undefined

  const nowMillis = () => Math.floor(clock.now() / 1_000)
  const instant = () => new Date(nowMillis()).toISOString()
  const say = (message: Record<string, unknown>) => {
    const to = socket
    if (to === undefined) return
    const text = JSON.stringify(message)
    const isBook = message['type'] === 'orderbook_delta'
    const times = isBook && feedFault === 'drop' ? 0 : isBook && feedFault === 'repeat' ? 2 : 1
    if (isBook && feedFault !== 'cut') feedFault = undefined
    for (let time = 0; time < times; time++) {
      clock.setTimer(LAG, () => {
        if (to === socket) to.handlers.frame(text, clock.now())
      })
    }
  }
  const sayBook = (type: string, msg: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const sid = socket?.sids.get('orderbook_delta')
    if (socket === undefined || sid === undefined) return
    socket.seq += 1
    say({ type, sid, seq: socket.seq, ...more, msg: { market_ticker: TICKER, ...msg } })
  }
  const pairs = (levels: readonly Level[]) =>
    levels.map(({ price, quantity }) => [formatPrice(price), formatQuantity(quantity)])
  const snapshot = (more: Record<string, unknown> = {}) =>
    sayBook('orderbook_snapshot', { yes_dollars_fp: pairs(book.bids), no_dollars_fp: pairs(book.asks) }, more)
  const changes = (side: 'yes' | 'no', before: readonly Level[], after: readonly Level[]) => {
    const at = (levels: readonly Level[], price: Price) => levels.find((one) => one.price === price)?.quantity ?? 0
    for (const price of new Set([...before, ...after].map((one) => one.price))) {
      const change = at(after, price) - at(before, price)
      if (change === 0) continue
      sayBook('orderbook_delta', {
        price_dollars: formatPrice(price),
        delta_fp: formatQuantity(change as Quantity),
        side,
        ts_ms: nowMillis(),
      })
    }
  }
  const setBook = (next: typeof book) => {
    const before = book
    book = next
    changes('yes', before.bids, next.bids)
    changes('no', before.asks, next.asks)
  }

  const takeOrder = (body: Record<string, string>): HttpResponse => {
    const clientId = body['client_order_id'] ?? ''
    if (orders.some((one) => one.clientId === clientId)) return refusal(409, 'order_already_exists')
    const [price, count] = [parsePrice(body['price'] ?? ''), parseQuantity(body['count'] ?? '')]
    if (price % 100 !== 0) return refusal(400, 'invalid_price')
    const isBid = body['side'] === 'bid'
    if (((isBid ? price : complement(price)) * count) / 10_000 > cash) return refusal(400, 'insufficient_balance')
    const levels = isBid ? book.asks : book.bids
    const taken: Level[] = []
    let left: number = count
    for (const level of levels) {
      if (left === 0 || (isBid ? level.price > price : level.price < price)) break
      const part = Math.min(left, level.quantity)
      taken.push({ price: level.price, quantity: part as Quantity })
      left -= part
    }
    if (body['time_in_force'] === 'fill_or_kill' && left > 0)
      return refusal(409, 'fill_or_kill_insufficient_resting_volume')
    const order: Kept = { id: `order-${orders.length + 1}`, clientId, body, filled: count - left }
    orders.push(order)
    for (const { price: at, quantity } of taken) {
      const fee = kalshiFee({
        terms: TERMS,
        liquidity: 'taker',
        flow: isBid ? 'buy_yes' : 'buy_no',
        yesPrice: at,
        quantity,
        membership: 'direct',
      })
      cash -= ((isBid ? at : complement(at)) * quantity) / 10_000 + fee.netFee
      position += isBid ? quantity : -quantity
      fills.push({ id: `fill-${fills.length + 1}`, order, price: at, quantity, fee: fee.netFee })
      sayFill(fills.at(-1) as Filled)
    }
    const rest = levels.flatMap((level) => {
      const gone = taken.find((one) => one.price === level.price)?.quantity ?? 0
      return level.quantity === gone ? [] : [{ price: level.price, quantity: (level.quantity - gone) as Quantity }]
    })
    setBook(isBid ? { ...book, asks: rest } : { ...book, bids: rest })
    return ok(
      {
        order_id: order.id,
        client_order_id: clientId,
        fill_count: formatQuantity(order.filled as Quantity),
        remaining_count: '0.00',
        ts_ms: nowMillis(),
      },
      201,
    )
  }
  const wireFill = ({ id, order, price, quantity, fee }: Filled) => ({
    order_id: order.id,
    trade_id: id,
    is_taker: true,
    yes_price_dollars: formatPrice(price),
    count_fp: formatQuantity(quantity),
    fee_cost: formatMoney(fee as never),
    book_side: order.body['side'],
    outcome_side: order.body['side'] === 'bid' ? 'yes' : 'no',
  })
  const sayFill = (fill: Filled) => {
    const sid = socket?.sids.get('fill')
    if (sid === undefined) return
    const msg = { ...wireFill(fill), client_order_id: fill.order.clientId, market_ticker: TICKER, ts_ms: nowMillis() }
    say({ type: 'fill', sid, msg })
  }
  const wireOrder = ({ id, clientId, body, filled }: Kept) => ({
    order_id: id,
    client_order_id: clientId,
    ticker: TICKER,
    book_side: body['side'],
    outcome_side: body['side'] === 'bid' ? 'yes' : 'no',
    status: formatQuantity(filled as Quantity) === body['count'] ? 'executed' : 'canceled',
    yes_price_dollars: body['price'],
    fill_count_fp: formatQuantity(filled as Quantity),
    remaining_count_fp: '0.00',
    initial_count_fp: body['count'],
  })

  const market = () => ({
    ticker: TICKER,
    event_ticker: 'KXTEST-26NOV22',
    market_type: 'binary',
    status: 'active',
    open_time: '2026-01-01T00:00:00Z',
    close_time: '2027-01-01T00:00:00Z',
    ...Object.fromEntries(
      ['yes_bid', 'yes_ask', 'no_bid', 'no_ask', 'last_price'].map((name) => [`${name}_dollars`, '0.0000']),
    ),
    volume_fp: '0.00',
    open_interest_fp: '0.00',
    price_ranges: [{ start: '0.0000', end: '1.0000', step: '0.0100' }],
    exchange_index: 0,
  })
  const reads: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    [`/markets/${TICKER}`]: () => ({ market: market() }),
    '/events/KXTEST-26NOV22': () => ({
      event: { event_ticker: 'KXTEST-26NOV22', series_ticker: 'KXTEST', title: 'T', mutually_exclusive: false },
    }),
    '/series/KXTEST': () => ({ series: { ticker: 'KXTEST', title: 'T', fee_type: 'quadratic', fee_multiplier: 1 } }),
    '/exchange/user_data_timestamp': () => ({ as_of_time: isStale ? '2026-01-01T00:00:00Z' : instant() }),
    '/portfolio/balance': () => ({
      balance: 0,
      balance_dollars: formatMoney(cash as never),
      portfolio_value: 0,
      updated_ts: Math.floor(nowMillis() / 1_000),
    }),
    '/portfolio/positions': () => ({
      market_positions:
        position === 0
          ? []
          : [
              {
                ticker: TICKER,
                position_fp: formatQuantity(position as Quantity),
                ...Object.fromEntries(
                  ['total_traded', 'market_exposure', 'realized_pnl', 'fees_paid'].map((name) => [
                    `${name}_dollars`,
                    '0.00',
                  ]),
                ),
              },
            ],
      event_positions: [],
      cursor: '',
    }),
    '/portfolio/orders': (query) => ({
      orders: query.get('status') === 'resting' || isStale ? [] : orders.map(wireOrder),
      cursor: '',
    }),
    '/portfolio/fills': (query) => ({
      fills: fills
        .filter(({ order }) => order.id === query.get('order_id'))
        .map((fill) => ({ ...wireFill(fill), fill_id: fill.id, ticker: TICKER, created_time: instant() })),
      cursor: '',
    }),
  }

  const answer = (request: HttpRequest): HttpResponse => {
    const url = new URL(request.url)
    const path = url.pathname.replace('/trade-api/v2', '')
    if (request.method === 'POST') return takeOrder(JSON.parse(request.body ?? '{}') as Record<string, string>)
    if (request.method === 'DELETE') return { status: 204, headers: {}, body: '' }
    const one = orders.find(({ id }) => path === `/portfolio/orders/${id}`)
    if (one !== undefined) return ok({ order: wireOrder(one) })
    const read = reads[path]
    return read === undefined ? refusal(404, 'not_found') : ok(read(url.searchParams))
  }

  const exchange = (request: HttpRequest): HttpResponse => {
    const met = request.method === 'POST' ? fault : undefined
    if (request.method === 'POST') fault = undefined
    const lost = () => new VenueError('request.interrupted', { method: 'POST', path: '/', sentBytes: true })
    if (met === 'lost-before') throw lost()
    if (met === 'limited') return ok({ error: 'too many requests' }, 429)
    if (met === 'error-before') return { status: 503, headers: {}, body: '<html></html>' }
    const response = answer(request)
    if (met === 'lost-after') throw lost()
    return met === 'error-after' ? { status: 500, headers: {}, body: '' } : response
  }

  const connect: Connect = (_url, _headers, handlers) => {
    const own = { handlers, sids: new Map<string, number>(), seq: 0 }
    socket = own
    clock.setTimer(LAG, () => handlers.opened(clock.now()))
    const end = () => {
      if (socket !== own) return
      socket = undefined
      handlers.closed(1006, 'cut', clock.now())
    }
    return {
      send: (text) => {
        const command = JSON.parse(text) as {
          id: number
          cmd: string
          params: { channels?: string[]; action?: string }
        }
        const [channel] = command.params.channels ?? []
        if (command.cmd === 'subscribe' && channel !== undefined) {
          own.sids.set(channel, own.sids.size + 1)
          say({ type: 'subscribed', id: command.id, msg: { channel, sid: own.sids.get(channel) } })
          if (channel === 'orderbook_delta') snapshot()
        } else if (command.params.action === 'get_snapshot') snapshot({ id: command.id })
        else if (command.cmd === 'unsubscribe') own.sids.delete('orderbook_delta')
      },
      ping: () => clock.setTimer(LAG, () => handlers.beat(clock.now())),
      close: end,
      cut: end,
      bufferedBytes: () => 0,
    }
  }

  return {
    http: (request) =>
      new Promise((resolve, reject) => {
        clock.setTimer(LAG, () => {
          try {
            resolve(exchange(request))
          } catch (error) {
            reject(error as Error)
          }
        })
      }),
    connect,
    rest: (bids, asks) => setBook({ bids, asks }),
    taken: (clientId) => orders.filter((one) => one.clientId === clientId).length,
    disturb: (next) => {
      if (next === 'stale-records') isStale = true
      else fault = next
    },
    disturbFeed: (next) => {
      if (next !== 'cut') {
        feedFault = next
        return
      }
      const old = socket
      socket = undefined
      old?.handlers.closed(1006, 'cut', clock.now())
    },
  }
}
