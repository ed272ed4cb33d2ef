import { createRng } from '@arbees/core'
import { expect, test } from 'vitest'
import { drawSwarm } from './swarm.ts'

test('a swarm turns many faults off, makes a few wild, and never passes the most they may have', () => {
  const maxima = { drop: 0.2, cut: 0.5, stall: 1 }
  const rng = createRng('swarm')
  const runs = Array.from({ length: 2_000 }, () => drawSwarm(rng, maxima))
  for (const fault of ['drop', 'cut', 'stall'] as const) {
    const drawn = runs.map((run) => run[fault])
    expect(Math.max(...drawn)).toBe(maxima[fault])
    const share = (isSuch: (chance: number) => boolean) => drawn.filter(isSuch).length / drawn.length
    expect(share((chance) => chance === 0)).toBeCloseTo(0.45, 1)
    expect(share((chance) => chance === maxima[fault])).toBeCloseTo(0.1, 1)
  }
  const together = runs.filter((run) => run.drop === 0 && run.cut === 0 && run.stall > 0)
  expect(together.length).toBeGreaterThan(50)
  expect(drawSwarm(createRng(1), maxima)).toEqual(drawSwarm(createRng(1), maxima))
})
