import type { MarketId, Micros, VenueId } from '@arbees/core'
import { venueOf } from '@arbees/core'
import type { LateReason, Refusal } from '../legs/late-reason.ts'
import type { Barrier } from '../legs/recheck.ts'
import type { Desk } from './desk.ts'
import { nowOf } from './desk.ts'
import { areRulesDoubted } from './rule-doubts.ts'

/** Returns the scope of a halt of everything that has one plan's name. */
export function planScope(name: string): string {
  return `plan:${name}`
}

function refuse(reason: LateReason, sentence: string): Refusal {
  return { reason, sentence }
}

function haltOf({ state }: Desk, scopes: readonly string[]): Refusal | undefined {
  if (state.halts.size === 0) return undefined
  for (const scope of scopes) {
    const halt = state.halts.get(scope)
    if (halt !== undefined) return refuse('halted', `${scope} is halted since ${halt.at}: ${halt.reason}`)
  }
  return undefined
}

/** Says why a venue cannot be sent anything: it owes an answer, or was not asked since the start. */
function doubtAt({ doubts, unasked }: Desk, venue: VenueId): Refusal | undefined {
  if (unasked.has(venue)) return refuse('in-doubt', `${venue} has not told of its account since the start`)
  const open = doubts.get(venue)
  if (open === undefined) return refuse('market-unknown', `there is no broker for ${venue}`)
  if (open.size === 0) return undefined
  return refuse('in-doubt', `${venue} owes an answer about ${[...open].join(', ')}`)
}

/**
 * Returns what stands against orders as things are now. A halt of a plan's name bars new trades of it
 * only; no halt bars what somebody asks for by hand (`close`). The kill switch bars everything but, if so
 * configured, selling what is held.
 */
export function barrierOf(desk: Desk): Barrier {
  const { killSwitch, closedWindow, limits } = desk.settings
  return (market: MarketId, purpose, planName) => {
    if (desk.isOver) return refuse('over', 'the executor has ended')
    if (desk.failure !== undefined) return refuse('journal', 'the journal cannot be written')
    const isSale = purpose === 'flatten' || purpose === 'close'
    if (killSwitch.isStopped() && !(isSale && killSwitch.mayUnwind)) {
      return refuse('stopped', 'the kill switch is set, or not known to be clear')
    }
    const venue = venueOf(market)
    const scopes = ['all', venue, market, ...(purpose === 'open' ? [planScope(planName)] : [])]
    const barred = haltOf(desk, purpose === 'close' ? [] : scopes) ?? doubtAt(desk, venue)
    if (barred !== undefined) return barred
    if (purpose !== 'close' && areRulesDoubted(desk, market)) {
      return refuse('market-rules', `the rules of ${market} have to be read again after a refusal`)
    }
    const until = (nowOf(desk) + (purpose === 'open' ? limits.unwindMicros : 0)) as Micros
    const closed = closedWindow?.(venue, until)
    return closed === undefined ? undefined : refuse('window', `${venue}: ${closed}`)
  }
}
