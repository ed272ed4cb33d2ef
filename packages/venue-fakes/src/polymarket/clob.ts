/*
 * The CLOB as one function from a request to an answer: who asks, whether they may, what happens.
 * Faults of the wire stand outside (see serve.ts); faults of the exchange are asked for here, at the
 * point where each would bite.
 */
import type { Micros } from '@arbees/core'
import type { Tick } from '@arbees/polymarket-client'
import { TICKS } from '@arbees/polymarket-client'
import type { FaultName, FaultPlan } from '../faults.ts'
import { refuseEngine, refuseOrder } from './admission.ts'
import type { PolymarketAnswer, PolymarketRequest } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'
import type { KeyRecord } from './api-keys.ts'
import type { AuthSettings } from './authenticate.ts'
import { authenticateL1, authenticateL2 } from './authenticate.ts'
import { answerMarketData } from './clob-market-data.ts'
import type { PrivateContext } from './clob-private.ts'
import { answerPrivate, cancelOrders, idsToCancel, isPrivateRoute } from './clob-private.ts'
import type { FakeMarket } from './fake-market.ts'
import { changeTick, closeMarket, pauseMarket, resolveMarket } from './market-control.ts'
import { isFields, readJson } from './order-payload.ts'
import type { PlacementSettings, PlacementTwist, PlaceResult } from './placement.ts'
import { placeOrder } from './placement.ts'
import { emptyPostShape, postShape } from './post-shape.ts'
import type { Restart } from './restart.ts'
import type { SignerBuckets } from './signer-buckets.ts'

/** What the CLOB works on. */
export type ClobContext = PrivateContext & {
  readonly auth: AuthSettings
  readonly placement: PlacementSettings
  readonly buckets: SignerBuckets
  readonly restart: Restart
  readonly faults: FaultPlan
}

/** The venue's limit of orders in a batch. */
const BATCH_MAX = 15

/** The next finer tick: what a price near the edge brings. */
function finerTick(tick: Tick): Tick {
  return TICKS[Math.min(TICKS.indexOf(tick) + 1, TICKS.length - 1)] as Tick
}

const MARKET_FAULTS: Readonly<Partial<Record<FaultName, (context: ClobContext, market: FakeMarket) => void>>> = {
  'market.tick-change': ({ state }, market) => changeTick(state, market, finerTick(market.tick)),
  'market.paused': (_context, market) => pauseMarket(market),
  'market.closed': ({ state }, market) => closeMarket(state, market),
  'market.settled': ({ state }, market) => resolveMarket(state, market, 0),
  'market.voided': ({ state }, market) => resolveMarket(state, market, 'void'),
}

/** Lets faults of the market strike that an order is for, just before it. */
function strikeMarket(context: ClobContext, value: unknown): string {
  const order = isFields(value) ? value['order'] : undefined
  const tokenId = isFields(order) ? order['tokenId'] : undefined
  const market = typeof tokenId === 'string' ? context.state.byToken.get(tokenId)?.market : undefined
  if (market === undefined) return ''
  const subject = market.settings.conditionId
  for (const [name, strike] of Object.entries(MARKET_FAULTS)) {
    if (context.faults.strikes(name as FaultName, subject) !== undefined) strike(context, market)
  }
  return subject
}

function twistOf({ faults }: ClobContext, subject: string): PlacementTwist {
  const live = faults.strikes('order.live', subject)
  if (live !== undefined) return { delayMicros: live.amountMicros, status: 'live' }
  const delayed = faults.strikes('order.delayed', subject)
  return delayed === undefined ? undefined : { delayMicros: delayed.amountMicros, status: 'delayed' }
}

function isTaking(value: unknown): boolean {
  return !(isFields(value) && value['postOnly'] === true)
}

function place(context: ClobContext, value: unknown, record: KeyRecord): PlaceResult {
  const subject = strikeMarket(context, value)
  return placeOrder(context.state, value, record, context.placement, twistOf(context, subject))
}

function answerOrder(context: ClobContext, value: unknown, record: KeyRecord): PolymarketAnswer {
  const refusal =
    refuseOrder(context.admission, record.address, value) ??
    (isTaking(value) ? context.restart.refuseTaking() : undefined)
  if (refusal !== undefined) return refusal
  const result = place(context, value, record)
  return result.type === 'refused' ? errorAnswer(result.status, result.error) : jsonAnswer(postShape(result))
}

function answerBatch(context: ClobContext, values: readonly unknown[], record: KeyRecord): PolymarketAnswer {
  if (values.length > BATCH_MAX) {
    return errorAnswer(400, `Too many orders in payload: ${values.length}, max allowed: ${BATCH_MAX}`)
  }
  const refusals = values.map((value) => refuseOrder(context.admission, record.address, value))
  const refusal =
    refusals.find((one) => one !== undefined) ?? (values.some(isTaking) ? context.restart.refuseTaking() : undefined)
  if (refusal !== undefined) return refusal
  const legs = values.map((value, index) => {
    const result = place(context, value, record)
    if (context.faults.strikes('batch.lie', `leg ${index}`) !== undefined) return emptyPostShape('')
    return result.type === 'refused' ? emptyPostShape(result.error) : postShape(result)
  })
  return jsonAnswer(legs)
}

function post(context: ClobContext, request: PolymarketRequest, record: KeyRecord): PolymarketAnswer {
  const value = readJson(request.body)
  const isBatch = request.path === '/orders'
  if (isBatch ? !Array.isArray(value) : !isFields(value)) return errorAnswer(400, 'Invalid order payload')
  const cost = Array.isArray(value) ? value.length : 1
  const charge = context.buckets.charge(record.address, 'order', cost, timeOf(context))
  if (!charge.isTaken) return jsonAnswer({ error: 'Too Many Requests' }, 429, charge.headers)
  const answer = Array.isArray(value) ? answerBatch(context, value, record) : answerOrder(context, value, record)
  return { ...answer, headers: { ...charge.headers, ...answer.headers } }
}

function remove(context: ClobContext, request: PolymarketRequest, record: KeyRecord): PolymarketAnswer {
  const ids = idsToCancel(context.state, request, record)
  if ('status' in ids) return ids
  const isByFilter = request.path === '/cancel-all' || request.path === '/cancel-market-orders'
  const charge = context.buckets.charge(record.address, 'cancel', ids.length + (isByFilter ? 1 : 0), timeOf(context))
  if (!charge.isTaken) return jsonAnswer({ error: 'Too Many Requests' }, 429, charge.headers)
  const answer = cancelOrders(context.state, record, ids)
  return { ...answer, headers: { ...charge.headers, ...answer.headers } }
}

const timeOf = ({ state }: ClobContext): Micros => state.runtime.clock.now()

const POSTS: readonly string[] = ['/order', '/orders']
const DELETES: readonly string[] = ['/order', '/orders', '/cancel-all', '/cancel-market-orders']

/** Returns whether a request goes to the matching engine. */
export function isEngineRequest({ method, path }: PolymarketRequest): boolean {
  return (method === 'POST' && POSTS.includes(path)) || (method === 'DELETE' && DELETES.includes(path))
}

function answerKeys(context: ClobContext, request: PolymarketRequest, now: Micros): PolymarketAnswer {
  const proved = authenticateL1(request, now, context.auth)
  if (proved.type === 'refused') return proved.answer
  const isCreation = request.method === 'POST'
  const { address, nonce } = proved
  const record = isCreation ? context.keys.create(address, nonce) : context.keys.derive(address, nonce)
  if (record === undefined)
    return errorAnswer(400, isCreation ? 'Could not create api key' : 'Could not derive api key!')
  const { key, secret, passphrase } = record.key.reveal()
  return jsonAnswer({ apiKey: key, secret, passphrase })
}

/** Returns the CLOB's answer to a request at `now`, its own clock's time. */
export function answerClob(context: ClobContext, request: PolymarketRequest, now: Micros): PolymarketAnswer {
  const { method, path } = request
  const isKeys =
    (method === 'POST' && path === '/auth/api-key') || (method === 'GET' && path === '/auth/derive-api-key')
  if (isKeys) return answerKeys(context, request, now)
  if (isEngineRequest(request) || isPrivateRoute(request)) {
    const proved = authenticateL2(request, now, context.auth)
    if (proved.type === 'refused') return proved.answer
    const { record } = proved
    if (!isEngineRequest(request)) return answerPrivate(context, request, record)
    const down = refuseEngine(context.admission) ?? context.restart.refuseAll()
    if (down !== undefined) return down
    return method === 'POST' ? post(context, request, record) : remove(context, request, record)
  }
  return answerMarketData(context.state, request, now) ?? errorAnswer(404, 'not found')
}
