import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Micros } from '@arbees/core'
import { NO_MONEY, parseMoney, seconds, toMicros } from '@arbees/core'
import { createSecret } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertTrade } from '../../../test/ledger-rows.ts'
import type { LocalPostgres } from '../../../test/local-postgres.ts'
import { startLocalPostgres } from '../../../test/local-postgres.ts'
import { readMessage } from '../../messages/topics.ts'
import type { Envelope } from '../bus/bus.ts'
import { appendBankroll, profitSince, resetBankroll, startBankroll } from './bankroll.ts'
import { handleOnce } from './handle-once.ts'
import { migrate } from './migrate.ts'
import { openPgliteStore } from './pglite-store.ts'
import { openPostgresStore } from './postgres-store.ts'
import { formatInstant } from './sql-values.ts'
import type { Store } from './store.ts'
import { StoreError } from './store.ts'
import { openThreadedStore } from './threaded-store.ts'

const log = () => undefined
let server: LocalPostgres
const folders: string[] = []
beforeAll(async () => {
  server = await startLocalPostgres()
}, 60_000)
afterAll(async () => {
  await server?.remove()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-store-'))
  folders.push(folder)
  return folder
}

const kinds = [
  { kind: 'PGlite', open: () => openPgliteStore(undefined) },
  { kind: 'PGlite in a thread', open: () => openThreadedStore(newFolder()) },
  { kind: 'PostgreSQL', open: async () => openPostgresStore({ url: createSecret(server.url) }) },
]

describe.each(kinds)('the store on $kind', ({ open }) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
    await store.run(
      'CREATE TABLE things (id BIGINT PRIMARY KEY, amount NUMERIC, at TIMESTAMPTZ, is_good BOOLEAN, note TEXT, more JSONB)',
    )
  }, 60_000)
  afterAll(() => store?.close())

  test('values come back as they went: no float, no lost microsecond', async () => {
    const at = 1_796_493_600_123_457
    const more = { a: [1, 'x"y\\'] }
    await store.query('INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6)', [
      9_007_199_254_740_991,
      '0.1234567890123456789',
      formatInstant(at),
      false,
      'it\'s "so"',
      JSON.stringify(more),
    ])
    expect(await store.query('SELECT * FROM things')).toEqual([
      { id: 9_007_199_254_740_991, amount: '0.1234567890123456789', at, is_good: false, note: 'it\'s "so"', more },
    ])
    const [row] = await store.query<{ found: number }>(
      'SELECT COUNT(*) AS found FROM things WHERE note = ANY($1::text[])',
      [['a,b', 'it\'s "so"', null]],
    )
    expect(row?.found).toBe(1)
  })

  test('a whole number that is not exact is refused', async () => {
    await expect(store.query('SELECT 9007199254740993::bigint AS n')).rejects.toThrow('9007199254740993')
  })

  test('many rows go by one statement; those that are there stay as they are', async () => {
    const columns = ['id', 'amount', 'at', 'is_good', 'note', 'more']
    const row = (id: number) => [
      id,
      `${id}.5`,
      formatInstant(id),
      id % 2 === 0,
      id === 3 ? null : `{"${id}"}, \\`,
      `{"n":${id}}`,
    ]
    expect(await store.insertMany('things', columns, [row(1), row(2), row(3)])).toBe(3)
    expect(await store.insertMany('things', columns, [row(3), row(4)])).toBe(1)
    expect(await store.query('SELECT id, amount, note, more FROM things WHERE id < 5 ORDER BY id')).toEqual([
      { id: 1, amount: '1.5', note: '{"1"}, \\', more: { n: 1 } },
      { id: 2, amount: '2.5', note: '{"2"}, \\', more: { n: 2 } },
      { id: 3, amount: '3.5', note: null, more: { n: 3 } },
      { id: 4, amount: '4.5', note: '{"4"}, \\', more: { n: 4 } },
    ])
    await expect(store.insertMany('things', ['id', 'no_such'], [[1, 2]])).rejects.toThrow('no_such')
    await expect(store.insertMany('things; DROP TABLE things', ['id'], [[1]])).rejects.toThrow('plain word')
  })

  test('a transaction is all or nothing', async () => {
    const work = store.transact(async ({ query }) => {
      await query('INSERT INTO things (id) VALUES (100)')
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    expect(await store.query('SELECT 1 AS one FROM things WHERE id = 100')).toEqual([])
  })

  test('what a table forbids is told apart from what is there already', async () => {
    await store.query('INSERT INTO things (id) VALUES (200)')
    const again = await store.query('INSERT INTO things (id) VALUES (200)').catch((error: unknown) => error)
    expect(again).toBeInstanceOf(StoreError)
    expect(again).toMatchObject({ code: 'conflict' })
    await expect(store.query('INSERT INTO things (id) VALUES (NULL)')).rejects.toMatchObject({ code: 'constraint' })
    await expect(store.query('SELEC')).rejects.toMatchObject({ code: 'failed' })
  })

  test('the schema comes in order, once, and a step that fails leaves nothing behind', async () => {
    const applied = await migrate(store, log)
    expect(applied).toEqual(['0001-schema'])
    expect(await migrate(store, log)).toEqual([])
    const folder = newFolder()
    writeFileSync(join(folder, '0001-schema.sql'), 'CREATE TABLE other (id INT)')
    await expect(migrate(store, log, folder)).rejects.toThrow('0001-schema was changed after it had been applied')
    writeFileSync(join(folder, '0001-schema.sql'), '')
    rmSync(join(folder, '0001-schema.sql'))
    writeFileSync(join(folder, '0000-else.sql'), 'SELECT 1')
    await expect(migrate(store, log, folder)).rejects.toThrow('newer than this program')
  })

  test('a message changes the tables once, however often it is told', async () => {
    const message = readMessage('control', { type: 'stop', by: 'a', reason: 'b', at: 1 })
    const told = (sequence: number): Envelope<'control'> => ({
      topic: 'control',
      source: 'm',
      sequence,
      at: message.at,
      correlation: '',
      isRetained: false,
      attempt: 1,
      message,
    })
    const count = (sequence: number) =>
      handleOnce(store, 'tracker', told(sequence), async ({ query }) => {
        await query('UPDATE things SET amount = COALESCE(amount, 0) + 1 WHERE id = 200')
      })
    expect([await count(1), await count(1), await count(2), await count(1)]).toEqual([true, false, true, false])
    expect(await store.query('SELECT amount FROM things WHERE id = 200')).toEqual([{ amount: '2' }])
  })

  test('what a day has earned on paper, or really, counts from its start, and from the last reset in it', async () => {
    const noon = seconds(12 * 3_600)
    const earn = (trade: string, dollars: string, at: Micros) => {
      const change = { balanceChange: parseMoney(dollars), piggybankChange: NO_MONEY }
      return store.transact((queries) =>
        appendBankroll(queries, { key: `trade ${trade}`, reason: 'trade', trade, ...change, at }),
      )
    }
    await store.transact((queries) => startBankroll(queries, parseMoney('100'), toMicros(1)))
    await earn('1', '-7', toMicros(2))
    await earn('2', '-2', noon)
    await earn('3', '0.5', toMicros(noon + 1))
    expect(await profitSince(store, noon, true)).toBe(parseMoney('-1.5'))
    await insertTrade(store, '2', noon, false)
    expect(await profitSince(store, noon, true)).toBe(parseMoney('0.5'))
    await insertTrade(store, '3', noon)
    expect(await profitSince(store, noon, false)).toBe(parseMoney('-2'))
    await store.transact((queries) => resetBankroll(queries, parseMoney('100'), toMicros(noon + 2)))
    expect(await profitSince(store, noon, true)).toBe(0)
    await earn('4', '0.25', toMicros(noon + 3))
    expect(await profitSince(store, noon, true)).toBe(parseMoney('0.25'))
  })
})

describe('a folder', () => {
  test('belongs to one process at a time, and keeps its rows', async () => {
    const folder = newFolder()
    const first = await openPgliteStore(folder)
    await first.run('CREATE TABLE kept (id INT); INSERT INTO kept VALUES (7)')
    await expect(openPgliteStore(folder)).rejects.toMatchObject({ code: 'locked' })
    await first.close()
    const second = await openPgliteStore(folder)
    expect(await second.query('SELECT id FROM kept')).toEqual([{ id: 7 }])
    await second.close()
  })
})

describe('a thread', () => {
  test('keeps a folder to itself, and gives it back', async () => {
    const folder = newFolder()
    const first = await openThreadedStore(folder)
    await first.run('CREATE TABLE kept (id INT); INSERT INTO kept VALUES (7)')
    await expect(openThreadedStore(folder)).rejects.toMatchObject({ code: 'locked' })
    await first.close()
    const second = await openPgliteStore(folder)
    expect(await second.query('SELECT id FROM kept')).toEqual([{ id: 7 }])
    await second.close()
  })

  test('does one transaction after the other, and lone statements between them', async () => {
    const store = await openThreadedStore(newFolder())
    await store.run('CREATE TABLE turns (id SERIAL, who TEXT)')
    const work = (who: string) =>
      store.transact(async ({ query }) => {
        for (let turn = 0; turn < 3; turn++) await query('INSERT INTO turns (who) VALUES ($1)', [who])
      })
    await Promise.all([work('a'), store.query("INSERT INTO turns (who) VALUES ('lone')"), work('b')])
    const rows = await store.query<{ who: string }>('SELECT who FROM turns ORDER BY id')
    expect(rows.map(({ who }) => who)).toEqual(['a', 'a', 'a', 'lone', 'b', 'b', 'b'])
    await store.close()
    await expect(store.query('SELECT 1')).rejects.toMatchObject({ code: 'failed' })
  })
})

describe('a server', () => {
  test('that goes away and comes back is reached again; what was asked meanwhile fails as unreachable', async () => {
    const store = openPostgresStore({ url: createSecret(server.url) })
    expect(await store.isReachable()).toBe(true)
    await server.kill()
    expect(await store.isReachable()).toBe(false)
    const failure = await store.query('SELECT 1').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'unreachable' })
    expect(String(failure)).not.toContain('canary')
    await server.start()
    expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await store.close()
  })
})
