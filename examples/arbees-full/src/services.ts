import type { AnyService } from './service.ts'
import { gameShard } from './services/game-shard/service.ts'
import { kalshiMonitor } from './services/kalshi-monitor/service.ts'
import { marketDiscovery } from './services/market-discovery/service.ts'
import { orchestrator } from './services/orchestrator/service.ts'
import { polymarketMonitor } from './services/polymarket-monitor/service.ts'

/** Every service of the deployment, in the order in which they start. */
export const SERVICES: readonly AnyService[] = [
  orchestrator,
  marketDiscovery,
  kalshiMonitor,
  polymarketMonitor,
  gameShard,
]
