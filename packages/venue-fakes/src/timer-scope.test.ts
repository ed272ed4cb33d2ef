import { seconds, toMicros } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { expect, it } from 'vitest'
import { createTimerScope } from './timer-scope.ts'

it('fires its timers until it ends, and leaves none behind', async () => {
  const clock = createVirtualClock(toMicros(0))
  const scope = createTimerScope(clock)
  const fired: string[] = []
  scope.clock.setTimer(seconds(1), () => fired.push('one'))
  scope.clock.setTimer(seconds(1), () => fired.push('canceled'))()
  scope.clock.setTimer(seconds(9), () => fired.push('nine'))
  await clock.run(seconds(2))
  expect(scope.clock.now()).toBe(seconds(2))
  expect(clock.waiting()).toBe(1)
  scope.end()
  scope.clock.setTimer(seconds(1), () => fired.push('late'))
  expect(clock.waiting()).toBe(0)
  await clock.run(seconds(20))
  expect(fired).toEqual(['one'])
})
