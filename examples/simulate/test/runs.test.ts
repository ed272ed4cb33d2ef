/*
 * The simulation itself: that a run repeats, that its worlds are not empty, that what breaks is found
 * and told shortly. The long run of many seeds is a command.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runPool } from '../src/cli/pool.ts'
import { replay } from '../src/cli/replay.ts'
import { MUTANTS } from '../src/mutants/mutants.ts'
import { coveredBoundaries, coveredFaults } from '../src/report/coverage.ts'
import type { Tally } from '../src/report/tally.ts'
import { addRun, createTally } from '../src/report/tally.ts'
import { runOnce } from '../src/run-once.ts'
import { createKeys } from '../src/world/keys.ts'
import { drawSettings } from '../src/world/settings.ts'

const keys = createKeys()
const seeds = (count: number, first = 1) => Array.from({ length: count }, (_, index) => first + index)

afterEach(() => {
  vi.useRealTimers()
})

describe('a run', () => {
  test('is the same each time, byte for byte, also on another day', async () => {
    for (const seed of seeds(4)) {
      const first = await runOnce({ seed, keys, keepsLog: true })
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-03-05T07:08:09Z') })
      const again = await runOnce({ seed, keys: createKeys(), keepsLog: true })
      vi.useRealTimers()
      expect(again.log).toEqual(first.log)
      expect(again.hash).toBe(first.hash)
    }
  })

  test('that plays the faults of another as a script meets the same', async () => {
    const settings = drawSettings(5)
    const first = await runOnce({ seed: 5, keys, settings })
    const again = await runOnce({ seed: 5, keys, settings, script: first.faults })
    expect(again.hash).toBe(first.hash)
    expect(again.faults).toEqual(first.faults)
  })

  test('in which the trader dies before a sync: what is left of its call writes nothing on the disk', async () => {
    const run = await runOnce({ seed: 5_009_657, keys, settings: drawSettings(5_009_657) })
    expect(run.violations).toEqual([])
    expect(run.lives).toBeGreaterThan(1)
  })

  test('without faults trades, ends every trade, and loses no order on the way', async () => {
    let hedged = 0
    for (const seed of seeds(20)) {
      const run = await runOnce({ seed, keys, settings: drawSettings(seed, true) })
      expect(run.violations).toEqual([])
      expect(run.faults).toEqual([])
      expect(run.lives).toBe(1)
      hedged += run.endings.hedged
    }
    expect(hedged).toBeGreaterThan(20)
  }, 120_000)
})

test('worlds are not empty: faults of most classes strike, the trader dies at most boundaries and trades on', async () => {
  const tally = createTally()
  for (const seed of seeds(120)) addRun(tally, await runOnce({ seed, keys }))
  expect(tally.violated).toEqual({})
  const met = (covered: readonly { readonly times: number }[]) => covered.filter(({ times }) => times > 0).length
  expect(met(coveredFaults(tally)) / coveredFaults(tally).length).toBeGreaterThan(0.8)
  expect(met(coveredBoundaries(tally)) / coveredBoundaries(tally).length).toBeGreaterThan(0.5)
  expect(tally.lives).toBeGreaterThan(180)
  expect(tally.endings.hedged).toBeGreaterThan(60)
  expect(tally.endings.flattened).toBeGreaterThan(5)
  expect(tally.endings.halted).toBeGreaterThan(1)
}, 120_000)

describe('a broken executor is caught by name:', () => {
  test.each(Object.entries(MUTANTS))(
    '%s',
    async (name, { caughtBy }) => {
      const isEnough = ({ violated }: Tally) => violated[caughtBy] !== undefined
      const tally = await runPool({ firstSeed: 1, runs: 2_000, mutant: name, isEnough, onProgress: () => undefined })
      expect(Object.keys(tally.violated)).toContain(caughtBy)
    },
    240_000,
  )
})

test('a failing run is told by the few faults that it needs', async () => {
  for (const seed of seeds(200)) {
    const run = await runOnce({ seed, keys, mutant: MUTANTS['retry-unknown'] })
    if (run.violations.length === 0) continue
    const { shrunk, faults } = await replay(seed, 'retry-unknown')
    expect(shrunk?.checker).toBe(run.violations[0]?.checker)
    expect(shrunk?.steps.length).toBeLessThan(Math.max(3, faults.length))
    expect(shrunk?.steps.length).toBeGreaterThan(0)
    return
  }
  expect.fail('no seed failed')
}, 120_000)
