/* Who was heard and is silent now. Pure. */
import type { Micros } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'

type Heartbeat = MessageOf<'service.heartbeat'>
type Alert = SpokenOf<'notification.raised'>

type Known = { heartbeat: Heartbeat; heardAt: Micros; state: 'well' | 'degraded' | 'silent' }

/** Every instance of every service. Changed in place. */
export type SilenceWatch = Map<string, Known>

function alert(of: Heartbeat, state: Known['state'], at: Micros): Alert {
  const failing = Object.entries(of.checks).flatMap(([name, works]) => (works ? [] : [name]))
  const sentences = {
    well: `${of.instance} is well again.`,
    degraded: `${of.instance} works, but not with: ${failing.join(', ')}.`,
    silent: `${of.instance} has not been heard of.`,
  }
  return {
    kind: 'service-health',
    priority: state === 'well' ? 'info' : 'warning',
    title: `${of.service}: ${state}`,
    sentence: sentences[state].slice(0, 2_000),
    fields: { instance: of.instance, state },
    key: `service-health ${of.instance} ${state}`,
    at,
  }
}

/** Takes a sign of life; returns what is to be told of it. */
export function applyHeartbeat(watch: SilenceWatch, heartbeat: Heartbeat, at: Micros): readonly Alert[] {
  const known = watch.get(heartbeat.instance)
  const state = heartbeat.status === 'degraded' ? 'degraded' : 'well'
  watch.set(heartbeat.instance, { heartbeat, heardAt: at, state })
  if (known === undefined || known.state === state) return []
  return [alert(heartbeat, state, at)]
}

/** Returns what is to be told of who has been silent for longer than `limit`. */
export function findSilent(watch: SilenceWatch, limit: Micros, now: Micros): readonly Alert[] {
  const alerts: Alert[] = []
  for (const known of watch.values()) {
    if (known.state === 'silent' || now - known.heardAt <= limit) continue
    known.state = 'silent'
    alerts.push(alert(known.heartbeat, 'silent', now))
  }
  return alerts
}
