import { z } from 'zod'
import { micros, name, sentence, venue } from './scalars.ts'

/** Something that a person may want to know. */
export const notificationRaised = z.object({
  kind: z.enum([
    'trade-opened',
    'trade-ended',
    'trade-halted',
    'risk-refused',
    'daily-loss',
    'breaker',
    'emergency-stop',
    'service-health',
    'reconciliation',
    'fault',
  ]),
  priority: z.enum(['info', 'warning', 'error', 'critical']),
  title: z.string().max(200),
  sentence,
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Alerts of one key are one alert. */
  key: name,
  at: micros,
})

/** A service is alive, and what it depends on. */
export const serviceHeartbeat = z.object({
  service: name,
  instance: name,
  status: z.enum(['starting', 'healthy', 'degraded', 'stopping']),
  startedAt: micros,
  at: micros,
  /** Each dependency by name, and whether it answered when it was last asked. */
  checks: z.record(z.string(), z.boolean()),
  metrics: z.record(z.string(), z.number()),
  /** When the last message of each topic arrived. */
  lastSeen: z.record(z.string(), micros),
})

/** What a person asks of the system. Answered by what then happens, never by a reply. */
export const control = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stop'), by: name, reason: sentence, at: micros }),
  z.object({ type: z.literal('resume'), by: name, reason: sentence, at: micros }),
  /** Sell all that is held, by bounded orders. */
  z.object({ type: z.literal('flatten'), by: name, reason: sentence, at: micros }),
  /** Cancel whatever may rest at a venue, and ask the venue afterwards. */
  z.object({ type: z.literal('cancel-all'), by: name, venues: z.array(venue), reason: sentence, at: micros }),
])
