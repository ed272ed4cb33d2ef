import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '@arbees/core'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { MessageOf } from '../../messages/topics.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { KillSwitch } from '../../platform/stop/kill-switch.ts'
import type { Queries, Store } from '../../platform/store/store.ts'
import type { Dashboard } from './dashboard-files.ts'
import type { Guard } from './guard.ts'
import type { LiveFeed } from './live-feed.ts'
import type { ApiState } from './state.ts'

/** The web server with the types of its schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What routes are made of. */
export type ServerParts = {
  readonly state: ApiState
  readonly store: Pick<Store, 'isReachable'> & Queries
  readonly feed: LiveFeed
  readonly guard: Guard
  readonly metrics: Metrics
  readonly dashboard: Dashboard
  readonly control: {
    readonly killSwitch: Pick<KillSwitch, 'stop' | 'resume'>
    readonly speak: (message: MessageOf<'control'>) => Promise<void>
  }
  readonly log: Log
}

/** Adds routes to a server. */
export type Routes = (app: App, parts: ServerParts) => void
