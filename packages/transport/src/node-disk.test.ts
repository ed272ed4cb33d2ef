import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { nodeDisk } from './node-disk.ts'

const root = mkdtempSync(join(tmpdir(), 'arbees-disk-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (content: Uint8Array | undefined) =>
  content === undefined ? undefined : new TextDecoder().decode(content)

describe('node disk', () => {
  const disk = nodeDisk()

  test('appends, across openings, and tells the size', async () => {
    const path = join(root, 'deep', 'journal')
    const file = disk.openAppend(path)
    file.append(bytes('one'))
    file.append(bytes('two'))
    expect(file.size()).toBe(6)
    expect(text(disk.read(path))).toBe('onetwo')
    await file.sync()
    file.close()
    const again = disk.openAppend(path)
    expect(again.size()).toBe(6)
    again.append(bytes('!'))
    again.close()
    expect(text(disk.read(path))).toBe('onetwo!')
    disk.truncate(path, 3)
    expect(text(disk.read(path))).toBe('one')
  })

  test('replaces whole, leaving nothing beside', async () => {
    const path = join(root, 'state', 'breaker.json')
    await disk.replace(path, bytes('old'))
    await disk.replace(path, bytes('new'))
    expect(text(disk.read(path))).toBe('new')
    expect(disk.list(join(root, 'state'))).toEqual(['breaker.json'])
  })

  test('what is not there is nothing, and removing it twice is allowed', () => {
    const path = join(root, 'gone')
    expect(disk.read(path)).toBeUndefined()
    expect(disk.list(join(root, 'nowhere'))).toEqual([])
    disk.openAppend(path).close()
    disk.remove(path)
    disk.remove(path)
    expect(disk.read(path)).toBeUndefined()
  })

  test('other errors are told', () => {
    expect(() => disk.read(root)).toThrow('EISDIR')
  })
})
