import { millis, seconds } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createVirtualRuntime } from './virtual-runtime.ts'

describe('a virtual runtime', () => {
  test('stamps what it logs with virtual time, and keeps the last lines', async () => {
    const runtime = createVirtualRuntime({ seed: 1, startAt: seconds(100), logLinesMax: 3 })
    for (let round = 1; round <= 5; round++) {
      runtime.clock.setTimer(millis(round), () => runtime.log('info', 'a round passed', { round }))
    }
    await runtime.clock.runUntilIdle()
    expect(runtime.lines.map(({ at, fields }) => [at, fields['round']])).toEqual([
      [100_003_000, 3],
      [100_004_000, 4],
      [100_005_000, 5],
    ])
  })

  test('has the chance of its seed', () => {
    const drawn = (seed: number) => createVirtualRuntime({ seed }).rng.next()
    expect(drawn(1)).toBe(drawn(1))
    expect(drawn(1)).not.toBe(drawn(2))
  })

  test('uses what it is given: a disk outlives the runtime that wrote it', () => {
    const first = createVirtualRuntime({ seed: 1 })
    first.disk.openAppend('journal').append(new Uint8Array([1, 2, 3]))
    first.disk.crash('process')
    const second = createVirtualRuntime({ seed: 2, clock: first.clock, disk: first.disk })
    expect(second.disk.read('journal')).toEqual(new Uint8Array([1, 2, 3]))
    expect(second.clock).toBe(first.clock)
  })
})
