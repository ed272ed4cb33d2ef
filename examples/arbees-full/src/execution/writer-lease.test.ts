import { seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createMemoryLeases } from '../platform/leases/memory-leases.ts'
import { takeWriterLease } from './writer-lease.ts'

const neverLost = (reason: Error) => {
  throw reason
}

test('one process writes; another waits for it to end, and has a greater fence', async () => {
  const runtime = createVirtualRuntime({ seed: 1 })
  const { clock } = runtime
  const leases = createMemoryLeases(clock)
  const pass = (length: number) => clock.run(toMicros(clock.now() + seconds(length)))
  const ending = new AbortController()
  const first = await takeWriterLease(leases, 'one', runtime, neverLost, ending.signal)
  await pass(60)
  expect(first.isHeld()).toBe(true)
  let second: Awaited<ReturnType<typeof takeWriterLease>> | undefined
  void takeWriterLease(leases, 'two', runtime, neverLost, new AbortController().signal).then((lease) => {
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

test('a lease that ran out while the place of leases was away is told as lost, and not taken again', async () => {
  const runtime = createVirtualRuntime({ seed: 1 })
  const { clock } = runtime
  const leases = createMemoryLeases(clock)
  let isAway = false
  const take: typeof leases.take = async (...args) => {
    if (isAway) throw new Error('away')
    return leases.take(...args)
  }
  const losses: string[] = []
  const ending = new AbortController()
  const lease = await takeWriterLease(
    { ...leases, take },
    'one',
    runtime,
    ({ message }) => losses.push(message),
    ending.signal,
  )
  const pass = (length: number) => clock.run(toMicros(clock.now() + seconds(length)))
  isAway = true
  await pass(8)
  isAway = false
  await pass(30)
  expect([lease.isHeld(), losses]).toEqual([true, []])
  isAway = true
  await pass(30)
  isAway = false
  await pass(30)
  expect([lease.isHeld(), losses]).toEqual([false, [expect.stringContaining('was lost')]])
  // It does not keep another waiting, nor its own next start.
  expect(await leases.holderOf('execution-writer')).toBeUndefined()
  ending.abort()
})
