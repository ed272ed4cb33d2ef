/*
 * The person who watches the trader: halts something for a while, and lets go on what the trader has
 * halted itself.
 */
import type { Micros, Runtime } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { RunSettings } from '../world/settings.ts'
import type { Executing } from './executing-parts.ts'

/** How often the halts are looked at. */
const LOOK_MICROS: Micros = seconds(1)
const BY_HAND = 'by the operator'

/** Begins to watch one life. */
export function startOperator({ clock }: Runtime, { operator }: RunSettings, executor: Executing): void {
  const { halt, clearsAfter } = operator
  if (halt !== undefined) {
    clock.setTimer(halt.after, () => {
      executor.halt(halt.scope, BY_HAND)
      clock.setTimer(halt.lasts, () => void executor.clearHalt(halt.scope, BY_HAND))
    })
  }
  if (clearsAfter === undefined) return
  const cleared = new Set<string>()
  const look = (): void => {
    for (const { scope, at, reason } of [...executor.state().halts.values()]) {
      if (reason === BY_HAND || cleared.has(scope) || clock.now() - at < clearsAfter) continue
      // Once: what halts again is not looked at a second time.
      cleared.add(scope)
      executor.clearHalt(scope, 'looked at')
    }
    clock.setTimer(LOOK_MICROS, look)
  }
  clock.setTimer(LOOK_MICROS, look)
}
