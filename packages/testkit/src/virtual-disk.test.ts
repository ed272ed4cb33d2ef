import type { Micros } from '@arbees/core'
import { createRng, millis } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { createVirtualClock } from './virtual-clock.ts'
import { createVirtualDisk } from './virtual-disk.ts'

const bytes = (content: string) => new TextEncoder().encode(content)
const text = (content: Uint8Array | undefined) =>
  content === undefined ? undefined : new TextDecoder().decode(content)

function createDisk(seed: number | string = 1, syncMicros = 0 as Micros) {
  const clock = createVirtualClock(1 as Micros)
  return { clock, disk: createVirtualDisk({ clock, rng: createRng(seed), syncMicros }) }
}

describe('a process that dies', () => {
  test('leaves all it appended, and its handles are no longer good', async () => {
    const { disk } = createDisk()
    const file = disk.openAppend('a')
    file.append(bytes('unsynced'))
    disk.crash('process')
    expect(text(disk.read('a'))).toBe('unsynced')
    expect(() => file.append(bytes('ghost'))).toThrow('EBADF')
    await expect(file.sync()).rejects.toMatchObject({ code: 'EBADF' })
  })
})

describe('a power cut', () => {
  test('keeps what was synced and any beginning of the rest, some of it as zeros', async () => {
    const endings = new Set<string>()
    for (let seed = 0; seed < 300; seed++) {
      const { disk } = createDisk(seed)
      const file = disk.openAppend('a')
      file.append(bytes('synced'))
      await file.sync()
      file.append(bytes('+12345'))
      disk.crash('power')
      const left = text(disk.read('a')) as string
      expect(left.startsWith('synced')).toBe(true)
      expect('synced+12345'.startsWith(left.replace(/\0+$/, ''))).toBe(true)
      endings.add(left.slice(6))
    }
    expect(endings.has('')).toBe(true)
    expect(endings.has('+12345')).toBe(true)
    expect(endings.has('+12')).toBe(true)
    expect([...endings].some((ending) => ending.endsWith('\0'))).toBe(true)
  })

  test('before a sync is done, finds what it was to save unsaved, and the sync never ends', async () => {
    let lost = 0
    for (let seed = 0; seed < 50; seed++) {
      const { clock, disk } = createDisk(seed, millis(5))
      const file = disk.openAppend('a')
      file.append(bytes('x'))
      let isDone = false
      void file.sync().then(() => {
        isDone = true
      })
      await clock.run(1000 as Micros)
      disk.crash('power')
      await clock.runUntilIdle()
      expect(isDone).toBe(false)
      if (text(disk.read('a')) !== 'x') lost += 1
    }
    expect(lost).toBeGreaterThan(5)
  })

  test('after a sync of the first part only keeps the first part for certain', async () => {
    const { clock, disk } = createDisk('parts', millis(5))
    const file = disk.openAppend('a')
    file.append(bytes('first'))
    const synced = file.sync()
    file.append(bytes('second'))
    await clock.runUntilIdle()
    await synced
    disk.crash('power')
    expect(text(disk.read('a'))?.startsWith('first')).toBe(true)
  })

  test('brings back what was truncated or removed, unless something synced since', async () => {
    let truncated = 0
    let removed = 0
    for (let seed = 0; seed < 60; seed++) {
      const { disk } = createDisk(seed)
      for (const path of ['d/cut', 'd/gone', 'e/gone', 'e/cut']) {
        const file = disk.openAppend(path)
        file.append(bytes('0123456789'))
        await file.sync()
      }
      for (const directory of ['d', 'e']) {
        disk.truncate(`${directory}/cut`, 3)
        disk.remove(`${directory}/gone`)
      }
      await disk.openAppend('e/cut').sync()
      disk.crash('power')
      if (text(disk.read('d/cut')) === '0123456789') truncated += 1
      else expect(text(disk.read('d/cut'))).toBe('012')
      if (text(disk.read('d/gone')) === '0123456789') removed += 1
      else expect(disk.read('d/gone')).toBeUndefined()
      expect([text(disk.read('e/cut')), disk.read('e/gone')]).toEqual(['012', undefined])
    }
    expect(truncated > 10 && truncated < 50 && removed > 10 && removed < 50).toBe(true)
  })

  test('during a replacement leaves the old file whole', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { clock, disk } = createDisk(seed, millis(5))
      const first = disk.replace('state', bytes('old'))
      await clock.runUntilIdle()
      await first
      void disk.replace('state', bytes('new'))
      disk.crash(seed % 2 === 0 ? 'power' : 'process')
      await clock.runUntilIdle()
      expect(text(disk.read('state'))).toBe('old')
    }
  })

  test('leaves the same for the same seed', () => {
    const left = () => {
      const { disk } = createDisk('twice')
      for (let index = 0; index < 20; index++) disk.openAppend(`${index}`).append(bytes('abcdefghij'))
      disk.crash('power')
      return Array.from({ length: 20 }, (_, index) => text(disk.read(`${index}`)))
    }
    expect(left()).toEqual(left())
  })
})

describe('a full or broken disk', () => {
  test('writes what fits, throws, and goes on when there is room again', () => {
    const { disk } = createDisk()
    disk.setCapacity(8)
    const file = disk.openAppend('a')
    file.append(bytes('12345'))
    expect(() => file.append(bytes('67890'))).toThrow('ENOSPC')
    expect([text(disk.read('a')), file.size(), disk.usedBytes()]).toEqual(['12345678', 8, 8])
    expect(() => disk.openAppend('b').append(bytes('x'))).toThrow('ENOSPC')
    disk.setCapacity(9)
    file.append(bytes('9'))
    expect(text(disk.read('a'))).toBe('123456789')
  })

  test('says so of appends, syncs and replacements', async () => {
    const { disk } = createDisk()
    const file = disk.openAppend('a')
    file.append(bytes('x'))
    disk.setBroken(true)
    expect(() => file.append(bytes('y'))).toThrow('EIO')
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' })
    await expect(disk.replace('a', bytes('z'))).rejects.toMatchObject({ code: 'EIO' })
    disk.setBroken(false)
    await file.sync()
    expect(text(disk.read('a'))).toBe('x')
  })

  test('does not grow a file by truncating it', () => {
    const { disk } = createDisk()
    disk.openAppend('a')
    expect(() => disk.truncate('a', 5)).toThrow('EINVAL')
  })
})
