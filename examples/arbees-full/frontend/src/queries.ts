import { useQuery } from '@tanstack/react-query'
import type { GameView } from '../../src/services/api/view/game-view.ts'
import type { EquityPoint, OrderView, PositionView, TradeView } from '../../src/services/api/view/ledger-view.ts'
import type { OpportunityView } from '../../src/services/api/view/opportunity-view.ts'
import type { AlertView, ControlView, HealthView, OverviewView } from '../../src/services/api/view/oversight-view.ts'

/** How many of each a page holds. */
export const LISTED_MAX = 500

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init)
  const body = (await response.json()) as T & { readonly error?: { readonly sentence: string } }
  if (!response.ok) throw new Error(body.error?.sentence ?? `the API answered ${response.status}`)
  return body
}

const MINUTE = 60_000

/** What each page asks, by the name under which it is kept. Live messages keep it new; asking again is the net below. */
export const SOURCES = {
  overview: '/api/overview',
  games: '/api/live-games?include_final=true&max_age_hours=12',
  opportunities: `/api/opportunities?limit=${LISTED_MAX}`,
  orders: `/api/paper-trading/orders?limit=${LISTED_MAX}`,
  trades: `/api/paper-trading/trades?limit=${LISTED_MAX}`,
  positions: '/api/paper-trading/positions',
  health: '/api/monitoring/health',
  alerts: '/api/monitoring/alerts?limit=100',
} as const

function useSource<T>(name: keyof typeof SOURCES, everyMs = MINUTE) {
  return useQuery({ queryKey: [name], queryFn: () => ask<T>(SOURCES[name]), refetchInterval: everyMs })
}

/** The whole in one answer. */
export const useOverview = () => useSource<OverviewView>('overview', 10_000)
/** Games of the last hours. */
export const useGames = () => useSource<readonly GameView[]>('games')
/** Opportunities, newest first. */
export const useOpportunities = () => useSource<readonly OpportunityView[]>('opportunities')
/** Orders, newest first. */
export const useOrders = () => useSource<readonly OrderView[]>('orders')
/** Trades, newest first. */
export const useTrades = () => useSource<readonly TradeView[]>('trades')
/** What is held. */
export const usePositions = () => useSource<readonly PositionView[]>('positions')
/** Every service. */
export const useHealth = () => useSource<HealthView>('health', 10_000)
/** What was raised. */
export const useAlerts = () => useSource<readonly AlertView[]>('alerts')

/** The account over so many days. */
export function useEquity(days: number) {
  return useQuery({
    queryKey: ['equity', days],
    queryFn: () => ask<readonly EquityPoint[]>(`/api/paper-trading/equity-history?days=${days}`),
    refetchInterval: 15_000,
  })
}

/** Asks the API to stop or to go on. @throws Error with the API's own sentence */
export function control(word: 'stop' | 'resume', token: string, reason: string): Promise<ControlView> {
  return ask(`/api/control/${word}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ reason }),
  })
}
