/*
 * How long each stage took, by the instants that the messages themselves carry: nothing is added to the way to measure it.
 */
import type { Micros } from '@arbees/core'
import { z } from 'zod'
import type { MessageOf } from '../../src/messages/topics.ts'
import type { AnyService } from '../../src/service.ts'
import { defineService } from '../../src/service.ts'

/** The stages from what was seen to the order that left. */
export const STAGES = ['decide', 'judge', 'send', 'total'] as const

/** One of them. */
export type Stage = (typeof STAGES)[number]

/** What the orders of one kind of cause took, in microseconds by stage. */
export type Timings = Readonly<Record<Stage, number[]>>

/** What was counted and timed. Changed in place. */
export type Meter = {
  readonly update: Timings
  readonly book: Timings
  /** From ESPN's answer to its having been read. */
  readonly read: number[]
  readonly counts: {
    updates: number
    signals: number
    refused: number
    requests: number
    notExecuted: number
    orders: number
    filled: number
    exits: number
    tradesEnded: number
    halted: number
  }
  readonly refusals: Map<string, number>
}

/** What is known of a signal: topics overtake one another. */
type Chain = { readonly causedAt: Micros; readonly generatedAt: Micros }

const KEPT_MAX = 10_000
/** An order is told of long before its game has been looked at so often again. */
const LOOKS_KEPT = 4
const noTimings = (): Timings => ({ decide: [], judge: [], send: [], total: [] })

const LISTENS = {
  'game.updated': 'each',
  'signal.generated': 'each',
  'signal.refused': 'each',
  'execution.requested': 'each',
  'execution.refused': 'each',
  'order.recorded': 'each',
  'trade.ended': 'each',
} as const

const noCounts = (): Meter['counts'] => ({
  updates: 0,
  signals: 0,
  refused: 0,
  requests: 0,
  notExecuted: 0,
  orders: 0,
  filled: 0,
  exits: 0,
  tradesEnded: 0,
  halted: 0,
})

/** Begins anew: what warmed up does not count. */
export function resetMeter({ update, book, read, counts, refusals }: Meter): void {
  for (const stage of STAGES) for (const timings of [update, book]) timings[stage].length = 0
  read.length = 0
  Object.assign(counts, noCounts())
  refusals.clear()
}

function time(timings: Timings, { causedAt, generatedAt }: Chain, judgedAt: Micros, sentAt: Micros): void {
  timings.decide.push(generatedAt - causedAt)
  timings.judge.push(judgedAt - generatedAt)
  timings.send.push(sentAt - judgedAt)
  timings.total.push(sentAt - causedAt)
}

/** Remembers a value, and forgets the oldest beyond what is under way at any time. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= KEPT_MAX) map.delete(map.keys().next().value ?? '')
  map.set(key, value)
}

/** Returns a meter and the service that hears for it. */
export function createMeter(): { readonly meter: Meter; readonly service: AnyService } {
  const meter: Meter = {
    update: noTimings(),
    book: noTimings(),
    read: [],
    counts: noCounts(),
    refusals: new Map(),
  }
  const { counts, refusals } = meter
  const chains = new Map<string, Chain>()
  const judged = new Map<string, Micros>()
  const looks = new Map<string, readonly Micros[]>()
  const count = (reason: string) => refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
  const ordered = ({ signal, game, purpose, status, sentAt }: MessageOf<'order.recorded'>) => {
    counts.orders += 1
    if (status === 'filled') counts.filled += 1
    if (purpose === 'exit') counts.exits += 1
    const chain = purpose === 'entry' ? chains.get(signal) : undefined
    const judgedAt = judged.get(signal)
    if (chain === undefined || judgedAt === undefined) return
    // The first leg alone: the others leave with it, or when it has been answered.
    chains.delete(signal)
    judged.delete(signal)
    const isUpdate = looks.get(game)?.includes(chain.causedAt) === true
    time(isUpdate ? meter.update : meter.book, chain, judgedAt, sentAt)
  }
  const service = defineService({
    name: 'load-meter',
    listens: LISTENS,
    speaks: [],
    config: z.object({}),
    start: async () => ({
      handlers: {
        'game.updated': ({ game, receivedAt, sourceAt, status }) => {
          counts.updates += 1
          if (sourceAt !== null) meter.read.push(receivedAt - sourceAt)
          if (status === 'final') looks.delete(game)
          else looks.set(game, [receivedAt, ...(looks.get(game) ?? [])].slice(0, LOOKS_KEPT))
        },
        'signal.generated': ({ signal, causedAt, generatedAt }) => {
          counts.signals += 1
          keep(chains, signal, { causedAt, generatedAt })
        },
        'signal.refused': ({ signal, reason }) => {
          counts.refused += 1
          chains.delete(signal)
          count(reason)
        },
        'execution.requested': ({ signal, plan }) => {
          counts.requests += 1
          keep(judged, signal, plan.at)
        },
        'execution.refused': ({ reason }) => {
          counts.notExecuted += 1
          count(`execution ${reason}`)
        },
        'order.recorded': ordered,
        'trade.ended': ({ ending }) => {
          counts.tradesEnded += 1
          if (ending === 'halted') counts.halted += 1
        },
      },
    }),
  })
  return { meter, service: service as AnyService }
}
