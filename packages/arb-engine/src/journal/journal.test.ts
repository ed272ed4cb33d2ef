import type { Disk, Micros, Rng } from '@arbees/core'
import { createRng, isVenueError, millis, nextChance, nextInteger } from '@arbees/core'
import type { VirtualClock, VirtualDisk } from '@arbees/testkit'
import { createVirtualClock, createVirtualDisk } from '@arbees/testkit'
import { describe, expect, test } from 'vitest'
import { nextRecord, START } from '../../test/journal-life.ts'
import type { Appended, Durability, Journal } from './journal.ts'
import { openJournal } from './journal.ts'
import type { JournalSnapshot } from './journal-state.ts'
import { snapshotOf } from './journal-state.ts'
import { readJournal } from './read-journal.ts'
import type { JournalRecord } from './record.ts'

const PATH = 'data/trades.journal'

type World = { readonly clock: VirtualClock; readonly disk: VirtualDisk; readonly rng: Rng; life: number }

function createWorld(seed: number | string, syncMicros: Micros = 0 as Micros): World {
  const clock = createVirtualClock(START)
  const rng = createRng(`${seed}/world`)
  return { clock, rng, disk: createVirtualDisk({ clock, rng: createRng(seed), syncMicros }), life: 0 }
}

/** Opens the journal as the only process that lives. */
function opening(world: World, durability: Durability, disk: Disk = world.disk): Promise<Journal> {
  world.life += 1
  const name = `process-${world.life}`
  const writer = { name, isAlive: (other: string) => other === name }
  return openJournal({ disk, rng: world.rng, path: PATH, durability, writer, at: START })
}

async function open(world: World, durability: Durability, disk: Disk = world.disk): Promise<Journal> {
  const opened = opening(world, durability, disk)
  // It may fail before it is awaited.
  opened.catch(() => undefined)
  await world.clock.runUntilIdle()
  return opened
}

const halt = (reason: string): JournalRecord => ({ type: 'halt.set', at: START, scope: 'all', reason })
const found = (disk: Disk) => readJournal(disk.read(PATH) as Uint8Array, PATH)
const recordsIn = (disk: Disk) =>
  found(disk)
    .entries.slice(1)
    .map(({ record }) => record)

/** Tells when a record is durable; a process that died hears nothing. */
function onDurable({ durable }: Appended, tell: () => void): void {
  durable.then(tell, () => undefined)
}

/** What a test knows of a journal whatever becomes of it. */
type Ledger = {
  /** What the state was after each record. */
  readonly states: Map<number, JournalSnapshot>
  /** The last record that was said to be durable. */
  durable: number
  last: number
  serial: number
}

function appendSome(world: World, ledger: Ledger, journal: Journal): void {
  for (let count = nextInteger(world.rng, 1, 3); count > 0; count--) {
    ledger.serial += 1
    const appended = journal.append(nextRecord(world.rng, journal.state(), ledger.serial))
    const { sequence } = appended
    ledger.states.set(sequence, snapshotOf(journal.state()))
    ledger.last = sequence
    onDurable(appended, () => {
      ledger.durable = Math.max(ledger.durable, sequence)
    })
  }
}

/** Checks what a restart found against what was promised, and forgets what was lost. */
function checkFound(ledger: Ledger, sequence: number, state: JournalSnapshot): void {
  expect(sequence).toBeGreaterThanOrEqual(ledger.durable)
  // A compaction has a number of its own and changes nothing.
  expect(state).toEqual(ledger.states.get(sequence) ?? ledger.states.get(sequence - 1))
  for (const later of ledger.states.keys()) if (later > sequence) ledger.states.delete(later)
  ledger.states.set(sequence, state)
  ledger.last = sequence
}

async function liveAndDie(world: World, ledger: Ledger, durability: Durability): Promise<void> {
  const { clock, disk, rng } = world
  const kind = durability === 'machine' && nextChance(rng, 0.8) ? 'power' : 'process'
  if (nextChance(rng, 0.3)) {
    // Dies while it opens.
    void opening(world, durability).catch(() => undefined)
    await clock.run((clock.now() + nextInteger(rng, 0, 1_500)) as Micros)
    disk.crash(kind)
  }
  const journal = await open(world, durability)
  const content = found(disk)
  checkFound(ledger, content.sequence, snapshotOf(content.state))
  expect(snapshotOf(journal.state())).toEqual(snapshotOf(content.state))
  for (let turn = nextInteger(rng, 0, 12); turn > 0; turn--) {
    appendSome(world, ledger, journal)
    if (nextChance(rng, 0.15)) {
      await clock.settle()
      void journal.compact(START).catch(() => undefined)
      await clock.settle()
      if (nextChance(rng, 0.5)) appendSome(world, ledger, journal)
      // One at a time.
      await clock.run((clock.now() + (nextChance(rng, 0.3) ? 300 : 3_000)) as Micros)
      if (clock.waiting() > 0) break
    } else if (nextChance(rng, 0.7)) await clock.run((clock.now() + nextInteger(rng, 0, 1_200)) as Micros)
  }
  disk.crash(kind)
  await clock.runUntilIdle()
}

describe('a crash', () => {
  test.each<[Durability, number]>([
    ['machine', 120],
    ['process', 60],
  ])(
    'at any moment of any life loses nothing that was durable by %s and invents nothing',
    async (durability, seeds) => {
      for (let seed = 0; seed < seeds; seed++) {
        const world = createWorld(`${durability}-${seed}`, 500 as Micros)
        const first = await open(world, durability)
        const ledger: Ledger = { states: new Map([[1, snapshotOf(first.state())]]), durable: 1, last: 1, serial: 0 }
        world.disk.crash('process')
        for (let life = 0; life < 5; life++) await liveAndDie(world, ledger, durability)
      }
    },
  )

  test('of the machine between an append and its sync finds the appended or not, and what came before', async () => {
    const endings = new Set<number>()
    for (let seed = 0; seed < 80; seed++) {
      const world = createWorld(seed, millis(5))
      const journal = await open(world, 'machine')
      const safe = journal.append(halt('safe'))
      expect(journal.isDurableAtOnce()).toBe(false)
      await world.clock.runUntilIdle()
      await safe.durable
      let isDurable = false
      for (const reason of ['a', 'b', 'c']) {
        onDurable(journal.append(halt(reason)), () => {
          isDurable = true
        })
      }
      world.disk.crash('power')
      await world.clock.runUntilIdle()
      expect(isDurable).toBe(false)
      const again = await open(world, 'machine')
      const records = recordsIn(world.disk)
      expect(records).toEqual([halt('safe'), halt('a'), halt('b'), halt('c')].slice(0, records.length))
      expect(records.length).toBeGreaterThan(0)
      expect(again.report.records).toBe(records.length + 1)
      endings.add(records.length)
      // What was torn stays cut off, also when the machine dies again at once.
      world.disk.crash('power')
      expect(recordsIn(world.disk)).toEqual(records)
    }
    for (const count of [1, 2, 3]) expect(endings).toContain(count)
  })

  test('of the process loses no record whose append has returned', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const world = createWorld(seed)
      const journal = await open(world, 'process')
      const written = Array.from({ length: seed }, (_, serial) => {
        const record = nextRecord(world.rng, journal.state(), serial)
        journal.append(record)
        return record
      })
      world.disk.crash('process')
      expect(recordsIn(world.disk)).toEqual(written)
      expect((await open(world, 'process')).report).toEqual({ isNew: false, records: seed + 1, torn: undefined })
    }
  })

  test('of the process and then of the machine keeps what the life between has found', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const world = createWorld(seed)
      const journal = await open(world, 'machine')
      for (const reason of ['a', 'b', 'c']) journal.append(halt(reason))
      world.disk.crash('process')
      expect((await open(world, 'machine')).report.records).toBe(4)
      world.disk.crash('power')
      expect(recordsIn(world.disk)).toEqual([halt('a'), halt('b'), halt('c')])
    }
  })

  test('leaves a tail at every byte, which is cut off, said, and written over', async () => {
    const world = createWorld('tail')
    const journal = await open(world, 'process')
    const offsets = [journal.size()]
    for (const reason of ['one', 'two', 'three']) {
      journal.append(halt(reason))
      offsets.push(journal.size())
    }
    await journal.close()
    const whole = world.disk.read(PATH) as Uint8Array
    for (let cut = offsets[0] as number; cut < whole.length; cut++) {
      await world.disk.replace(PATH, whole.slice(0, cut))
      const again = await open(world, 'process')
      const kept = offsets.findLast((offset) => offset <= cut) as number
      expect(again.report.torn).toEqual(kept === cut ? undefined : { offset: kept, bytes: cut - kept })
      again.append(halt('four'))
      await again.close()
      const reasons = recordsIn(world.disk).map((record) => (record.type === 'halt.set' ? record.reason : ''))
      expect(reasons).toEqual([...['one', 'two', 'three'].slice(0, offsets.indexOf(kept)), 'four'])
    }
  })
})

describe('group commit', () => {
  test('shares one sync among all appends of a turn, and the next among all that came meanwhile', async () => {
    const world = createWorld('group', millis(1))
    let syncs = 0
    const count = async (sync: Promise<void>) => {
      await sync
      syncs += 1
    }
    const counting: Disk = {
      ...world.disk,
      openAppend: (path) => {
        const file = world.disk.openAppend(path)
        return { ...file, sync: () => count(file.sync()) }
      },
    }
    const journal = await open(world, 'machine', counting)
    const done: number[] = []
    const add = (count: number) => {
      for (let index = 0; index < count; index++) {
        const appended = journal.append(halt(`${index}`))
        onDurable(appended, () => done.push(appended.sequence))
      }
    }
    add(100)
    await world.clock.settle()
    add(50)
    expect(syncs).toBe(0)
    await world.clock.step()
    expect([syncs, done.length]).toEqual([1, 100])
    await world.clock.runUntilIdle()
    expect([syncs, done.length]).toEqual([2, 150])
    expect(done).toEqual(Array.from({ length: 150 }, (_, index) => index + 2))
    const closing = journal.close()
    await world.clock.runUntilIdle()
    await closing
    expect(syncs).toBe(2)
  })

  test('serves one who waits for each record before the next', async () => {
    const world = createWorld('one by one')
    const journal = await open(world, 'machine')
    for (let index = 0; index < 10; index++) await journal.append(halt(`${index}`)).durable
    await journal.compact(START)
    await journal.append(halt('last')).durable
    await journal.close()
    expect(recordsIn(world.disk)).toEqual([halt('last')])
  })

  test('writes several records at once, and none when one of them cannot follow', async () => {
    const world = createWorld('several')
    const journal = await open(world, 'machine')
    expect(journal.appendAll([halt('a'), halt('b')]).sequence).toBe(3)
    const bad: JournalRecord = { type: 'order.sent', at: START, order: 'arb1' as never }
    expect(() => journal.append(bad)).toThrow('no open trade has an order arb1')
    expect(journal.append(halt('c')).sequence).toBe(4)
    expect(() => journal.appendAll([halt('d'), bad])).toThrow('no open trade has an order arb1')
    expect(() => journal.append(halt('e'))).toThrow('no open trade has an order arb1')
    expect(recordsIn(world.disk)).toEqual([halt('a'), halt('b'), halt('c')])
  })
})

describe('a disk', () => {
  test.each<Durability>(['process', 'machine'])(
    'that is full ends a journal of %s durability with one error',
    async (durability) => {
      for (let room = 0; room < 300; room += 7) {
        const world = createWorld(room)
        const journal = await open(world, durability)
        world.disk.setCapacity(world.disk.usedBytes() + room)
        const durable: string[] = []
        let failure: unknown
        for (let index = 0; index < 10; index++) {
          try {
            const appended = journal.append(halt(`${index}`))
            onDurable(appended, () => durable.push(`${index}`))
          } catch (error) {
            failure ??= error
            expect(error).toBe(failure)
          }
        }
        expect(isVenueError(failure, 'journal.failed')).toBe(true)
        expect((failure as Error).message).toContain('ENOSPC')
        await world.clock.settle()
        expect(() => journal.append(halt('again'))).toThrow('ENOSPC')
        expect(() => journal.state()).toThrow('ENOSPC')
        await journal.close()
        world.disk.setCapacity(Number.POSITIVE_INFINITY)
        const again = await open(world, durability)
        expect(again.append(halt('after')).sequence).toBe(again.report.records + 1)
        const reasons = recordsIn(world.disk).map((record) => (record.type === 'halt.set' ? record.reason : ''))
        expect(reasons.slice(0, durable.length)).toEqual(durable)
        expect(reasons.at(-1)).toBe('after')
        expect(reasons).not.toContain('again')
      }
    },
  )

  test('that cannot sync takes back nothing it said and says no more', async () => {
    const world = createWorld('broken', millis(1))
    const journal = await open(world, 'machine')
    const first = journal.append(halt('first')).durable
    await world.clock.runUntilIdle()
    await first
    const second = journal.append(halt('second')).durable
    await world.clock.settle()
    const third = journal.append(halt('third')).durable
    world.disk.setBroken(true)
    await world.clock.runUntilIdle()
    await expect(second).rejects.toMatchObject({ code: 'journal.failed' })
    await expect(third).rejects.toMatchObject({ code: 'journal.failed' })
    world.disk.setBroken(false)
    expect(() => journal.append(halt('fourth'))).toThrow('EIO')
    await expect(journal.compact(START)).rejects.toMatchObject({ code: 'journal.failed' })
  })

  test('that is damaged before its tail is not opened, and the lock is given back', async () => {
    const world = createWorld('damaged')
    const journal = await open(world, 'process')
    const offset = journal.size()
    for (const reason of ['a', 'b']) journal.append(halt(reason))
    await journal.close()
    const bytes = world.disk.read(PATH) as Uint8Array
    const damaged = bytes.slice()
    damaged[offset + 30] = (damaged[offset + 30] as number) ^ 1
    await world.disk.replace(PATH, damaged)
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(open(world, 'process')).rejects.toMatchObject({ code: 'journal.malformed', context: { offset } })
    }
    expect(world.disk.read(PATH)).toEqual(damaged)
  })
})

describe('compaction', () => {
  test('keeps the state and what is appended meanwhile, and frees the rest', async () => {
    const world = createWorld('compaction', millis(1))
    const journal = await open(world, 'process')
    for (let serial = 0; serial < 400; serial++) journal.append(nextRecord(world.rng, journal.state(), serial))
    const before = journal.size()
    expect(journal.isDurableAtOnce()).toBe(true)
    const compacting = journal.compact(START)
    let isDurable = false
    const late = journal.append(halt('meanwhile'))
    expect(journal.isDurableAtOnce()).toBe(false)
    onDurable(late, () => {
      isDurable = true
    })
    await world.clock.settle()
    expect(isDurable).toBe(false)
    await world.clock.runUntilIdle()
    await compacting
    await late.durable
    expect(journal.append(halt('after')).sequence).toBe(404)
    expect(journal.size()).toBeLessThan(before / 2)
    expect(recordsIn(world.disk)).toEqual([halt('meanwhile'), halt('after')])
    expect(found(world.disk).state).toEqual(journal.state())
  })

  test('for which there is no room ends the journal, with the old file whole', async () => {
    const world = createWorld('no room')
    const journal = await open(world, 'machine')
    await journal.append(halt('kept')).durable
    world.disk.setCapacity(world.disk.usedBytes() + 5)
    await expect(journal.compact(START)).rejects.toMatchObject({ code: 'journal.failed' })
    expect(() => journal.append(halt('lost'))).toThrow('ENOSPC')
    expect(recordsIn(world.disk)).toEqual([halt('kept')])
  })
})

describe('the lock', () => {
  const locked = (writer: string) => ({ code: 'journal.locked', context: { file: PATH, writer } })
  const as = (world: World, name: string, isAlive: (name: string) => boolean) =>
    openJournal({
      disk: world.disk,
      rng: world.rng,
      path: PATH,
      durability: 'process',
      writer: { name, isAlive },
      at: START,
    })

  test('lets one writer in and names it to others; the next comes when it closes', async () => {
    const world = createWorld('lock')
    const everybody = () => true
    const first = await as(world, 'one', everybody)
    await expect(as(world, 'two', everybody)).rejects.toMatchObject(locked('one'))
    await expect(as(world, 'one', everybody)).rejects.toMatchObject(locked('one'))
    first.append(halt('mine'))
    await first.close()
    await first.close()
    expect(() => first.append(halt('late'))).toThrow('found it closed')
    expect((await as(world, 'two', everybody)).report.records).toBe(2)
  })

  test('of the dead is passed over, and losers hold nothing', async () => {
    const world = createWorld('dead')
    await as(world, 'one', () => true)
    await expect(as(world, 'two', () => true)).rejects.toMatchObject(locked('one'))
    world.disk.crash('process')
    // `two` lives on, but only `one` had it.
    const third = await as(world, 'three', (name) => name !== 'one')
    expect(new TextDecoder().decode(world.disk.read(`${PATH}.lock`)).match(/claim/g)).toHaveLength(1)
    await expect(as(world, 'four', (name) => name === 'three')).rejects.toMatchObject(locked('three'))
    await third.close()
  })

  test('goes to exactly one of many who come at once', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const world = createWorld(seed, millis(1))
      const outcomes = Promise.allSettled(Array.from({ length: 5 }, (_, index) => as(world, `p${index}`, () => true)))
      await world.clock.runUntilIdle()
      const winners = (await outcomes).filter(({ status }) => status === 'fulfilled')
      expect(winners).toHaveLength(1)
    }
  })

  test('torn by a power cut holds nobody', async () => {
    const world = createWorld('torn lock')
    world.disk.openAppend(`${PATH}.lock`).append(new TextEncoder().encode('\n0badc0de claim 1 ghost\n\n5 cla'))
    expect((await as(world, 'one', () => true)).report.isNew).toBe(true)
  })
})
