import type { JournalRecord } from '@arbees/arb-engine'
import { openJournal } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import { createRng, millis } from '@arbees/core'
import { createVirtualDisk, createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { durableBeside } from './durable-beside.ts'
import { openRequestLog } from './request-log.ts'
import type { Request } from './request-memory.ts'

async function createWorld(durability: 'process' | 'machine') {
  const { clock, rng } = createVirtualRuntime({ seed: 1 })
  const diskOf = (syncMicros: Micros) => createVirtualDisk({ clock, rng: createRng(1), syncMicros })
  const [quick, slow] = [diskOf(millis(1)), diskOf(millis(20))]
  const pass = (delay: Micros) => clock.run((clock.now() + delay) as Micros)
  const writer = { name: 'test', isAlive: () => false }
  const opening = Promise.all([
    openJournal({ disk: quick, rng, path: 'journal', durability, writer, at: clock.now() }),
    openRequestLog(slow, 'requests', clock.now(), () => true, durability),
  ])
  await pass(millis(100))
  const [plain, log] = await opening
  const journal = durableBeside(plain, log)
  const append = (scope: string) => {
    const told = { word: 'waits' }
    log.accept(1, { request: scope, purpose: 'exit', plan: { legs: [] } } as unknown as Request, clock.now())
    const record: JournalRecord = { type: 'halt.set', at: clock.now(), scope, reason: 'a test' }
    journal.append(record).durable.then(
      () => Object.assign(told, { word: 'durable' }),
      (error: Error) => Object.assign(told, { word: error.message }),
    )
    return told
  }
  return { pass, append, slow, journal }
}

test('where the machine must be survived, a record waits for the request written before it', async () => {
  const { pass, append, slow, journal } = await createWorld('machine')
  const first = append('one')
  await pass(millis(15))
  expect([first.word, journal.isDurableAtOnce()]).toEqual(['waits', false])
  await pass(millis(10))
  expect(first.word).toBe('durable')
  const second = append('two')
  slow.setBroken(true)
  await pass(millis(25))
  expect(second.word).toMatch('EIO')
})

test('where the process must be survived, nothing waits', async () => {
  const { pass, append, journal } = await createWorld('process')
  const first = append('one')
  await pass(0 as Micros)
  expect([first.word, journal.isDurableAtOnce()]).toEqual(['durable', true])
})
