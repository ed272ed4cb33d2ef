/*
 * What befalls the trader for a while: a full disk, a broken one, the kill switch.
 */
import type { Micros } from '@arbees/core'
import type { SimulatedWorld } from '@arbees/testkit'
import type { RunSettings, Spell } from './settings.ts'

/** The spells of a run as they come. */
export type Spells = {
  /** Since when the kill switch has been set; undefined while it is not. */
  readonly stoppedSince: () => Micros | undefined
  /** Those that came, by name. */
  readonly came: readonly string[]
}

/** Bytes that still fit on a disk that is full soon. */
const ROOM = 300

/** Lets the spells of a run come and go. */
export function castSpells(settings: RunSettings, world: SimulatedWorld): Spells {
  const { clock } = world
  const came: string[] = []
  let stoppedSince: Micros | undefined
  const cast = (name: string, spell: Spell | undefined, begin: () => void, end: () => void) => {
    if (spell === undefined) return
    clock.setTimer(spell.after, () => {
      came.push(name)
      world.note('world', `${name} begins`)
      begin()
      clock.setTimer(spell.lasts, () => {
        world.note('world', `${name} ends`)
        end()
      })
    })
  }
  const disk = () => world.diskOf('trader')
  const fill = () => disk().setCapacity(disk().usedBytes() + ROOM)
  cast('disk.full', settings.diskFull, fill, () => disk().setCapacity(Number.POSITIVE_INFINITY))
  cast(
    'disk.broken',
    settings.diskBroken,
    () => disk().setBroken(true),
    () => disk().setBroken(false),
  )
  cast(
    'kill-switch',
    settings.killSwitch,
    () => {
      stoppedSince = clock.now()
    },
    () => {
      stoppedSince = undefined
    },
  )
  return { stoppedSince: () => stoppedSince, came }
}
