import type { Cancel, Clock, Log, Micros } from '@arbees/core'
import { seconds, sleep, toMicros } from '@arbees/core'
import type { Lease, Leases } from '../platform/leases/leases.ts'

/** The one who may send orders. */
export type WriterLease = {
  readonly fence: number
  /** Says whether it still is this process: in doubt, no. */
  readonly isHeld: () => boolean
  readonly release: () => Promise<void>
}

const NAME = 'execution-writer'
const LENGTH = seconds(10)
const EVERY = seconds(3)
/** Clocks run differently: the holder gives up before others may take it. */
const MARGIN = seconds(1)

/**
 * Waits until this process is the one writer, and stays it; another that holds it now has to end first. Once it was
 * lost, as when Redis was away for longer than it lasts, another may have traded: `lost` is called, and it never comes
 * back to this process.
 */
export async function takeWriterLease(
  leases: Leases,
  holder: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  lost: (reason: Error) => void,
  signal: AbortSignal,
): Promise<WriterLease> {
  let lease: Lease | undefined
  for (let tries = 0; ; tries++) {
    lease = await leases.take(NAME, holder, LENGTH).catch(() => undefined)
    if (lease !== undefined) break
    if (tries === 0) log('info', 'another process executes orders, waiting for it to end')
    await sleep(clock, seconds(1), signal)
  }
  const first = lease
  let until: Micros = first.until
  let cancel: Cancel = () => undefined
  const prolong = async () => {
    if (signal.aborted) return
    try {
      const next = await leases.take(NAME, holder, LENGTH)
      if (next?.fence === first.fence) until = next.until
      else {
        until = toMicros(0)
        log('warn', 'the lease on sending orders was lost, nothing leaves from here', { fence: first.fence })
        // It may be ours anew; whoever starts next should not have to wait for it.
        await leases.release(NAME, holder).catch(() => undefined)
        lost(new Error('the lease on sending orders was lost: a new start takes it again and asks what is open'))
        return
      }
    } catch (error) {
      log('warn', 'the lease could not be prolonged', { reason: (error as Error).message })
    }
    arm()
  }
  const arm = () => {
    if (!signal.aborted) cancel = clock.setTimer(EVERY, () => void prolong())
  }
  arm()
  return Object.freeze({
    fence: first.fence,
    isHeld: () => clock.now() < until - MARGIN,
    release: async () => {
      cancel()
      until = toMicros(0)
      await leases.release(NAME, holder).catch(() => undefined)
    },
  })
}
