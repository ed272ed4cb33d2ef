/*
 * Where the built pages are: as a release has them beside the sources, or built here when somebody first looks, in a
 * process of its own so that nothing that trades waits for it, and kept until a source changes.
 */
import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execPath } from 'node:process'
import type { Log } from '@arbees/core'

/** How the pages stand: in a folder, or not to be had. */
export type DashboardState =
  | { readonly type: 'ready'; readonly folder: string }
  | { readonly type: 'failed'; readonly reason: string }

/** The built pages. */
export type Dashboard = {
  /** Resolves to how they stand, once they were built when they are not there. */
  readonly state: () => Promise<DashboardState>
}

const SOURCES = join(import.meta.dirname, '../../../frontend')
const RELEASED = join(SOURCES, 'dist')
const ENTRY = 'index.html'

/** Returns when a file was changed; undefined when there is none. */
async function changedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs
}

/** Returns when the last of the sources was changed; undefined where there are none, as in an image. */
async function sourcesChangedAt(): Promise<number | undefined> {
  const names = await readdir(join(SOURCES, 'src'), { recursive: true }).catch(() => [])
  const paths = [ENTRY, 'vite.config.ts', ...names.map((name) => join('src', name))]
  const times = await Promise.all(paths.map((path) => changedAt(join(SOURCES, path))))
  const known = times.filter((time) => time !== undefined)
  return names.length === 0 ? undefined : Math.max(...known)
}

/** Builds into a folder; resolves to the reason when that failed. */
function build(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(execPath, [join(SOURCES, 'build.ts'), folder], { stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.on('data', (bytes) => {
      complaint = `${complaint}${bytes}`.slice(-2_000)
    })
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (status) => resolve(status === 0 ? undefined : complaint.trim() || `it ended with ${status}`))
  })
}

/** Returns the first folder whose pages are as new as the sources. */
async function builtFolder(folders: readonly string[], sources: number | undefined): Promise<string | undefined> {
  for (const folder of folders) {
    const builtAt = await changedAt(join(folder, ENTRY))
    if (builtAt !== undefined && (sources === undefined || builtAt >= sources)) return folder
  }
  return undefined
}

/** Returns the pages, which are built into `cache` where no release has them. */
export function createDashboard(cache: string, log: Log): Dashboard {
  let building: Promise<void> | undefined
  let failure: { readonly reason: string; readonly sources: number } | undefined
  const begin = async (sources: number) => {
    const reason = await build(cache)
    building = undefined
    failure = reason === undefined ? undefined : { reason, sources }
    if (reason === undefined) log('info', 'dashboard built', { folder: cache })
    else log('warn', 'dashboard not built', { reason })
  }
  return Object.freeze({
    state: async (): Promise<DashboardState> => {
      await building
      const sources = await sourcesChangedAt()
      const find = () => builtFolder([RELEASED, cache], sources)
      let folder = await find()
      if (folder === undefined && sources !== undefined && failure?.sources !== sources) {
        building ??= begin(sources)
        await building
        folder = await find()
      }
      if (folder !== undefined) return { type: 'ready', folder }
      return { type: 'failed', reason: failure?.reason ?? `expected the built pages in ${RELEASED}, found none` }
    },
  })
}
