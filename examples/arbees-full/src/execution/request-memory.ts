/*
 * The requests that became trades, as far as somebody may still ask for them: those of open trades, the last
 * ones of others, and the last entry on each market.
 */
import type { MarketId } from '@arbees/core'
import type { MessageOf } from '../messages/topics.ts'
import { keepNewest } from '../platform/keep-newest.ts'

/** A request for execution as it was heard. */
export type Request = MessageOf<'execution.requested'>

/** A request with the number of the trade that it was to become. */
export type Accepted = readonly [trade: number, request: Request]

/** The memory: see above. */
export type RequestMemory = {
  readonly add: (accepted: Accepted) => void
  readonly of: (trade: number) => Request | undefined
  /** Returns all that are kept, oldest first. */
  readonly all: () => readonly Accepted[]
  readonly lastEntryOn: (market: MarketId) => Accepted | undefined
}

/** How many are kept beyond those whose trades are open: of what is over, nobody asks for long. */
const REQUESTS_MAX = 500
/** Of how many markets the last entry is kept. */
const MARKETS_MAX = 1_000

function noteEntry(entries: Map<MarketId, Accepted>, accepted: Accepted): void {
  const [, { plan, purpose }] = accepted
  if (purpose !== 'entry') return
  for (const { market } of plan.legs) keepNewest(entries, market, accepted, MARKETS_MAX)
}

/** Returns an empty memory. `isOpen` says whether the journal still knows a trade. */
export function createRequestMemory(isOpen: (trade: number) => boolean): RequestMemory {
  const requests = new Map<number, Request>()
  const entries = new Map<MarketId, Accepted>()
  // Up to twice as many as are kept, so that they are not gone through for each.
  let recent: Accepted[] = []
  const prune = () => {
    const from = recent.length - REQUESTS_MAX
    const gone = recent.filter(([trade], at) => at < from && !isOpen(trade))
    recent = recent.filter(([trade], at) => at >= from || isOpen(trade))
    for (const [trade, request] of gone) if (requests.get(trade) === request) requests.delete(trade)
  }
  return Object.freeze({
    add: (accepted: Accepted) => {
      const [trade, request] = accepted
      requests.set(trade, request)
      noteEntry(entries, accepted)
      recent.push(accepted)
      if (recent.length >= 2 * REQUESTS_MAX) prune()
    },
    of: (trade: number) => requests.get(trade),
    all: () => [...recent],
    lastEntryOn: (market: MarketId) => entries.get(market),
  })
}
