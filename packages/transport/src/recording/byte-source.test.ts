import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GzipError, openByteSource } from './byte-source.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbees-bytes-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const MAKE_PIPE = 'mkfifo'

// Longer than three chunks, and not the same anywhere.
const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${index * 31}\n`).join(''))

async function readAll(source: string | AsyncIterable<Uint8Array>) {
  const { chunks, bytesRead, bytesTotal, close } = await openByteSource(source)
  const copies: Buffer[] = []
  try {
    for await (const chunk of chunks) copies.push(Buffer.from(chunk))
  } finally {
    await close()
  }
  return { bytes: Buffer.concat(copies), chunks: copies.length, bytesRead: bytesRead(), bytesTotal }
}

async function* byteByByte(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte)
}

describe('a byte source', () => {
  test.each([
    ['plain', BYTES],
    ['gzip', gzipSync(BYTES)],
  ])('gives the bytes of a %s file in chunks', async (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    const read = await readAll(path)
    expect(read.bytes.equals(BYTES)).toBe(true)
    expect(read.chunks).toBeGreaterThan(2)
    expect(read).toMatchObject({ bytesRead: content.length, bytesTotal: content.length })
  })

  test('knows gzip by its first two bytes, however they come', async () => {
    const few = BYTES.subarray(0, 50)
    expect((await readAll(byteByByte(gzipSync(few)))).bytes.equals(few)).toBe(true)
    expect((await readAll(byteByByte(few))).bytes.equals(few)).toBe(true)
    expect((await readAll(byteByByte(Uint8Array.of(0x1f)))).bytes).toEqual(Buffer.of(0x1f))
    expect((await readAll(byteByByte(new Uint8Array(0)))).bytes).toHaveLength(0)
  })

  test('a broken gzip is a GzipError', async () => {
    const packed = gzipSync(BYTES)
    await expect(readAll(byteByByte(packed.subarray(0, 500)))).rejects.toThrow(GzipError)
    await expect(readAll(byteByByte(Uint8Array.of(0x1f, 0x8b, 1, 2, 3)))).rejects.toThrow(GzipError)
  })

  test('bytes after a gzip that are no gzip are an error, a second gzip is none', async () => {
    const [one, two] = [gzipSync('one,'), gzipSync('two')]
    expect((await readAll(byteByByte(Buffer.concat([one, two])))).bytes.toString()).toBe('one,two')
    two[0] = 0
    const broken = Buffer.concat([one, two])
    const whole = async function* () {
      yield broken
    }
    await expect(readAll(whole())).rejects.toThrow(`${two.length} bytes after the end`)
    await expect(readAll(byteByByte(broken))).rejects.toThrow(GzipError)
  })

  test.skipIf(process.platform === 'win32')('reads a pipe, whose size is not known', async () => {
    const path = join(folder, 'pipe')
    execFileSync(MAKE_PIPE, [path])
    const reading = readAll(path)
    const writer = await open(path, 'w')
    await writer.writeFile(gzipSync(BYTES))
    await writer.close()
    const read = await reading
    expect(read.bytes.equals(BYTES)).toBe(true)
    expect(read.bytesTotal).toBe(0)
  })

  test.each(['plain', 'gzip'])('lets a %s file go when it is left early', async (name) => {
    const { chunks, close } = await openByteSource(join(folder, name))
    for await (const chunk of chunks) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await close()
  })
})
