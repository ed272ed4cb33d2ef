import { createRng, seconds } from '@arbees/core'
import { expect, test } from 'vitest'
import { observeDisk } from './observed-disk.ts'
import type { SimulatedWorld } from './simulate.ts'
import { simulate } from './simulate.ts'
import { createVirtualClock } from './virtual-clock.ts'
import { createVirtualDisk } from './virtual-disk.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (content: string) => new TextEncoder().encode(content)

test('each boundary is passed with what it is about, in order', async () => {
  const passed: string[] = []
  const disk = createVirtualDisk({ clock: createVirtualClock(seconds(1)), rng: createRng(1) })
  const observed = observeDisk(disk, (one) => passed.push(`${one.moment} ${one.path} ${text(one.bytes)}`))
  const file = observed.openAppend('j')
  const reused = bytes('ab')
  file.append(reused)
  reused.fill(0)
  file.append(bytes('c'))
  await file.sync()
  await file.sync()
  await observed.replace('j', bytes('new'))
  expect(passed).toEqual([
    'append.before j ab',
    'append.after j ab',
    'append.before j c',
    'append.after j c',
    'sync.before j abc',
    'sync.after j abc',
    'sync.before j ',
    'sync.after j ',
    'replace.before j new',
    'replace.after j new',
  ])
})

test('a crash out of a boundary ends that life where it stood, and nothing of it goes on', async () => {
  const done: string[] = []
  let world: SimulatedWorld | undefined
  const { log } = await simulate({
    seed: 1,
    lasts: seconds(5),
    quiet: seconds(1),
    participants: [
      {
        name: 'writer',
        start: async ({ runtime, number }) => {
          const disk = observeDisk(runtime.disk, ({ moment }) => {
            if (number > 1 || moment !== 'append.after') return
            world?.crash('writer', 'process', seconds(1))
            throw new Error('gone')
          })
          runtime.clock.setTimer(seconds(2), () => done.push(`timer of life ${number}`))
          const file = disk.openAppend('j')
          try {
            file.append(bytes(`life ${number};`))
          } catch {
            runtime.log('error', 'the dead speak')
            await runtime.disk.replace('j', bytes('the dead write'))
          }
          world?.note('writer', 'reached', { number })
          done.push(`life ${number}, on disk: ${text(disk.read('j') as Uint8Array)}`)
        },
      },
    ],
    always: (one) => {
      world = one
      return []
    },
  })
  expect(done).toEqual(['life 2, on disk: life 1;life 2;', 'timer of life 2'])
  const messages = log.map((line) => (JSON.parse(line) as { message: string }).message)
  expect(messages).toEqual(['started', 'crashed', 'started', 'reached'])
})
