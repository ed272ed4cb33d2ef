import type { Drill } from './drill-hands.ts'
import { arrivals, complain, endTrader, pause, startTrader } from './drill-hands.ts'

/** What the kill switch did. */
export type Stopping = {
  /** Orders that arrived in the second before it was set. */
  readonly ordersBefore: number
  /** In the second after that. */
  readonly ordersWithin: number
  /** Later than that, while it stood. */
  readonly ordersAfter: number
  /** How long after it was set the last order arrived; 0 for none. */
  readonly lastMicros: number
  /** Whether orders arrived again when it was taken back. */
  readonly isResumed: boolean
}

const SECOND = 1_000_000
/** How long the switch stands. */
const STANDS = 4 * SECOND
const WAIT_MAX = 20 * SECOND

/** Sets the kill switch while orders leave, and wants none to leave a second later. */
export async function stopUnderLoad(drill: Drill): Promise<Stopping> {
  const { watch, clock, options } = drill
  const path = `${options.folder}/stop`
  const trader = startTrader(drill, 'trade')
  await Promise.race([trader.trading, trader.ended])
  if (!(await arrivals(drill, 6, WAIT_MAX))) complain(drill, 'no load before the kill switch was set')
  const setAt = clock.now()
  options.files.write(path, '1')
  watch.stopped(true)
  await pause(drill, STANDS)
  const since = (from: number, to: number) => watch.arrivals.filter((at) => at > from && at <= to)
  const after = since(setAt, Number.MAX_SAFE_INTEGER)
  options.files.remove(path)
  watch.stopped(false)
  const isResumed = await arrivals(drill, 1, WAIT_MAX)
  if (!isResumed) complain(drill, 'no order left any more after the kill switch was taken back')
  await endTrader(drill, trader)
  return {
    ordersBefore: since(setAt - SECOND, setAt).length,
    ordersWithin: since(setAt, setAt + SECOND).length,
    ordersAfter: after.filter((at) => at > setAt + SECOND).length,
    lastMicros: (after.at(-1) ?? setAt) - setAt,
    isResumed,
  }
}
