import { z } from 'zod'
import { bankrollView } from './ledger-view.ts'
import { funnelView } from './opportunity-view.ts'
import { dollars, instant, millisText, percentText } from './scalars.ts'

/** One instance of a service, as its last heartbeat told it. */
export const serviceView = z.object({
  service: z.string(),
  instance: z.string(),
  /** `silent`: it has told nothing for three beats. */
  status: z.enum(['starting', 'healthy', 'degraded', 'stopping', 'silent']),
  started_at: instant,
  last_heartbeat: instant,
  checks: z.record(z.string(), z.boolean()),
  metrics: z.record(z.string(), z.number()),
  /** When the last message of each topic arrived. */
  last_seen: z.record(z.string(), instant),
})

/** Something that was raised. */
export const alertView = z.object({
  kind: z.string(),
  priority: z.enum(['info', 'warning', 'error', 'critical']),
  title: z.string(),
  sentence: z.string(),
  key: z.string(),
  at: instant,
})

/** How the whole stands. */
export const healthView = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  timestamp: instant,
  database: z.boolean(),
  websocket_clients: z.int(),
  services: z.array(serviceView),
})

/** What bounds the day, and how much of it is used. */
export const riskView = z.object({
  daily_pnl: dollars,
  daily_limit: dollars,
  daily_limit_remaining: dollars,
  /** Of the limit; 0 on a day without loss. */
  daily_limit_pct: percentText,
  max_position: dollars,
  total_exposure: dollars,
  exposure_by_game: z.array(z.object({ game_id: z.string(), name: z.string(), exposure: dollars })),
  exposure_by_sport: z.array(z.object({ sport: z.string(), exposure: dollars })),
  /** Over the orders that are kept; null before the first. */
  p50_latency_ms: millisText.nullable(),
  p95_latency_ms: millisText.nullable(),
})

/** How trades ended since the start of the account. */
export const performanceView = z.object({
  total_trades: z.int(),
  open_trades: z.int(),
  winning_trades: z.int(),
  losing_trades: z.int(),
  /** Of trades that won or lost; null before the first. */
  win_rate: percentText.nullable(),
  total_pnl: dollars,
})

/** Whether orders may leave, and whether this API may change it. */
export const controlView = z.object({
  /** `unreadable`: nobody can tell, so it counts as a stop. */
  emergency_stop: z.enum(['set', 'unreadable', 'clear']),
  may_unwind: z.boolean(),
  /** Without an API_TOKEN the routes that change something are off. */
  is_enabled: z.boolean(),
})

/** The first page in one answer. */
export const overviewView = z.object({
  now: instant,
  paper_trading: z.boolean(),
  control: controlView,
  bankroll: bankrollView.nullable(),
  performance: performanceView,
  risk: riskView,
  funnel: funnelView,
  live_games: z.int(),
  open_positions: z.int(),
})

/** A service as the API shows it. */
export type ServiceView = z.output<typeof serviceView>
/** An alert as the API shows it. */
export type AlertView = z.output<typeof alertView>
/** The health as the API shows it. */
export type HealthView = z.output<typeof healthView>
/** The risk as the API shows it. */
export type RiskView = z.output<typeof riskView>
/** The overview as the API shows it. */
export type OverviewView = z.output<typeof overviewView>
/** The control as the API shows it. */
export type ControlView = z.output<typeof controlView>
/** The performance as the API shows it. */
export type PerformanceView = z.output<typeof performanceView>
