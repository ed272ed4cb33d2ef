import type { KillSwitch } from '@arbees/arb-engine'
import type { WriterLease } from './writer-lease.ts'

/**
 * Returns the emergency stop as the one writer has it: without the lease everything is stopped, and nothing may be
 * unwound either, since another process may be selling the same.
 */
export function writerSwitch(
  killSwitch: Pick<KillSwitch, 'isStopped' | 'mayUnwind'>,
  { isHeld }: Pick<WriterLease, 'isHeld'>,
): KillSwitch {
  return Object.freeze({
    isStopped: () => killSwitch.isStopped() || !isHeld(),
    // Read before every order: a copy of it would outlive the lease.
    get mayUnwind() {
      return killSwitch.mayUnwind && isHeld()
    },
  })
}
