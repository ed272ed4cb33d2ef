import { seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createMemoryLeases } from '../platform/leases/memory-leases.ts'
import { takeWriterLease } from './writer-lease.ts'

test('one process writes; another waits for it to end, and has a greater fence', async () => {
  const runtime = createVirtualRuntime({ seed: 1 })
  const { clock } = runtime
  const leases = createMemoryLeases(clock)
  const pass = (length: number) => clock.run(toMicros(clock.now() + seconds(length)))
  const ending = new AbortController()
  const first = await takeWriterLease(leases, 'one', runtime, ending.signal)
  await pass(60)
  expect(first.isHeld()).toBe(true)
  let second: Awaited<ReturnType<typeof takeWriterLease>> | undefined
  void takeWriterLease(leases, 'two', runtime, new AbortController().signal).then((lease) => {
    second = lease
  })
  await pass(30)
  expect(second).toBeUndefined()
  // It no longer prolongs: it gives up before another may begin.
  ending.abort()
  await pass(9)
  expect(first.isHeld()).toBe(false)
  expect(second).toBeUndefined()
  await pass(4)
  expect(second?.isHeld()).toBe(true)
  expect(second?.fence).toBeGreaterThan(first.fence)
  await second?.release()
  expect(second?.isHeld()).toBe(false)
})
