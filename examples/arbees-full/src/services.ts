import type { AnyService } from './service.ts'
import { analytics } from './services/analytics/service.ts'
import { api } from './services/api/service.ts'
import { executionService } from './services/execution-service/service.ts'
import { notificationService } from './services/notification-service/service.ts'
import { positionTracker } from './services/position-tracker/service.ts'
import { signalProcessor } from './services/signal-processor/service.ts'

/** Every service of the deployment, in the order in which they start. */
export const SERVICES: readonly AnyService[] = [
  notificationService,
  analytics,
  positionTracker,
  executionService,
  signalProcessor,
  api,
]
