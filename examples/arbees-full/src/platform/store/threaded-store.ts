/*
 * PostgreSQL in a thread of this process, in a folder. The process's own thread goes on while statements run.
 */
import { Worker } from 'node:worker_threads'
import { createDatabase } from './create-database.ts'
import { lockFolder } from './folder-lock.ts'
import type { ColumnTypes } from './insert-many.ts'
import { insertMany } from './insert-many.ts'
import { sqlText } from './sql-values.ts'
import type { Queries, Row, SqlValue, Store } from './store.ts'
import { StoreError } from './store.ts'
import { toStoreError } from './store-failure.ts'
import type { ThreadReply, ThreadRequest } from './thread/thread-message.ts'

type Ask = (type: ThreadRequest['type'], sql: string, values: readonly SqlValue[]) => Promise<readonly unknown[]>
type Waiting = { readonly resolve: (rows: readonly unknown[]) => void; readonly reject: (error: unknown) => void }

/** Begins the thread; resolves when its database is open. */
async function beginThread(folder: string): Promise<{ readonly ask: Ask; readonly end: () => Promise<void> }> {
  const path = `${folder}/pglite`
  await createDatabase(path)
  const thread = new Worker(new URL('./thread/main.ts', import.meta.url), { workerData: path })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let failure: StoreError | undefined
  const fail = (reason: string) => {
    failure ??= new StoreError('failed', `the database's thread has ended: ${reason}`)
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  thread.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
  thread.on('exit', (code) => fail(`code ${code}`))
  const opened = new Promise<readonly unknown[]>((resolve, reject) => void waiting.set(0, { resolve, reject }))
  thread.on('message', (reply: ThreadReply) => {
    const found = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.type === 'rows') found?.resolve(reply.rows)
    else found?.reject(toStoreError(Object.assign(new Error(reply.sentence), { code: reply.code })))
  })
  const ask: Ask = (type, sql, values) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) {
        reject(failure)
        return
      }
      last += 1
      const request: ThreadRequest = { id: last, type, sql, values: values.map(sqlText) }
      waiting.set(last, { resolve, reject })
      thread.postMessage(request)
    })
  await opened
  return {
    ask,
    end: async () => {
      await ask('close', '', [])
      await thread.terminate()
    },
  }
}

/** One transaction or lone statement after the other: they share a connection. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
}

function queriesOf(ask: Ask, types: ColumnTypes): Queries {
  const query = async <R extends Row>(sql: string, values: readonly SqlValue[] = []) =>
    (await ask('query', sql, values)) as readonly R[]
  return { query, insertMany: (table, columns, rows) => insertMany(query, types, table, columns, rows) }
}

/**
 * Opens the database in a folder, in a thread of its own.
 *
 * @throws StoreError `locked` while another process has the folder: two would silently lose rows.
 */
export async function openThreadedStore(folder: string): Promise<Store> {
  const release = await lockFolder(folder)
  const { ask, end } = await beginThread(folder).catch(async (error: unknown) => {
    await release()
    throw error
  })
  const inTurn = createTurns()
  const types: ColumnTypes = new Map()
  // Inside a transaction its own turn is already held.
  const inside = queriesOf(ask, types)
  const alone = queriesOf((type, sql, values) => inTurn(() => ask(type, sql, values)), types)
  return Object.freeze({
    kind: 'pglite' as const,
    ...alone,
    transact: <T>(work: (queries: Queries) => Promise<T>) =>
      inTurn(async () => {
        await ask('query', 'BEGIN', [])
        try {
          const result = await work(inside)
          await ask('query', 'COMMIT', [])
          return result
        } catch (error) {
          // What went wrong is said, not that undoing it went wrong as well.
          await ask('query', 'ROLLBACK', []).catch(() => undefined)
          throw error
        }
      }),
    run: async (sql: string) => void (await inTurn(() => ask('run', sql, []))),
    isReachable: () =>
      ask('query', 'SELECT 1', []).then(
        () => true,
        () => false,
      ),
    close: async () => {
      await inTurn(end)
      await release()
    },
  })
}
