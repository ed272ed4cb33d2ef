import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openJournal, readJournal } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import { createRng } from '@arbees/core'
import { nodeDisk } from '@arbees/transport'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'arbees-journal-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'trades.journal')
const at = 1_796_493_600_000_000 as Micros
const KILLS = 4

/** A process that appends as fast as it can and says after each append which one it was. */
const WRITER = `
  import { writeSync } from 'node:fs'
  import { openJournal } from '@arbees/arb-engine'
  import { createRng } from '@arbees/core'
  import { nodeDisk } from '@arbees/transport'
  const [path, name] = process.argv.slice(1)
  const journal = await openJournal({
    disk: nodeDisk(), rng: createRng(1), path, durability: 'process', at: ${at},
    writer: { name, isAlive: (other) => other === name },
  })
  for (;;) {
    const { sequence } = journal.append({ type: 'halt.set', at: ${at}, scope: 'all', reason: 'x'.repeat(200) })
    writeSync(1, sequence + '\\n')
  }
`

/** Runs a writer until it has said so much, kills it, and returns the last append it has told of. */
function killAfter(name: string, characters: number): Promise<number> {
  return new Promise((done, failed) => {
    const flags = ['--conditions=@arbees/source', '--input-type=module', '--eval', WRITER, path, name]
    const child = spawn(process.execPath, flags, { cwd: resolve(import.meta.dirname, '..') })
    let said = ''
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.length > characters) child.kill('SIGKILL')
    })
    child.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') done(Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1)))
      else failed(new Error(complaint))
    })
  })
}

test('a process that is killed loses no record whose append has returned', async () => {
  let before = 1
  for (let kill = 0; kill < KILLS; kill++) {
    const told = await killAfter(`writer-${kill}`, 1 + kill * 997)
    const { sequence, entries } = readJournal(readFileSync(path), path)
    expect(told).toBeGreaterThan(before)
    expect(sequence).toBeGreaterThanOrEqual(told)
    expect(entries).toHaveLength(sequence)
    before = sequence
  }
  const writer = { name: 'last', isAlive: () => false }
  const journal = await openJournal({ disk: nodeDisk(), rng: createRng(1), path, durability: 'machine', writer, at })
  expect(journal.report).toMatchObject({ isNew: false, records: before })
  await journal.compact(at)
  expect(journal.size()).toBeLessThan(1_000)
  await journal.close()
})
