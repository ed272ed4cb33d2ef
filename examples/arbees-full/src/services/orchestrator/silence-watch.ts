/* Who was heard and is silent now, and whose last word need not be kept any more. Pure. */
import type { Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'

type Heartbeat = MessageOf<'service.heartbeat'>
type Alert = SpokenOf<'notification.raised'>

type Known = { heartbeat: Heartbeat; heardAt: Micros; state: 'well' | 'degraded' | 'silent' | 'gone' }

/** Every instance of every service. Changed in place. */
export type SilenceWatch = Map<string, Known>

function alert(of: Heartbeat, state: Exclude<Known['state'], 'gone'>, at: Micros): Alert {
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
  if (known === undefined || known.state === 'gone' || known.state === state) return []
  return [alert(heartbeat, state, at)]
}

/** Returns what is to be told of who has been silent for longer than `limit`. */
export function findSilent(watch: SilenceWatch, limit: Micros, now: Micros): readonly Alert[] {
  const alerts: Alert[] = []
  for (const known of watch.values()) {
    if (known.state === 'silent' || known.state === 'gone' || now - known.heardAt <= limit) continue
    known.state = 'silent'
    alerts.push(alert(known.heartbeat, 'silent', now))
  }
  return alerts
}

/** Takes the last word of who died before we were there: of that nobody is told, and its return is no news. */
export function applyOldHeartbeat(watch: SilenceWatch, heartbeat: Heartbeat): void {
  if (!watch.has(heartbeat.instance)) watch.set(heartbeat.instance, { heartbeat, heardAt: heartbeat.at, state: 'gone' })
}

/** How long a last word is kept after it. */
const KEPT_FOR = seconds(3_600)

/**
 * Returns who has been silent for an hour while another of the same service lives: one that was replaced, as shards are by
 * others under new names. The only one of a service is never among them: that it is missing must be seen.
 */
export function findReplaced(watch: SilenceWatch, now: Micros): readonly string[] {
  const living = new Set<string>()
  for (const { heartbeat, state } of watch.values()) {
    if (state === 'well' || state === 'degraded') living.add(heartbeat.service)
  }
  return [...watch].flatMap(([instance, { heartbeat, heardAt, state }]) => {
    const isSilent = state === 'silent' || state === 'gone'
    return isSilent && now - heardAt > KEPT_FOR && living.has(heartbeat.service) ? [instance] : []
  })
}
