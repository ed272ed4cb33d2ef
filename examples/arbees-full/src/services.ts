import type { AnyService } from './service.ts'
import { analytics } from './services/analytics/service.ts'
import { api } from './services/api/service.ts'
import { executionService } from './services/execution-service/service.ts'
import { gameShard } from './services/game-shard/service.ts'
import { kalshiMonitor } from './services/kalshi-monitor/service.ts'
import { marketDiscovery } from './services/market-discovery/service.ts'
import { notificationService } from './services/notification-service/service.ts'
import { orchestrator } from './services/orchestrator/service.ts'
import { polymarketMonitor } from './services/polymarket-monitor/service.ts'
import { positionTracker } from './services/position-tracker/service.ts'
import { signalProcessor } from './services/signal-processor/service.ts'

/** Every service of the deployment, in the order in which they start: who hears before who speaks. */
export const SERVICES: readonly AnyService[] = [
  api,
  notificationService,
  analytics,
  positionTracker,
  executionService,
  signalProcessor,
  gameShard,
  kalshiMonitor,
  polymarketMonitor,
  marketDiscovery,
  orchestrator,
]
