import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, fstatSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Files, Said, Spawn } from '../drill/trader-process.ts'

const TRADER = join(import.meta.dirname, '../../../live-trader/src/main.ts')
const FLAGS = ['--conditions=@arbees/source', '--disable-warning=ExperimentalWarning']
const WORDS_KEPT = 8

function parseLine(line: string): Said | undefined {
  try {
    return JSON.parse(line) as Said
  } catch {
    return undefined
  }
}

/** Returns what starts traders that read their settings in a folder. */
export function traderSpawner(folder: string, cache: string): Spawn {
  return (verb, onLine) => {
    // Compiled code is kept, as a deployment would have it built.
    const env = { ...process.env, NODE_COMPILE_CACHE: cache }
    const child = spawn(process.execPath, [...FLAGS, TRADER, join(folder, 'settings.json'), verb], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const words: string[] = []
    const note = (line: string) => {
      appendFileSync(join(folder, 'trader.log'), `${line}\n`)
      words.push(line)
      if (words.length > WORDS_KEPT) words.shift()
    }
    let trades: () => void = () => undefined
    const trading = new Promise<void>((resolve) => {
      trades = resolve
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      note(line)
      const said = parseLine(line)
      if (said === undefined) return
      if (said.message === 'trading') trades()
      onLine(said)
    })
    createInterface({ input: child.stderr }).on('line', note)
    return {
      trading,
      ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
      kill: () => void child.kill('SIGKILL'),
      ask: () => void child.kill('SIGTERM'),
      lastWords: () => words.join('\n'),
    }
  }
}

const NEWLINE = 10

/** Returns what reads the lines that a file has grown by; a file that is not there has none. */
function tail(path: string): () => Uint8Array {
  let offset = 0
  return () => {
    let handle: number
    try {
      handle = openSync(path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array()
      throw error
    }
    try {
      const { size } = fstatSync(handle)
      if (size <= offset) return new Uint8Array()
      const bytes = Buffer.alloc(size - offset)
      const found = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset))
      const whole = found.subarray(0, found.lastIndexOf(NEWLINE) + 1)
      offset += whole.length
      return whole
    } finally {
      closeSync(handle)
    }
  }
}

/** The machine's files, as a drill needs them. */
export const drillFiles: Files = {
  tail,
  write: (path, text) => writeFileSync(path, text, { mode: 0o600 }),
  remove: (path) => rmSync(path, { force: true }),
}
