import type { Micros } from '@arbees/core'
import { createRng, millis } from '@arbees/core'
import { createVirtualDisk, createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createDebtor } from './debts.ts'
import type { Owed } from './request-log.ts'
import { openRequestLog } from './request-log.ts'

test.each([
  ['process', 1],
  ['machine', 0],
] as const)('in %s durability, of what is owed %d is spoken before its line is on the medium', async (kind, before) => {
  const { clock } = createVirtualRuntime({ seed: 1 })
  const disk = createVirtualDisk({ clock, rng: createRng(1), syncMicros: millis(5) })
  const pass = (delay: Micros) => clock.run((clock.now() + delay) as Micros)
  const opening = openRequestLog(disk, 'requests', clock.now(), () => true, kind)
  await pass(millis(10))
  const requests = await opening
  const spoken: string[] = []
  const pay = createDebtor({
    log: () => undefined,
    clock,
    requests: () => requests,
    speak: async ({ key }) => void spoken.push(key),
    signal: new AbortController().signal,
  })
  requests.owe({ key: 'a', topic: 'execution.refused', message: {}, correlation: '' } as unknown as Owed, clock.now())
  pay()
  await pass(millis(4))
  expect(spoken).toHaveLength(before)
  await pass(millis(2))
  expect(spoken).toEqual(['a'])
})
