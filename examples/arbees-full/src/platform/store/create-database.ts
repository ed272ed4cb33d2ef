import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StoreError } from './store.ts'

const MAKER = fileURLToPath(new URL('./maker/main.ts', import.meta.url))

/**
 * Makes an empty database at a path where there is none, in a process that ends with it. It comes there whole: who is
 * interrupted leaves nothing that looks like one.
 *
 * @throws StoreError `failed` with what the process said.
 */
export async function createDatabase(path: string): Promise<void> {
  if (existsSync(path)) return
  const unfinished = `${path}.new`
  rmSync(unfinished, { recursive: true, force: true })
  // Code that runs once is not worth an optimizing compiler.
  const maker = fork(MAKER, [unfinished], { execArgv: ['--liftoff-only'], env: {}, silent: true })
  let said = ''
  maker.stderr?.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const [code] = await once(maker, 'close')
  if (code !== 0) throw new StoreError('failed', `no database could be made in ${path}, code ${code}: ${said}`)
  renameSync(unfinished, path)
}
