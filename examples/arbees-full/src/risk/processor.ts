/*
 * The signal processor's memory and its turns: a signal is judged once, what is approved is asked for, what is
 * refused is told with its numbers.
 */
import type { RiskDesk } from '@arbees/arb-engine'
import type { Clock, Log, Micros, Money, VenueId } from '@arbees/core'
import { formatQuantity, toMoney } from '@arbees/core'
import type { MarketShelf } from '../markets/market-shelf.ts'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import { PHRASES } from '../platform/log.ts'
import { requestOf } from './execution-request.ts'
import type { SignalRefusal } from './judge-signal.ts'
import { judgeSignal } from './judge-signal.ts'
import type { RiskVariables } from './risk-variables.ts'
import type { SignalRows } from './signal-rows.ts'
import type { TradeMemory } from './trade-memory.ts'
import { noteAsked, noteRefused } from './trade-memory.ts'

type Signal = MessageOf<'signal.generated'>
type Speaks = 'execution.requested' | 'signal.refused' | 'notification.raised'

/** The memory. Changed in place. */
export type Processor = {
  readonly name: string
  readonly config: RiskVariables
  readonly clock: Clock
  readonly log: Log
  readonly speak: <T extends Speaks>(topic: T, message: SpokenOf<T>, correlation?: string) => Promise<void>
  readonly isStopped: () => boolean
  readonly shelf: MarketShelf
  readonly desk: RiskDesk
  readonly memory: TradeMemory
  readonly rows: SignalRows
  readonly count: (outcome: 'requested' | 'refused') => void
  readonly games: Map<string, { readonly heardAt: Micros; readonly isOver: boolean }>
  readonly seen: Set<string>
  /** Since the last line about it. */
  readonly counts: { seen: number; requested: number; readonly refused: Map<string, number> }
  isDayLost: boolean
  /** What was put by. */
  piggybank: Money
}

/** How many signals are known again: those of many times as long as one is good for. */
const SEEN_MAX = 5_000

/** Speaks what may be lost without harm. */
async function say<T extends Speaks>({ speak, log }: Processor, topic: T, message: SpokenOf<T>, correlation = '') {
  await speak(topic, message, correlation).catch((error: unknown) =>
    log('warn', 'a message could not be spoken', { topic, reason: (error as Error).message }),
  )
}

async function noteLoss(processor: Processor, { reason, sentence, numbers }: SignalRefusal): Promise<void> {
  if (reason !== 'daily-loss' || processor.isDayLost) return
  processor.isDayLost = true
  const about = {
    kind: 'daily-loss',
    priority: 'critical',
    title: 'Daily loss limit reached',
    key: 'daily-loss',
  } as const
  await say(processor, 'notification.raised', { ...about, sentence, fields: { ...numbers }, at: processor.clock.now() })
}

async function refuse(processor: Processor, one: Signal, refusal: SignalRefusal): Promise<void> {
  const { counts, count, rows, log, name: by, clock } = processor
  const { signal, type, game } = one
  const { reason, sentence, numbers } = refusal
  counts.refused.set(reason, (counts.refused.get(reason) ?? 0) + 1)
  count('refused')
  rows.add(one, refusal)
  await noteLoss(processor, refusal)
  log('debug', 'signal refused', { signal, game, reason, numbers })
  if (reason === 'no-liquidity') {
    const offers = one.legs.map(({ market, available }) => ({ market, size: formatQuantity(available) }))
    log('info', PHRASES.noLiquidity, { signal, sentence, offers })
  }
  const at = clock.now()
  await say(
    processor,
    'signal.refused',
    { signal, type, game, by, reason, sentence, numbers: { ...numbers }, at },
    game,
  )
}

function isNew({ seen }: Processor, signal: string): boolean {
  if (seen.has(signal)) return false
  seen.add(signal)
  if (seen.size <= SEEN_MAX) return true
  for (const oldest of seen) {
    seen.delete(oldest)
    break
  }
  return true
}

/** Judges a signal, and asks for its execution or tells why not. */
export async function processSignal(processor: Processor, one: Signal): Promise<void> {
  const { counts, count, rows, log, memory, speak, clock } = processor
  if (!isNew(processor, one.signal)) return
  counts.seen += 1
  const judged = judgeSignal({ ...processor, now: clock.now() }, one)
  if ('reason' in judged) {
    await refuse(processor, one, judged)
    return
  }
  processor.isDayLost = false
  const request = requestOf(one, judged)
  noteAsked(memory, request.request, { game: one.game, terms: judged, legs: judged.legs.length })
  counts.requested += 1
  count('requested')
  rows.add(one, undefined)
  log('info', 'signal approved', { signal: one.signal, game: one.game, plan: judged.name, edgeBps: request.edgeBps })
  try {
    await speak('execution.requested', request, one.game)
  } catch (error) {
    noteRefused(memory, request.request)
    log('warn', 'a request could not be spoken', { request: request.request, reason: (error as Error).message })
  }
}

/** What was put by is not traded with: each venue keeps its part of it back. */
export function keepBack({ desk, clock, piggybank }: Processor, venues: readonly VenueId[]): void {
  for (const venue of venues) {
    const all = (desk.ledger.cash.get(venue) ?? 0) + (desk.ledger.reserved.get(venue) ?? 0)
    const free = toMoney(Math.max(0, all - Math.ceil(piggybank / venues.length)))
    desk.fold({ type: 'account.reported', at: clock.now(), venue, free, locked: toMoney(0) })
  }
}

/** Writes the line about what was evaluated since the last one. */
export function reportSignals({ counts, log, config }: Processor): void {
  const { seen: signals, requested, refused } = counts
  if (signals === 0) log('info', PHRASES.noSignals, { windowMicros: config.SIGNAL_REPORT_SECONDS })
  else log('info', 'signals evaluated', { signals, requested, refused: Object.fromEntries(refused) })
  counts.seen = 0
  counts.requested = 0
  refused.clear()
}
