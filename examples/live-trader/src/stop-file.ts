import type { WatchedKillSwitch } from '@arbees/arb-engine'
import { createKillSwitch } from '@arbees/arb-engine'
import type { Runtime } from '@arbees/core'
import { millis } from '@arbees/core'

/** How often the file is looked at: so often that the copy is never a second old. */
const EVERY = millis(200)

/**
 * Returns the kill switch that is a file: while it is there (and says anything but 0), no order leaves.
 * When it cannot be read the copy grows old, and counts as set.
 */
export function watchStopFile({ clock, disk, log }: Runtime, path: string, mayUnwind: boolean): WatchedKillSwitch {
  const killSwitch = createKillSwitch({ clock, mayUnwind })
  const look = () => {
    try {
      const bytes = disk.read(path)
      killSwitch.heard(bytes !== undefined && new TextDecoder().decode(bytes).trim() !== '0')
    } catch (error) {
      log('error', 'the kill switch cannot be read', { path, error: String(error) })
    }
    clock.setTimer(EVERY, look)
  }
  look()
  return killSwitch
}
