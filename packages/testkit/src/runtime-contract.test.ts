import type { Disk, DiskFile, Micros, Runtime } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { RUNTIME_CONTRACT } from './runtime-contract.ts'
import { createVirtualRuntime } from './virtual-runtime.ts'

type Change = (runtime: Runtime) => Partial<Runtime>

function runCase(id: string, change: Change = () => ({})): Promise<void> {
  const virtual = createVirtualRuntime({ seed: id })
  const { clock } = virtual
  const one = RUNTIME_CONTRACT.find((candidate) => candidate.id === id)
  if (one === undefined) throw new Error(`no case ${id}`)
  return one.run({
    runtime: { ...virtual, ...change(virtual) },
    directory: `/data/${id}`,
    pass: async (delay) => void (await clock.run((clock.now() + delay) as Micros)),
  })
}

describe('the virtual runtime keeps the contract', () => {
  test.each(RUNTIME_CONTRACT.map(({ id, sentence }) => [id, sentence]))('%s: %s', async (id) => {
    await runCase(id)
  })

  test('whose numbers are each used once', () => {
    const ids = RUNTIME_CONTRACT.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual([...ids].sort())
  })
})

const disk =
  (change: (disk: Disk) => Partial<Disk>): Change =>
  (runtime) => ({
    disk: { ...runtime.disk, ...change(runtime.disk) },
  })
const file = (change: (file: DiskFile, inner: Disk, path: string) => Partial<DiskFile>): Change =>
  disk((inner) => ({
    openAppend: (path) => {
      const opened = inner.openAppend(path)
      return { ...opened, ...change(opened, inner, path) }
    },
  }))
const timer =
  (setTimer: (clock: Runtime['clock']) => Runtime['clock']['setTimer']): Change =>
  ({ clock }) => ({
    clock: { now: clock.now, setTimer: setTimer(clock) },
  })

describe('the contract finds', () => {
  let reads = 0
  const broken: readonly [string, string, Change][] = [
    [
      'RC-01',
      'a clock that goes back',
      ({ clock }) => ({ clock: { ...clock, now: () => (clock.now() - reads++) as Micros } }),
    ],
    [
      'RC-01',
      'a clock of fractions',
      ({ clock }) => ({ clock: { ...clock, now: () => (clock.now() + 0.5) as Micros } }),
    ],
    ['RC-01', 'a clock that stands', ({ clock }) => ({ clock: { ...clock, now: () => 5 as Micros } })],
    [
      'RC-02',
      'a timer that fires early',
      timer((clock) => (delay, fire) => clock.setTimer((delay - 1) as Micros, fire)),
    ],
    [
      'RC-02',
      'a timer that fires twice',
      timer((clock) => (delay, fire) => {
        clock.setTimer(delay, fire)
        return clock.setTimer(delay, fire)
      }),
    ],
    [
      'RC-03',
      'a timer that fires inside the call',
      timer((clock) => (delay, fire) => {
        if (delay > 0) return clock.setTimer(delay, fire)
        fire()
        return () => undefined
      }),
    ],
    [
      'RC-04',
      'a timer that cannot be canceled',
      timer((clock) => (delay, fire) => {
        clock.setTimer(delay, fire)
        return () => undefined
      }),
    ],
    [
      'RC-05',
      'timers that are all due at once',
      timer((clock) => (_delay, fire) => clock.setTimer(100_000 as Micros, fire)),
    ],
    [
      'RC-06',
      'a clock that does not wait for promises',
      ({ clock }) => {
        let waiting: (() => void)[] = []
        const flush = () => {
          for (const fire of waiting) fire()
          waiting = []
        }
        const setTimer: Runtime['clock']['setTimer'] = (delay, fire) => {
          waiting.push(fire)
          return clock.setTimer(delay, flush)
        }
        return { clock: { ...clock, setTimer } }
      },
    ],
    ['RC-07', 'chance that repeats itself', () => ({ rng: { next: () => 7 } })],
    ['RC-07', 'chance of floats', () => ({ rng: { next: () => 0.5 } })],
    ['RC-10', 'a disk that invents files', disk(() => ({ read: () => new Uint8Array() }))],
    ['RC-11', 'a disk that loses what is appended', file(() => ({ append: () => undefined }))],
    [
      'RC-12',
      'a disk that opens files empty',
      disk((inner) => ({
        openAppend: (path) => {
          inner.remove(path)
          return inner.openAppend(path)
        },
      })),
    ],
    [
      'RC-13',
      'a disk that hands out its own memory',
      disk((inner) => {
        const handed = new Map<string, Uint8Array | undefined>()
        return { read: (path) => handed.get(path) ?? handed.set(path, inner.read(path)).get(path) }
      }),
    ],
    ['RC-14', 'a file that never closes', file(() => ({ close: () => undefined }))],
    [
      'RC-15',
      'a replacement in place',
      disk((inner) => ({
        replace: async (path, bytes) => {
          inner.remove(path)
          const opened = inner.openAppend(path)
          opened.append(bytes.subarray(0, 10))
          await opened.sync()
          opened.append(bytes.subarray(10))
        },
      })),
    ],
    ['RC-16', 'a truncation that does nothing', disk(() => ({ truncate: () => undefined }))],
    ['RC-17', 'a list of paths', disk((inner) => ({ list: (at) => inner.list(at).map((name) => `${at}/${name}`) }))],
    ['RC-18', 'a short write', file((opened) => ({ append: (bytes) => opened.append(bytes.subarray(0, 65_536)) }))],
    ['RC-20', 'a log that throws', () => ({ log: (_level, _message, fields) => void JSON.stringify(fields) })],
    ['RC-21', 'a network that answers', () => ({ http: async () => ({ status: 200, headers: {}, body: '' }) })],
    ['RC-21', 'an untyped failure', () => ({ http: () => Promise.reject(new Error('no')) })],
    [
      'RC-22',
      'a socket that closes inside the call',
      () => ({
        connect: (_url, _headers, handlers) => {
          handlers.closed(1006, '', 0 as Micros)
          return { send: () => {}, ping: () => {}, close: () => {}, cut: () => {}, bufferedBytes: () => 0 }
        },
      }),
    ],
    [
      'RC-22',
      'a socket that closes twice',
      ({ clock }) => ({
        connect: (_url, _headers, handlers) => {
          const closed = () => handlers.closed(1006, '', clock.now())
          clock.setTimer(0 as Micros, closed)
          return { send: () => {}, ping: () => {}, close: closed, cut: () => {}, bufferedBytes: () => 0 }
        },
      }),
    ],
  ]

  test.each(broken)('%s: %s', async (id, _what, change) => {
    await expect(runCase(id, change)).rejects.toThrow()
  })

  test('something wrong for each of its cases', () => {
    expect(new Set(broken.map(([id]) => id)).size).toBe(RUNTIME_CONTRACT.length)
  })
})
