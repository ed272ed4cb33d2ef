import type { Clock, Micros } from '@arbees/core'
import { millis, sleep } from '@arbees/core'

/** How a recording's time passes. */
export type Pace = {
  readonly clock: Clock
  /** Seconds of the recording in one of the clock's; null: as fast as it can be read. */
  readonly speed: number | null
  /** Told the recording's own time now and then. */
  readonly moved: (at: number) => void
}

const BATCH_BYTES = 65_536
const BEAT = millis(50)

function timeOf(line: string): number {
  const at = line.indexOf('"at":')
  return at < 0 ? -1 : Number.parseInt(line.slice(at + 5, at + 25), 10)
}

/** Returns the lines of a recording as bytes, in batches, at the pace asked for. */
export async function* pacedRecording(lines: Iterable<string>, pace: Pace): AsyncGenerator<Uint8Array> {
  const { clock, speed, moved } = pace
  const startedAt = clock.now()
  let firstAt = -1
  let batch = ''
  let now = -1
  let nextBeat = BEAT as number
  for (const line of lines) {
    const at = timeOf(line)
    if (at >= 0) {
      if (firstAt < 0) firstAt = at
      now = at
    }
    // How much of the clock's time should have passed when this line is due.
    const due = speed === null || now < 0 ? 0 : Math.floor((now - firstAt) / speed)
    if (batch.length >= BATCH_BYTES || (speed !== null && due >= nextBeat)) {
      yield Buffer.from(batch)
      batch = ''
      moved(now)
      const ahead = speed === null ? 0 : due - (clock.now() - startedAt)
      if (ahead > 0) await sleep(clock, ahead as Micros)
      nextBeat = due + BEAT
    }
    batch += `${line}\n`
  }
  if (batch !== '') yield Buffer.from(batch)
  if (now >= 0) moved(now)
}
