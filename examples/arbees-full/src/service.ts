/*
 * What a service is: a name, what it hears and speaks, its settings, and a start. It knows no other
 * service, no bus and no database by kind; the same service runs in one process or in its own container.
 */
import type { Runtime } from '@arbees/core'
import { invariant } from '@arbees/core'
import type { z } from 'zod'
import type { MessageOf, SpokenOf, Topic } from './messages/topics.ts'
import type { Envelope, Hearing } from './platform/bus/bus.ts'
import type { ConfigCheck } from './platform/config/read-config.ts'
import type { Leases } from './platform/leases/leases.ts'
import type { Metrics } from './platform/metrics.ts'
import type { KillSwitch } from './platform/stop/kill-switch.ts'
import type { Store } from './platform/store/store.ts'

/** Which topics a service hears, and whether every instance does or one of them. */
export type Listens = Readonly<Partial<Record<Topic, Hearing>>>

/** The settings of a service: a zod object whose keys are the variables' own names. */
export type ConfigSchema = z.ZodObject<Readonly<Record<string, z.ZodType>>>

/** What a service does with what it hears: one handler for each topic that it listens to. */
export type Handlers<L extends Listens> = {
  readonly [T in keyof L & Topic]: (message: MessageOf<T>, about: Envelope<T>) => void | Promise<void>
}

/** What a service is given. */
export type ServiceContext<Speaks extends Topic, Config> = {
  readonly service: string
  /** This instance's name, the same after a restart. */
  readonly instance: string
  readonly config: Config
  /** Its `log` names the service in every line. */
  readonly runtime: Runtime
  readonly store: Store
  readonly leases: Leases
  readonly killSwitch: KillSwitch
  readonly metrics: Metrics
  /** Speaks a message; resolves when it will be heard. Only what the service says that it speaks. */
  readonly speak: <T extends Speaks>(topic: T, message: SpokenOf<T>, correlation?: string) => Promise<void>
  /** Ends the process in order and as failed: for what only a new start mends. Who restarts it is not our business. */
  readonly fail: (reason: Error) => void
  /** Drops the last word about a key that is kept for newcomers: there is nothing more to know of it. */
  readonly forget: (topic: Topic, key: string) => Promise<void>
  /** Ends everything the service began by itself. */
  readonly signal: AbortSignal
}

/** A service that has started. */
export type RunningService<L extends Listens> = {
  readonly handlers: Handlers<L>
  /** What it depends on beyond bus and store, by name: each must answer whether it works now. */
  readonly checks?: Readonly<Record<string, () => boolean | Promise<boolean>>>
  /** Figures for its heartbeat. */
  readonly figures?: () => Readonly<Record<string, number>>
  /** Called when everybody listens: the first moment at which something may be spoken. */
  readonly begin?: () => void | Promise<void>
  /** Called after the last message was handled, before bus and store end. */
  readonly stop?: () => void | Promise<void>
}

/** A service as it is written. */
export type Service<
  L extends Listens = Listens,
  Speaks extends Topic = Topic,
  Schema extends ConfigSchema = ConfigSchema,
> = {
  /** As in `docker-compose.yml` and in the logs, with hyphens: `game-shard`. */
  readonly name: string
  readonly listens: L
  readonly speaks: readonly Speaks[]
  readonly config: Schema
  /** What must hold among its settings, beyond each one's form. */
  readonly check?: ConfigCheck
  readonly start: (context: ServiceContext<Speaks, z.output<Schema>>) => Promise<RunningService<L>>
}

/** A service by its form alone, for who runs it. */
export type AnyService = {
  readonly name: string
  readonly listens: Listens
  readonly speaks: readonly Topic[]
  readonly config: ConfigSchema
  readonly check?: ConfigCheck
  readonly start: (context: ServiceContext<Topic, never>) => Promise<AnyRunningService>
}

/** A service that has started, by its form alone. */
export type AnyRunningService = Omit<RunningService<Listens>, 'handlers'> & {
  readonly handlers: Readonly<Partial<Record<Topic, (message: never, about: never) => void | Promise<void>>>>
}

/**
 * Returns a service, checked: a handler for every topic that it hears, nothing spoken but what it says.
 *
 * @example
 * export const echo = defineService({
 *   name: 'echo',
 *   listens: { 'game.found': 'share' },
 *   speaks: ['game.ended'],
 *   config: z.object({ ECHO_DELAY_MS: millisVariable('250') }),
 *   start: async ({ speak, config }) => ({ handlers: { 'game.found': (game) => speak('game.ended', …) } }),
 * })
 */
export function defineService<
  const L extends Listens,
  const Speaks extends Topic = never,
  Schema extends ConfigSchema = ConfigSchema,
>(service: Service<L, Speaks, Schema>): Service<L, Speaks, Schema> {
  invariant(/^[a-z]+(-[a-z]+)*$/.test(service.name), `a service's name is lower-case words, found ${service.name}`)
  return Object.freeze(service)
}
