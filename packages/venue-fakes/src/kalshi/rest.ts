/*
 * One request in, one reply out: the faults in front, the key, the bucket, the route, the faults
 * behind.
 */
import type { Micros } from '@arbees/core'
import { invariant, PRICE_ONE, toPrice, uniformGrid } from '@arbees/core'
import type { FakeReply, FakeRequest } from '../fake-venue.ts'
import { htmlReply, jsonReply } from '../fake-venue.ts'
import { flat, nested, notFound, Refusal, refusalReply, tooMany } from './answers.ts'
import { authenticate, isSigned, skewOf } from './authenticate.ts'
import type { KalshiCall } from './call.ts'
import { isFields } from './call.ts'
import { changeGrid, closeMarket, pauseMarket, settleMarket } from './lifecycle.ts'
import { payRead, payWrite } from './limits.ts'
import type { FoundRoute } from './routes.ts'
import { BASE, isLegacy, kalshiRoutes, routeFinder } from './routes.ts'
import { HOUSE } from './trading.ts'
import { createTransferBook } from './transfers.ts'
import type { KalshiMarket, KalshiMember, KalshiWorld } from './world.ts'

/** What a fault in front of the venue answers; undefined when none strikes. */
function faultBefore(world: KalshiWorld, subject: string, after: Micros): FakeReply | undefined {
  const { faults } = world
  if (faults.strikes('connection.cut-before', subject)) return { type: 'cut', after }
  if (faults.strikes('answer.html-429', subject)) return htmlReply(429, 'Too Many Requests', after)
  if (faults.strikes('answer.html-502', subject)) return htmlReply(502, 'Bad Gateway', after)
  if (faults.strikes('answer.maintenance', subject)) {
    // The status keeps its own form, whatever its code.
    if (subject !== 'GET /exchange/status') return refusalReply(unavailable())
    return jsonReply(503, { exchange_active: false, trading_active: false }, after)
  }
  if (faults.strikes('answer.5xx-before', subject)) return refusalReply(internalError())
  if (faults.strikes('answer.gone', subject)) return refusalReply(gone())
  if (faults.strikes('answer.rate-limited', subject)) return refusalReply(tooMany())
  return undefined
}

function unavailable(): Refusal {
  return nested(503, 'service_unavailable', undefined, 'service_unavailable')
}

function internalError(): Refusal {
  return nested(500, 'internal_server_error')
}

function gone(): Refusal {
  return nested(410, 'deprecated_v1_order_endpoint', undefined, 'Please switch to the V2 endpoints')
}

/** What a fault makes of an answer whose request was carried out. */
function faultAfter(world: KalshiWorld, subject: string, reply: FakeReply, after: Micros): FakeReply {
  const { faults } = world
  if (faults.strikes('answer.5xx-after', subject)) return refusalReply(internalError())
  if (faults.strikes('connection.cut-after', subject)) return { type: 'cut', after }
  if (faults.strikes('answer.silence-after', subject)) return { type: 'silence' }
  if (reply.type === 'answer' && reply.status === 201 && faults.strikes('answer.no-order', subject)) {
    return jsonReply(201, {}, after)
  }
  return reply
}

/** The markets an order request is about. */
function marketsOf(call: KalshiCall): readonly KalshiMarket[] {
  const fields = isFields(call.json) ? call.json : {}
  const items: readonly unknown[] = Array.isArray(fields['orders']) ? fields['orders'] : [fields]
  return items.flatMap((item) => {
    const ticker = isFields(item) ? item['ticker'] : undefined
    const market = typeof ticker === 'string' ? call.world.markets.get(ticker) : undefined
    return market === undefined ? [] : [market]
  })
}

/** What happens to a market between the decision and the order. */
function strikeMarkets(call: KalshiCall): void {
  const { world } = call
  const { faults } = world
  for (const market of marketsOf(call)) {
    if (market.status !== 'active') continue
    if (faults.strikes('market.tick-change', market.ticker))
      changeGrid(world, market, 'linear_five_cent', uniformGrid(500))
    if (faults.strikes('market.paused', market.ticker)) pauseMarket(world, market)
    if (faults.strikes('market.closed', market.ticker)) closeMarket(world, market)
    else if (faults.strikes('market.settled', market.ticker)) settleMarket(world, market, PRICE_ONE)
    else if (faults.strikes('market.voided', market.ticker)) settleMarket(world, market, toPrice(5_000))
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pay(call: KalshiCall, { route }: FoundRoute): void {
  const cost = route.costOf?.(call) ?? route.cost
  if (call.member.id === HOUSE) return
  if (route.bucket === 'read') payRead(call.member, cost, call.now)
  else payWrite(call.member, cost, route.payer?.(call) ?? 0, call.now)
}

/** Returns the function that answers requests out of a world. */
export function createKalshiRest(world: KalshiWorld): (request: FakeRequest) => FakeReply {
  const find = routeFinder(kalshiRoutes(createTransferBook()))
  const house = world.members.get(HOUSE)
  invariant(house !== undefined, 'the world has a house, found none')

  function memberOf(request: FakeRequest, isPrivate: boolean, subject: string): KalshiMember {
    if (!isPrivate && !isSigned(request.headers)) return house as KalshiMember
    const now = (world.clock.now() + skewOf(world, subject)) as Micros
    return authenticate(world.keys, request, now).member
  }

  function answer(request: FakeRequest, path: string, query: string, after: Micros): FakeReply {
    const { method } = request
    const subject = `${method} ${path}`
    if (isLegacy(method, path)) return refusalReply(gone())
    const found = find(method, path)
    if (found === undefined) throw notFound()
    const { route } = found
    const member = memberOf(request, route.isPrivate, subject)
    const json = parsed(request.body)
    if (json === undefined && request.body !== '') throw flat('the body is not JSON')
    const call: KalshiCall = {
      world,
      member,
      operation: route.operation,
      path: found.path,
      query: new URLSearchParams(query),
      json,
      now: world.clock.now(),
    }
    pay(call, found)
    if (!world.isExchangeActive && path !== '/exchange/status') {
      throw unavailable()
    }
    if (route.bucket === 'write') strikeMarkets(call)
    const body = route.answer(call)
    return faultAfter(world, subject, jsonReply(route.status, body, after), after)
  }

  return (request) => {
    const cut = request.url.indexOf('?')
    const whole = cut === -1 ? request.url : request.url.slice(0, cut)
    const query = cut === -1 ? '' : request.url.slice(cut + 1)
    if (!whole.startsWith(`${BASE}/`)) return refusalReply(notFound())
    const path = whole.slice(BASE.length)
    const subject = `${request.method} ${path}`
    const after = (world.faults.strikes('answer.slow', subject)?.amountMicros ?? 0) as Micros
    try {
      return faultBefore(world, subject, after) ?? answer(request, path, query, after)
    } catch (error) {
      if (error instanceof Refusal) return refusalReply(error)
      throw error
    }
  }
}
