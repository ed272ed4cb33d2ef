import { millis, seconds } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createKillSwitch } from './kill-switch.ts'

test('a kill switch stops until it is heard of, while it is set, and when it was heard of too long ago', async () => {
  const clock = createVirtualClock(seconds(1_796_493_600))
  const killSwitch = createKillSwitch({ clock })
  expect([killSwitch.isStopped(), killSwitch.mayUnwind]).toEqual([true, false])
  killSwitch.heard(false)
  expect(killSwitch.isStopped()).toBe(false)
  await clock.run((clock.now() + seconds(1)) as never)
  expect(killSwitch.isStopped()).toBe(false)
  await clock.run((clock.now() + 1) as never)
  expect(killSwitch.isStopped()).toBe(true)
  killSwitch.heard(false)
  killSwitch.heard(true)
  expect(killSwitch.isStopped()).toBe(true)
  const slow = createKillSwitch({ clock, mayUnwind: true, staleMicros: millis(10) })
  slow.heard(false)
  await clock.run((clock.now() + millis(11)) as never)
  expect([slow.isStopped(), slow.mayUnwind]).toEqual([true, true])
})
