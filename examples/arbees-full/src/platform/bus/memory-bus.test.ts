import type { Micros } from '@arbees/core'
import { millis, seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { describe, expect, test } from 'vitest'
import type { BusSubject } from './bus.contract.ts'
import { BUS_CONTRACT } from './bus.contract.ts'
import { createMemoryBus } from './memory-bus.ts'
import { createMemoryMedium } from './memory-medium.ts'

function subject(): BusSubject {
  const { clock, log } = createVirtualRuntime({ seed: 1 })
  const medium = createMemoryMedium()
  const pass = async (delay: Micros) => {
    await clock.run(toMicros(clock.now() + delay))
    await clock.settle()
  }
  const retelling = { attemptsMax: 3, firstWait: millis(1) }
  return {
    open: async (source) => createMemoryBus({ clock, log, source, medium, retelling }),
    pass,
    until: async (isTrue, what) => {
      for (let waited = 0; !isTrue(); waited++) {
        if (waited === 1_000) throw new Error(`waited for ${what} in vain`)
        await pass(millis(5))
      }
    },
  }
}

describe('the bus in memory', () => {
  test.each(BUS_CONTRACT)('$id: $sentence', ({ run }) => run(subject()))

  test('refuses to let more wait for a listener than it may, and says so', async () => {
    const { clock, log } = createVirtualRuntime({ seed: 1 })
    const bus = createMemoryBus({ clock, log, source: 'a', waitingMax: 2 })
    const never = new Promise<void>(() => undefined)
    await bus.listen({ topic: 'control', group: 'a', consumer: 'a-1', hearing: 'share', handle: () => never })
    const stop = { type: 'stop', by: 'a', reason: 'b', at: seconds(1) } as const
    await bus.speak('control', stop)
    await bus.speak('control', stop)
    await expect(bus.speak('control', stop)).rejects.toThrow('2 messages of control wait for a listener already')
  })
})
