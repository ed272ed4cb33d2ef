/*
 * What people ask of the executor: stop, go on, sell everything, cancel everything. Whoever speaks has written the
 * emergency stop already, and a control may wait behind others for a minute: what it said of the stop may be old by
 * then, so the stop itself is never written here.
 */
import type { Executor } from '@arbees/arb-engine'
import type { Clock, Log } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../messages/topics.ts'

/** How long a wish to sell, to cancel or to go on is good for. */
const AGE_MAX = seconds(60)

/** Returns the handler of controls. */
export function createControl(world: {
  readonly executor: Executor
  readonly clock: Clock
  readonly log: Log
  readonly notify: (notification: SpokenOf<'notification.raised'>) => void
}): (control: MessageOf<'control'>) => Promise<void> {
  const { executor, clock, log, notify } = world
  const report = (title: string, isDone: boolean, sentence: string) => {
    const about = { kind: 'emergency-stop', priority: isDone ? 'warning' : 'critical', title } as const
    notify({ ...about, sentence: sentence.slice(0, 2_000), fields: { isDone }, key: title, at: clock.now() })
    log(isDone ? 'info' : 'warn', title, { isDone, sentence })
  }
  const flatten = async (reason: string) => {
    const reports = await executor.flattenAll(reason)
    const left = reports.flatMap(({ left: rest }) =>
      rest.map(
        ({ market, outcome, quantity, sentence }) =>
          `${quantity} of ${market} ${outcome}${sentence === '' ? '' : ` (${sentence})`}`,
      ),
    )
    const unasked = reports
      .filter(({ sentence }) => sentence !== '')
      .map(({ venue, sentence }) => `${venue}: ${sentence}`)
    const isDone = reports.every((one) => one.isDone)
    report(
      'Everything was to be sold',
      isDone,
      isDone ? 'Nothing is held.' : `Still held: ${[...left, ...unasked].join('; ')}`,
    )
  }
  const cancelAll = async () => {
    const reports = await executor.cancelAll()
    const isDone = reports.every((one) => one.isDone)
    const rest = reports.filter((one) => !one.isDone).map(({ venue, sentence }) => `${venue}: ${sentence}`)
    report('Everything was to be canceled', isDone, isDone ? 'Nothing rests at any venue.' : rest.join('; '))
  }
  return async (control) => {
    const { type, by, reason, at } = control
    if (type !== 'stop' && clock.now() - at > AGE_MAX) {
      log('warn', 'control came too late, nothing is done', { type, by })
      return
    }
    log('warn', 'control', { type, by, reason })
    if (type === 'cancel-all') await cancelAll()
    // Not waited for: selling takes rounds, and the next control must be heard meanwhile.
    else if (type === 'flatten') void flatten(`${by}: ${reason}`)
    else if (type === 'resume') executor.clearHalt('all', `${by}: ${reason}`)
  }
}
