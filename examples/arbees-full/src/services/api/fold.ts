/*
 * Each message goes into the projections, and what it changed goes to the clients.
 */
import type { Handlers } from '../../service.ts'
import type { LiveFeed } from './live-feed.ts'
import { positionKey } from './projection/ledger.ts'
import type { ApiState } from './state.ts'

/** What the API hears: every instance of it all of it. */
export const API_LISTENS = {
  'game.found': 'each',
  'game.updated': 'each',
  'game.ended': 'each',
  'market.matched': 'each',
  'market.assigned': 'each',
  'quote.changed': 'each',
  'signal.generated': 'each',
  'execution.requested': 'each',
  'signal.refused': 'each',
  'execution.refused': 'each',
  'order.recorded': 'each',
  'trade.opened': 'each',
  'trade.ended': 'each',
  'position.changed': 'each',
  'bankroll.changed': 'each',
  'notification.raised': 'each',
  'service.heartbeat': 'each',
} as const

/** Returns the handlers that keep the state, and tell the feed what changed. */
export function foldInto(state: ApiState, feed: LiveFeed): Handlers<typeof API_LISTENS> {
  const { games, opportunities, ledger, oversight, now } = state
  const tellOverview = () => feed.tell('overview', () => ({ type: 'overview', data: state.overview() }))
  const tellGame = (game: string | undefined) => {
    if (game === undefined) return
    feed.tell(`game ${game}`, () => {
      const data = games.view(game)
      return data && { type: 'game', data }
    })
  }
  const tellOpportunity = (id: string) => {
    feed.tell(`opportunity ${id}`, () => {
      const data = opportunities.view(id)
      return data && { type: 'opportunity', data }
    })
    tellOverview()
  }
  return {
    'game.found': (message) => tellGame(games.found(message)),
    'game.updated': (message) => tellGame(games.updated(message)),
    'game.ended': (message) => {
      tellGame(games.ended(message))
      tellOverview()
    },
    'market.matched': (message) => tellGame(games.matched(message)),
    'market.assigned': (message) => tellGame(games.assigned(message)),
    'quote.changed': (message) => tellGame(games.quoted(message)),
    'signal.generated': (message) => tellOpportunity(opportunities.generated(message)),
    'signal.refused': (message) => tellOpportunity(opportunities.refused(message)),
    'execution.requested': (message) => tellOpportunity(opportunities.requested(message)),
    'execution.refused': (message) => tellOpportunity(opportunities.notExecuted(message)),
    'order.recorded': (message) => {
      const data = ledger.ordered(message)
      feed.tell(`order ${data.order_id}`, () => ({ type: 'order', data }))
      tellOpportunity(opportunities.ordered(message))
    },
    'trade.opened': (message) => {
      const data = ledger.opened(message)
      feed.tell(`trade ${data.trade_id}`, () => ({ type: 'trade', data }))
      tellOverview()
    },
    'trade.ended': (message) => {
      const data = ledger.ended(message)
      feed.tell(`trade ${data.trade_id}`, () => ({ type: 'trade', data }))
      tellOverview()
    },
    'position.changed': (message) => {
      const data = ledger.positioned(message)
      feed.tell(`position ${positionKey(data)}`, () => ({ type: 'position', data }))
      tellOverview()
    },
    'bankroll.changed': (message) => {
      ledger.banked(message)
      tellOverview()
    },
    'notification.raised': (message) => {
      const data = oversight.raised(message)
      feed.tell(`alert ${data.key} ${data.at}`, () => ({ type: 'alert', data }))
    },
    'service.heartbeat': (message, { isRetained }) => {
      // What was kept for newcomers may be of a service that is long gone.
      const instance = oversight.beat(message, isRetained ? message.at : now())
      feed.tell(`service ${instance}`, () => {
        const data = oversight.view(instance, now())
        return data && { type: 'service', data }
      })
    },
  }
}
