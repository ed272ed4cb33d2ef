/*
 * Every fault by name, and the plan that says when it strikes. A fake asks the plan at the point
 * where the fault would bite (`strikes`), so a fault needs no hook beyond that question, and a plan
 * without faults costs one look at an empty list.
 */
import type { Clock, Micros, Rng } from '@arbees/core'
import { InvariantError, invariant, nextFloat, seconds } from '@arbees/core'

/** Each fault and what a client sees of it. */
export const FAULTS = {
  'answer.5xx-before': 'A 5xx, and the request was not carried out.',
  'answer.5xx-after': 'A 5xx, though the request was carried out.',
  'connection.cut-before': 'The connection ends without an answer, and the request was not carried out.',
  'connection.cut-after': 'The connection ends without an answer, though the request was carried out.',
  'answer.silence-after': 'No answer ever, though the request was carried out.',
  'answer.no-order': 'A success that names no order, though it was carried out.',
  'answer.html-429': 'A page with 429 from a proxy in front of the venue.',
  'answer.html-502': 'A page with 502 from a proxy in front of the venue.',
  'answer.rate-limited': 'The venue’s own 429, whatever the bucket holds.',
  'answer.maintenance': 'A 503 with the venue’s own body.',
  'answer.gone': 'A 410: the path is no more.',
  'answer.slow': 'The answer leaves late.',
  'clock.skew': 'The venue’s clock is elsewhere: signatures are judged by it.',
  'stream.gap': 'One sequenced message never arrives.',
  'stream.stall': 'Nothing arrives any more, not even pings, and the connection stands.',
  'stream.frozen': 'Pings and other channels go on, but the books no longer change.',
  'stream.crossed': 'A book shows a bid at its own ask that is not there.',
  'stream.duplicate': 'A message arrives twice.',
  'stream.reorder': 'Two messages arrive in the other order.',
  'stream.cut': 'The stream’s connection ends.',
  'market.tick-change': 'The market’s price grid changes just before the order.',
  'market.paused': 'The market pauses just before the order.',
  'market.closed': 'The market closes just before the order.',
  'market.settled': 'The market settles just before the order.',
  'market.voided': 'The market is voided just before the order.',
  'restart.425': 'A 425 to every order for a while, then post-only orders alone for two minutes.',
  'order.live': 'An order that should not rest is answered as live, and fills later.',
  'order.delayed': 'An order is answered as delayed, and fills later.',
  'fill.ghost': 'A fill is told and then fails to settle.',
  'batch.lie': 'A leg of a batch is answered as a success that names no order, though it was carried out.',
  'lock.stuck': 'Money locked by a match stays locked after it settled.',
} as const

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS

/** One fault to come. */
export type FaultOrder = {
  readonly fault: FaultName
  /** Strikes only where the subject (a route, a ticker, a channel) contains this. @default everywhere */
  readonly match?: string
  /** Lets so many chances pass first. @default 0 */
  readonly skip?: number
  /** How often it strikes. @default 1, without end where `forMicros` is given */
  readonly times?: number
  /** How long it stands, from now. @default without end */
  readonly forMicros?: Micros
  /** How late, how long, how far off: where the fault has a length. */
  readonly amountMicros?: Micros
}

/** A fault that waits or stands. */
export type StandingFault = FaultOrder & { readonly id: number; readonly left: number; readonly until: Micros | null }

/** A fault that strikes now. */
export type Strike = { readonly fault: FaultName; readonly amountMicros: Micros }

/** Which faults strike when. */
export type FaultPlan = {
  /** Says whether a fault strikes `subject` now, and counts it. */
  readonly strikes: (fault: FaultName, subject: string) => Strike | undefined
  /** Adds a fault and returns its number. */
  readonly inject: (order: FaultOrder) => number
  /** Takes one fault back; all of them without a number. Weights stay. */
  readonly clear: (id?: number) => void
  /** Returns what waits or stands. */
  readonly standing: () => readonly StandingFault[]
  /** Returns how often each fault has struck. */
  readonly struck: () => Readonly<Partial<Record<FaultName, number>>>
}

/** Settings of `createFaultPlan`. */
export type FaultPlanOptions = {
  readonly clock: Clock
  readonly rng: Rng
  /** Faults from the start. */
  readonly script?: readonly FaultOrder[]
  /** How likely each fault strikes at each of its chances: 0 to 1. */
  readonly weights?: Readonly<Partial<Record<FaultName, number>>>
}

const AMOUNT_DEFAULT: Readonly<Partial<Record<FaultName, Micros>>> = {
  'answer.slow': seconds(3),
  'clock.skew': seconds(30),
  'restart.425': seconds(30),
  'order.live': seconds(2),
  'order.delayed': seconds(3),
  'fill.ghost': seconds(5),
}

type Counted = { -readonly [Key in keyof StandingFault]: StandingFault[Key] } & { skipped: number }

/** Says whether `text` names a fault. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}

/**
 * Returns a plan that strikes as scripted, as injected later, and as chance has it.
 *
 * @throws InvariantError when a weight is not a probability or a fault has no such name.
 * @example
 * const faults = createFaultPlan({ clock, rng, script: [{ fault: 'connection.cut-after', match: '/orders' }] })
 */
export function createFaultPlan(options: FaultPlanOptions): FaultPlan {
  const { clock, rng, script = [], weights = {} } = options
  for (const [name, weight] of Object.entries(weights)) {
    invariant(isFaultName(name), `a weight is for a fault, found ${name}`)
    invariant(weight >= 0 && weight <= 1, `the weight of ${name} is a probability, found ${weight}`)
  }
  const standing: Counted[] = []
  const struck: Partial<Record<FaultName, number>> = {}
  let last = 0

  function inject(order: FaultOrder): number {
    if (!isFaultName(order.fault)) throw new InvariantError(`a fault has a name of the table, found ${order.fault}`)
    last += 1
    const left = order.times ?? (order.forMicros === undefined ? 1 : Number.POSITIVE_INFINITY)
    const until = order.forMicros === undefined ? null : ((clock.now() + order.forMicros) as Micros)
    standing.push({ ...order, id: last, left, until, skipped: 0 })
    return last
  }

  function hit(fault: FaultName, amount: Micros | undefined): Strike {
    struck[fault] = (struck[fault] ?? 0) + 1
    return { fault, amountMicros: amount ?? AMOUNT_DEFAULT[fault] ?? (0 as Micros) }
  }

  function strikes(fault: FaultName, subject: string): Strike | undefined {
    for (let index = 0; index < standing.length; index++) {
      const one = standing[index] as Counted
      if (one.until !== null && clock.now() >= one.until) {
        standing.splice(index, 1)
        index -= 1
        continue
      }
      if (one.fault !== fault || (one.match !== undefined && !subject.includes(one.match))) continue
      if (one.skipped < (one.skip ?? 0)) {
        one.skipped += 1
        continue
      }
      one.left -= 1
      if (one.left <= 0) standing.splice(index, 1)
      return hit(fault, one.amountMicros)
    }
    const weight = weights[fault]
    if (weight === undefined || weight === 0 || nextFloat(rng) >= weight) return undefined
    return hit(fault, undefined)
  }

  for (const order of script) inject(order)
  return Object.freeze({
    strikes,
    inject,
    clear: (id?: number) => {
      for (let index = standing.length - 1; index >= 0; index--) {
        if (id === undefined || standing[index]?.id === id) standing.splice(index, 1)
      }
    },
    standing: () => standing.map(({ skipped: _, ...one }) => one),
    struck: () => ({ ...struck }),
  })
}
