/*
 * The hand on the fakes: a small HTTP interface that injects faults, moves the other traders and
 * decides markets, and a page that shows what is going on.
 */
import { timingSafeEqual } from 'node:crypto'
import type { Micros, Price } from '@arbees/core'
import { DecimalError, InvariantError, PRICE_ONE, parsePrice, parseQuantity, toMicros } from '@arbees/core'
import type { FakeReply, FakeRequest, FakeVenue } from '../fake-venue.ts'
import { jsonReply } from '../fake-venue.ts'
import type { FaultOrder, FaultPlan } from '../faults.ts'
import { FAULTS, isFaultName } from '../faults.ts'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'
import type { Crowd } from './crowd.ts'
import { describeVenues } from './status.ts'
import { renderLive, renderPage } from './status-page.ts'

/** What the control interface moves. */
export type Controlled = {
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  /** Undefined where a recording moves the books. */
  readonly crowd: Crowd | undefined
  /** What a request must show that changes anything. */
  readonly token: string
}

type Fields = Readonly<Record<string, unknown>>

class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal'
}

/** Names of this machine: a page that is led here under another name (DNS rebinding) is not served. */
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

function isToken(found: string | null | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(found ?? ''), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Says whether a request brings the token: in a header, or in the page's form. */
function isAllowed({ headers, body }: FakeRequest, token: string): boolean {
  const bearer = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1]
  if (bearer !== undefined) return isToken(bearer, token)
  return isForm({ headers, body }) && isToken(new URLSearchParams(body).get('token'), token)
}

/** Says whether a body is a form's; whatever begins like an object is one, whatever its header says. */
function isForm({ headers, body }: Pick<FakeRequest, 'headers' | 'body'>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true && !body.startsWith('{')
}

function fieldsOf({ headers, body }: FakeRequest): Fields {
  if (body === '') return {}
  if (isForm({ headers, body })) {
    return Object.fromEntries([...new URLSearchParams(body)].filter(([, text]) => text !== ''))
  }
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  } catch {
    // One answer for all that is no object.
  }
  throw new ControlRefusal('expected a JSON object as the body')
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string' || value === '') throw new ControlRefusal(`expected a text in ${name}`)
  return value
}

function wholeOf(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  const number = Number(value)
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new ControlRefusal(`expected a whole number in ${name}, found ${String(value)}`)
  }
  return number
}

function lengthOf(fields: Fields, name: string): Micros | undefined {
  const milliseconds = wholeOf(fields, name)
  return milliseconds === undefined ? undefined : toMicros(milliseconds * 1_000)
}

/** The plans of the venue that is named, or of both. */
function plansOf({ kalshi, polymarket }: Controlled, venue: unknown): readonly (readonly [string, FaultPlan])[] {
  const all = [['kalshi', kalshi.faults] as const, ['polymarket', polymarket.faults] as const]
  if (venue === undefined || venue === null || venue === 'both') return all
  const found = all.filter(([name]) => name === venue)
  if (found.length === 0)
    throw new ControlRefusal(`expected kalshi, polymarket or both in venue, found ${String(venue)}`)
  return found
}

function inject(controlled: Controlled, fields: Fields): unknown {
  const fault = textOf(fields, 'fault')
  if (!isFaultName(fault)) throw new ControlRefusal(`expected the name of a fault, found ${fault}`)
  const times = wholeOf(fields, 'times')
  const skip = wholeOf(fields, 'skip')
  const forMicros = lengthOf(fields, 'forMillis')
  const amountMicros = lengthOf(fields, 'amountMillis')
  const order: FaultOrder = {
    fault,
    ...(fields['match'] === undefined ? {} : { match: textOf(fields, 'match') }),
    ...(skip === undefined ? {} : { skip }),
    ...(times === undefined ? {} : { times }),
    ...(forMicros === undefined ? {} : { forMicros }),
    ...(amountMicros === undefined ? {} : { amountMicros }),
  }
  return {
    ids: Object.fromEntries(plansOf(controlled, fields['venue']).map(([name, plan]) => [name, plan.inject(order)])),
  }
}

function clear(controlled: Controlled, query: URLSearchParams): unknown {
  const id = query.get('id')
  for (const [, plan] of plansOf(controlled, query.get('venue'))) plan.clear(id === null ? undefined : Number(id))
  return {}
}

/** Settles a market at a price of its first outcome; Polymarket knows all, nothing and half. */
function settle({ kalshi, polymarket }: Controlled, name: string, price: Price): void {
  if (kalshi.tickers.includes(name)) {
    kalshi.settle(name, price)
    return
  }
  polymarket.resolve(name, price === PRICE_ONE ? 0 : price === 0 ? 1 : 'void')
}

function act(controlled: Controlled, name: string, fields: Fields): void {
  const side = textOf(fields, 'side')
  if (side !== 'bid' && side !== 'ask') throw new ControlRefusal(`expected bid or ask in side, found ${side}`)
  const { kalshi, polymarket } = controlled
  const isKalshi = kalshi.tickers.includes(name)
  const book = isKalshi ? kalshi.market(name).book : polymarket.market(name).book
  const entry = {
    // Arrivals and trades only grow, and each order adds to one of them or leaves nothing behind.
    id: `control-${book.arrivals}-${book.trades}`,
    owner: 'control',
    side,
    limit: parsePrice(textOf(fields, 'price')),
    quantity: parseQuantity(textOf(fields, 'quantity')),
    lifetime: fields['rests'] === true || fields['rests'] === 'true' ? 'gtc' : 'ioc',
    selfTrade: 'cancel-maker',
  } as const
  if (isKalshi) kalshi.act(name, { type: 'submit', entry })
  else polymarket.act(name, { type: 'submit', entry })
}

function changeMarket(controlled: Controlled, name: string, verb: string, fields: Fields): unknown {
  const { kalshi, polymarket, crowd } = controlled
  const isKalshi = kalshi.tickers.includes(name)
  if (!isKalshi && !polymarket.markets().some((market) => market.settings.conditionId === name)) {
    throw new ControlRefusal(`expected a ticker or a condition id, found ${name}`)
  }
  switch (verb) {
    case 'settle':
      settle(controlled, name, parsePrice(textOf(fields, 'yesPrice')))
      return {}
    case 'pause':
      if (isKalshi) kalshi.pause(name)
      else polymarket.pause(name)
      return {}
    case 'resume':
      if (isKalshi) kalshi.activate(name)
      else polymarket.resume(name)
      return {}
    case 'close':
      if (isKalshi) kalshi.close(name)
      else polymarket.closeMarket(name)
      return {}
    case 'fair':
      if (crowd?.setFair(name, parsePrice(textOf(fields, 'price'))) !== true) {
        throw new ControlRefusal('expected a market that seeded traders keep')
      }
      return {}
    case 'order':
      act(controlled, name, fields)
      return {}
    default:
      throw new ControlRefusal(`expected settle, pause, resume, close, fair or order, found ${verb}`)
  }
}

function route(controlled: Controlled, request: FakeRequest): unknown {
  const { method, url } = request
  const { pathname, searchParams } = new URL(url, 'http://control')
  const parts = pathname.split('/').slice(1).map(decodeURIComponent)
  if (method === 'GET' && pathname === '/state') return describeVenues(controlled)
  if (method === 'GET' && pathname === '/faults') return { faults: FAULTS }
  if (method === 'POST' && pathname === '/faults') return inject(controlled, fieldsOf(request))
  if (method === 'DELETE' && pathname === '/faults') return clear(controlled, searchParams)
  if (method === 'POST' && pathname === '/faults/clear') return clear(controlled, searchParams)
  if (method === 'POST' && parts[0] === 'markets' && parts.length === 3) {
    return changeMarket(controlled, parts[1] ?? '', parts[2] ?? '', fieldsOf(request))
  }
  return undefined
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'",
}

function pageReply(body: string): FakeReply {
  return { type: 'answer', status: 200, headers: PAGE_HEADERS, body, after: 0 as Micros }
}

/** Returns what a look at the page gives; undefined when something else is asked for. */
function answerPage(controlled: Controlled, { method, url }: FakeRequest): FakeReply | undefined {
  const { pathname, searchParams } = new URL(url, 'http://control')
  if (method !== 'GET') return undefined
  if (pathname === '/live') return pageReply(renderLive(describeVenues(controlled)))
  if (pathname !== '/') return undefined
  const given = searchParams.get('token')
  return pageReply(
    renderPage(describeVenues(controlled), isToken(given, controlled.token) ? controlled.token : undefined),
  )
}

/**
 * Returns the control interface of two fakes: `GET /` is a page, `GET /state` the same as JSON,
 * `POST /faults` injects one, `DELETE /faults` takes them back, `POST /markets/NAME/VERB` changes a
 * market (settle, pause, resume, close, fair, order). What changes anything needs the token, as
 * `authorization: Bearer …` or in the page's form.
 */
export function createControl(controlled: Controlled): FakeVenue {
  function answer(request: FakeRequest): FakeReply {
    if (!LOCAL_HOST.test(request.headers['host'] ?? '')) {
      return jsonReply(403, { error: 'expected a name of this machine in the header host' })
    }
    const page = answerPage(controlled, request)
    if (page !== undefined) return page
    if (request.method !== 'GET' && !isAllowed(request, controlled.token)) {
      return jsonReply(401, {
        error: 'expected authorization: Bearer and the control token that was printed at the start',
      })
    }
    try {
      const body = route(controlled, request)
      if (body === undefined) return jsonReply(404, { error: `nothing at ${request.method} ${request.url}` })
      // A form on the page goes back to the page.
      return isForm(request)
        ? {
            type: 'answer',
            status: 303,
            headers: { location: `/?token=${controlled.token}` },
            body: '',
            after: 0 as Micros,
          }
        : jsonReply(200, body)
    } catch (error) {
      const isTheirs =
        error instanceof ControlRefusal || error instanceof DecimalError || error instanceof InvariantError
      if (!isTheirs) throw error
      return jsonReply(400, { error: error.message })
    }
  }
  return Object.freeze({
    request: answer,
    openSocket: () => ({ type: 'refused' as const, status: 404, headers: {}, body: '' }),
    close: () => undefined,
  })
}
