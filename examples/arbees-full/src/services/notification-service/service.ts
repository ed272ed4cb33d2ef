import type { LogLevel, Micros } from '@arbees/core'
import { z } from 'zod'
import type { MessageOf } from '../../messages/topics.ts'
import { secondsVariable } from '../../platform/config/variable.ts'
import { handleOnce } from '../../platform/store/handle-once.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import { defineService } from '../../service.ts'
import { createAlertGate } from './alert-gate.ts'

type Alert = MessageOf<'notification.raised'>

const LEVELS: Readonly<Record<Alert['priority'], LogLevel>> = {
  info: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
}

/** Tells people what was raised, once for each key, and keeps all of it. The channel is the log. */
export const notificationService = defineService({
  name: 'notification-service',
  listens: { 'notification.raised': 'share', control: 'share' },
  speaks: [],
  config: z.object({ NOTIFICATION_REPEAT_SECONDS: secondsVariable('300') }),
  start: async ({ service, config, runtime, store }) => {
    const { clock, log } = runtime
    const quiet = config.NOTIFICATION_REPEAT_SECONDS
    const gate = createAlertGate(quiet)
    const recent = await store.query<{ key: string; at: Micros }>(
      'SELECT alert_key AS key, MAX(sent_at) AS at FROM notifications WHERE sent_at > $1 GROUP BY alert_key ORDER BY at',
      [formatInstant(Math.max(0, clock.now() - quiet))],
    )
    for (const { key, at } of recent) gate.wasTold(key, at)
    let [told, heldBack] = [0, 0]
    const tell = (alert: Alert, before: number) => {
      const { kind, priority, title, sentence, fields } = alert
      const repeated = before > 0 ? { heldBack: before } : {}
      log(LEVELS[priority], 'notification', { kind, title, sentence, details: fields, ...repeated })
    }
    return {
      handlers: {
        'notification.raised': async (alert, envelope) => {
          const { kind, priority, title, sentence, fields, key, at } = alert
          const judgment = gate.judge(alert)
          const isNew = await handleOnce(store, service, envelope, async ({ query }) => {
            await query(
              `INSERT INTO notifications (kind, priority, title, sentence, fields, alert_key, created_at, sent_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
              [
                kind,
                priority,
                title,
                sentence,
                JSON.stringify(fields),
                key,
                formatInstant(at),
                judgment.isTold ? formatInstant(at) : null,
              ],
            )
          })
          if (!isNew) return
          if (judgment.isTold) {
            told += 1
            tell(alert, judgment.heldBack)
          } else heldBack += 1
        },
        control: ({ type, by, reason }) => log('warn', 'somebody took control', { asked: type, by, reason }),
      },
      figures: () => ({ told, heldBack }),
    }
  },
})
