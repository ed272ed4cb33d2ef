/*
 * The thread in which a process keeps its database: a statement takes milliseconds, and whoever decides must not stand
 * still meanwhile. One statement at a time, in the order in which they are asked for.
 */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '@arbees/core'
import { PGlite } from '@electric-sql/pglite'
import { queryOf } from '../pglite-query.ts'
import type { ThreadReply, ThreadRequest } from './thread-message.ts'

/** Of one process's rows little is read twice; PostgreSQL's own 128 MB would all become resident. */
const BUFFERS = '16MB'
const YIELDING = 5

const port = parentPort
invariant(port !== null, 'this file is the thread of a process, not a process')
const database = await PGlite.create(String(workerData), {
  startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`],
})
// Whoever decides goes first where both want a core. On Linux alone a thread has a priority of its own.
if (process.platform === 'linux') setPriority(YIELDING)

async function answer({ type, sql, values }: ThreadRequest): Promise<readonly unknown[]> {
  if (type === 'query') return queryOf(database, sql, values)
  if (type === 'run') await database.exec(sql)
  else await database.close()
  return []
}

port.on('message', (request: ThreadRequest) => {
  const { id } = request
  answer(request).then(
    (rows) => port.postMessage({ id, type: 'rows', rows } satisfies ThreadReply),
    (error: unknown) => {
      const { code } = (error ?? {}) as { readonly code?: unknown }
      const sentence = error instanceof Error ? error.message : String(error)
      const told = typeof code === 'string' ? code : undefined
      port.postMessage({ id, type: 'failed', sentence, code: told } satisfies ThreadReply)
    },
  )
})
// The first word: it is open.
port.postMessage({ id: 0, type: 'rows', rows: [] } satisfies ThreadReply)
