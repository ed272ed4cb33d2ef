/*
 * Looks at every position that nothing hedges, and asks for its exit as a real order. One request for a
 * position at a time: until its order is booked or it was refused, nothing more is asked for.
 */
import type { Clock, Log, MarketId, Micros } from '@arbees/core'
import { NO_MONEY, NO_QUANTITY, parseMoney, parseQuantity, toMicros } from '@arbees/core'
import type { MarketShelf, ShelvedMarket } from '../markets/market-shelf.ts'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'
import type { Queries } from '../platform/store/store.ts'
import type { Exit, ExitPosition, ExitSettings } from './exit-rules.ts'
import { exitOf } from './exit-rules.ts'

type Requested = SpokenOf<'execution.requested'>
type Directional = ExitPosition & {
  readonly trade: string
  readonly game: string
  readonly market: MarketId
  readonly signal: string
  readonly type: MessageOf<'order.recorded'>['opportunityType']
}

/** Settings of `createExitDesk`. */
export type ExitDeskOptions = {
  readonly shelf: MarketShelf
  /** Which positions are its business: what is held on paper must never be sold at a venue. */
  readonly isPaper: boolean
  readonly settings: ExitSettings
  /** How long an exit may wait for its order to leave. */
  readonly lifeMicros: Micros
  readonly clock: Clock
  readonly log: Log
  readonly ask: (request: Requested) => Promise<void>
}

/** The desk: see above. */
export type ExitDesk = {
  /** Reads anew what is held. */
  readonly refresh: (queries: Queries) => Promise<void>
  /** A request came to its end: its order is booked, or it was refused. Counts from the next refresh on. */
  readonly answered: (request: string) => void
  /** Looks at every position once. */
  readonly look: () => Promise<void>
}

const HELD = `SELECT p.trade_id AS trade, p.game_id AS game, p.market_id AS market, p.side, p.quantity, p.cost,
  p.opened_at AS at, t.signal_id AS signal, t.opportunity_type AS type
  FROM positions p JOIN trades t ON t.trade_id = p.trade_id
  WHERE p.quantity > 0 AND t.is_paper = $1 AND t.opportunity_type NOT LIKE '%_arb' ORDER BY p.opened_at, p.trade_id`

type Stored = Omit<Directional, 'quantity' | 'cost' | 'openedAt'> & {
  readonly quantity: string
  readonly cost: string
  readonly at: number
}

function requestFor(held: Directional, { state }: ShelvedMarket, exit: Exit, at: Micros, life: Micros): Requested {
  const { trade, signal, game, market, side, type } = held
  const { limit, quantity, proceeds, why } = exit
  const nothing = NO_MONEY as number
  return {
    request: `exit-${trade}-${at}`,
    signal,
    game,
    purpose: 'exit',
    closes: trade,
    reservation: `exit ${trade}`,
    edgeBps: 0,
    causedAt: state.ladder.at,
    plan: {
      name: `exit ${trade}`,
      strategy: 'exit',
      opportunityType: type,
      legs: [
        {
          market,
          outcome: side,
          action: 'sell',
          limit,
          quantity,
          costMax: nothing,
          continuity: state.ladder.continuity,
          quoted: { cost: proceeds, fee: nothing, received: NO_QUANTITY },
        },
      ],
      payout: nothing,
      bound: { quantity: NO_QUANTITY, money: nothing },
      first: 'all',
      why,
      expiresAt: toMicros(at + life),
      at,
      edge: {
        gross: nothing,
        fees: nothing,
        slippage: nothing,
        net: nothing,
        locked: [],
        heldMicros: null,
        annualizedBps: null,
        hurdleBps: 0,
        whenVoid: null,
      },
    },
  }
}

/** Creates the desk. */
export function createExitDesk(options: ExitDeskOptions): ExitDesk {
  const { shelf, isPaper, settings, clock, log, ask, lifeMicros } = options
  const asked = new Map<string, string>()
  let answered = new Set<string>()
  let held: readonly Directional[] = []
  return Object.freeze({
    refresh: async ({ query }: Queries) => {
      // Only what was answered before the question is seen in its answer: the others may not be asked for again yet.
      const seen = answered
      answered = new Set()
      const rows = await query<Stored>(HELD, [isPaper]).catch((error: unknown) => {
        for (const request of seen) answered.add(request)
        throw error
      })
      for (const [key, request] of asked) if (seen.has(request)) asked.delete(key)
      held = rows.map(({ at, ...row }) => ({
        ...row,
        quantity: parseQuantity(row.quantity),
        cost: parseMoney(row.cost),
        openedAt: at,
      }))
    },
    answered: (request: string) => void answered.add(request),
    look: async () => {
      for (const position of held) {
        const key = `${position.trade} ${position.market} ${position.side}`
        const shelved = shelf.byId.get(position.market)
        if (shelved === undefined || asked.has(key)) continue
        const { state, league } = shelved
        const now = clock.now()
        const exit = exitOf(position, { market: state.market, ladder: state.ladder, league }, settings, now)
        if (exit === undefined) continue
        const request = requestFor(position, shelved, exit, now, lifeMicros)
        asked.set(key, request.request)
        log('info', 'exit asked for', { trade: position.trade, market: position.market, why: exit.why })
        await ask(request).catch((error: unknown) => {
          asked.delete(key)
          log('warn', 'an exit could not be asked for', { trade: position.trade, reason: (error as Error).message })
        })
      }
    },
  })
}
