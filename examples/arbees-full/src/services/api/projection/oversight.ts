import type { Micros } from '@arbees/core'
import { seconds, toMicros } from '@arbees/core'
import type { MessageOf } from '../../../messages/topics.ts'
import { formatInstant } from '../../../platform/store/sql-values.ts'
import type { AlertView, ServiceView } from '../view/oversight-view.ts'
import { createNewest } from './newest.ts'

type Heartbeat = MessageOf<'service.heartbeat'>

/** How the services do, and what was raised. */
export type Oversight = {
  /** Takes a heartbeat that arrived at an instant; returns the instance. */
  readonly beat: (heartbeat: Heartbeat, arrivedAt: Micros) => string
  readonly raised: (message: MessageOf<'notification.raised'>) => AlertView
  /** Returns an instance as it is at an instant. */
  readonly view: (instance: string, now: Micros) => ServiceView | undefined
  /** Returns every instance by name, but for those that others of their service have replaced. */
  readonly services: (now: Micros) => readonly ServiceView[]
  /** Returns what was raised, the newest first. */
  readonly alerts: () => readonly AlertView[]
}

/** After how long a silence an instance counts as replaced where another of its service lives. */
const REPLACED_AFTER = seconds(300)
const INSTANCES_MAX = 1_000
const ALERTS_MAX = 500

/** Returns nothing seen yet. A service is silent when it has not told anything for `silentAfter`. */
export function createOversight(silentAfter: Micros): Oversight {
  const beats = createNewest<{ readonly heartbeat: Heartbeat; readonly arrivedAt: Micros }>(INSTANCES_MAX)
  const alerts: AlertView[] = []
  const view = (instance: string, now: Micros): ServiceView | undefined => {
    const known = beats.get(instance)
    if (known === undefined) return undefined
    const { service, status, startedAt, at, checks, metrics, lastSeen } = known.heartbeat
    const isSilent = now - known.arrivedAt > silentAfter
    return {
      service,
      instance,
      status: isSilent ? 'silent' : status,
      started_at: formatInstant(startedAt),
      last_heartbeat: formatInstant(at),
      checks,
      metrics,
      last_seen: Object.fromEntries(Object.entries(lastSeen).map(([topic, when]) => [topic, formatInstant(when)])),
    }
  }
  return Object.freeze({
    beat: (heartbeat: Heartbeat, arrivedAt: Micros) => {
      beats.put(heartbeat.instance, { heartbeat, arrivedAt: toMicros(arrivedAt) })
      return heartbeat.instance
    },
    raised: ({ kind, priority, title, sentence, key, at }: MessageOf<'notification.raised'>) => {
      const alert: AlertView = { kind, priority, title, sentence, key, at: formatInstant(at) }
      alerts.unshift(alert)
      if (alerts.length > ALERTS_MAX) alerts.pop()
      return alert
    },
    view,
    services: (now: Micros) => {
      const all = beats.list()
      const living = new Set(
        all.flatMap(({ heartbeat, arrivedAt }) => (now - arrivedAt > silentAfter ? [] : [heartbeat.service])),
      )
      return all
        .filter(({ heartbeat, arrivedAt }) => now - arrivedAt <= REPLACED_AFTER || !living.has(heartbeat.service))
        .map(({ heartbeat }) => view(heartbeat.instance, now))
        .filter((one) => one !== undefined)
        .sort((a, b) => (a.instance < b.instance ? -1 : 1))
    },
    alerts: () => [...alerts],
  })
}
