/*
 * The wire in front of a service: faults that strike a request before it is carried out, and those
 * that strike the answer afterwards.
 */
import type { Clock, Micros } from '@arbees/core'
import { millis } from '@arbees/core'
import type { FakeReply, FakeRequest } from '../fake-venue.ts'
import type { FaultPlan } from '../faults.ts'
import type { PolymarketAnswer, PolymarketRequest, PolymarketService } from './answer.ts'
import { errorAnswer, htmlAnswer, jsonAnswer } from './answer.ts'
import { emptyPostShape } from './post-shape.ts'

/** What stands behind the wire. */
export type Service = {
  readonly name: PolymarketService
  readonly answer: (request: PolymarketRequest, now: Micros) => PolymarketAnswer
}

const AT_ONCE = millis(0)

/** Returns a request as the services read it. */
export function readRequest(
  service: PolymarketService,
  { method, url, headers, body }: FakeRequest,
): PolymarketRequest {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  return { service, method, path, query: mark < 0 ? '' : url.slice(mark + 1), headers, body }
}

function reply(answer: PolymarketAnswer, after: Micros): FakeReply {
  return { type: 'answer', ...answer, after }
}

/** Returns what a client gets without anything having been done; undefined when the request goes through. */
function before(faults: FaultPlan, subject: string): FakeReply | undefined {
  const strikes = (name: Parameters<FaultPlan['strikes']>[0]) => faults.strikes(name, subject) !== undefined
  if (strikes('connection.cut-before')) return { type: 'cut', after: AT_ONCE }
  if (strikes('answer.5xx-before')) return reply(errorAnswer(500, 'could not insert order'), AT_ONCE)
  if (strikes('answer.html-429')) return reply(htmlAnswer(429, 'Too Many Requests'), AT_ONCE)
  if (strikes('answer.html-502')) return reply(htmlAnswer(502, 'Bad gateway'), AT_ONCE)
  if (strikes('answer.rate-limited')) {
    return reply(
      jsonAnswer({ error: 'Too Many Requests' }, 429, { 'retry-after': '1', 'poly-ratelimit-remaining': '0' }),
      AT_ONCE,
    )
  }
  if (strikes('answer.maintenance')) {
    return reply(errorAnswer(503, 'Trading is currently disabled. Check polymarket.com for updates'), AT_ONCE)
  }
  if (strikes('answer.gone')) return reply(errorAnswer(410, 'gone'), AT_ONCE)
  return undefined
}

function after(faults: FaultPlan, subject: string, answer: PolymarketAnswer): FakeReply {
  const strikes = (name: Parameters<FaultPlan['strikes']>[0]) => faults.strikes(name, subject)
  const slow = strikes('answer.slow')?.amountMicros ?? AT_ONCE
  if (strikes('connection.cut-after') !== undefined) return { type: 'cut', after: slow }
  if (strikes('answer.silence-after') !== undefined) return { type: 'silence' }
  if (strikes('answer.5xx-after') !== undefined) return reply(errorAnswer(502, 'error getting the response'), slow)
  if (answer.status === 200 && strikes('answer.no-order') !== undefined)
    return reply(jsonAnswer(emptyPostShape('')), slow)
  return reply(answer, slow)
}

/**
 * Returns the reply to a request. Faults match on `METHOD /path`.
 */
export function serve(service: Service, faults: FaultPlan, clock: Clock, request: FakeRequest): FakeReply {
  const read = readRequest(service.name, request)
  const subject = `${read.method} ${read.path}`
  const struck = before(faults, subject)
  if (struck !== undefined) return struck
  const skew = faults.strikes('clock.skew', subject)?.amountMicros ?? 0
  const answer = service.answer(read, (clock.now() + skew) as Micros)
  return after(faults, subject, answer)
}
