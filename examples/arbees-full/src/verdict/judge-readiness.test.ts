/*
 * The verdict on databases that were filled for it: one that proves all five lines, and for each line those that prove it
 * wrong and those that do not suffice.
 */
import { toMicros } from '@arbees/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createVerdictRows } from '../../test/verdict-rows.ts'
import { migrate } from '../platform/store/migrate.ts'
import { openPgliteStore } from '../platform/store/pglite-store.ts'
import { formatInstant } from '../platform/store/sql-values.ts'
import type { Store } from '../platform/store/store.ts'
import { formatVerdict } from './format-verdict.ts'
import { judgeReadiness } from './judge-readiness.ts'
import { readEvidence } from './read-evidence.ts'

const NOW = toMicros(Date.parse('2026-11-20T12:00:00Z') * 1_000)
const HOURS = 48
const TABLES = ['paper_trades', 'trades', 'notifications', 'game_states', 'handled_messages']

let store: Store
let rows: ReturnType<typeof createVerdictRows>
beforeAll(async () => {
  store = await openPgliteStore(undefined)
  await migrate(store, () => undefined)
  rows = createVerdictRows(store, NOW)
}, 120_000)
beforeEach(async () => {
  for (const table of TABLES) await store.query(`DELETE FROM ${table}`)
})
afterAll(() => store?.close())

async function judge() {
  const verdicts = judgeReadiness(await readEvidence(store, NOW, HOURS))
  return Object.fromEntries(verdicts.map(({ name, holds, found }) => [name, { holds, found }]))
}

const holdings = async () => Object.values(await judge()).map(({ holds }) => holds)

test('all five hold where two days are on record, orders fill in time and trades earn', async () => {
  await rows.fillAll()
  expect(await holdings()).toEqual(['yes', 'yes', 'yes', 'yes', 'yes'])
  const text = formatVerdict(judgeReadiness(await readEvidence(store, NOW, HOURS)))
  expect(text.split('\n')).toHaveLength(6)
  expect(text).toMatch(/^Stability {6}yes {9}48\.0 of 48\.0 h on record/)
  expect(text).toContain('p95 12.000 ms')
})

test('nothing is proven by an empty database', async () => {
  expect(await holdings()).toEqual(Array.from({ length: 5 }, () => 'not proven'))
})

test('stability: a day is not two, a silence of hours proves nothing, and a life that began within the span does not either', async () => {
  await rows.live('arbees', rows.before(60))
  await rows.writeStates(24)
  expect((await judge())['Stability']).toMatchObject({ holds: 'not proven' })
  await rows.writeStates(48, 24)
  expect((await judge())['Stability']).toMatchObject({ holds: 'yes' })
  await store.query('DELETE FROM game_states WHERE received_at > $1 AND received_at < $2', [
    formatInstant(rows.before(13)),
    formatInstant(rows.before(10)),
  ])
  expect((await judge())['Stability']).toMatchObject({ holds: 'not proven' })
  await store.query('DELETE FROM handled_messages')
  await rows.writeStates(13, 10)
  await rows.live('arbees', rows.before(30))
  expect((await judge())['Stability']?.found).toContain('no process is known to have run since before')
})

test('stability: a restart, a service that fell silent and an emergency stop each end it', async () => {
  await rows.fillAll()
  await rows.alarm('service-health', { instance: 'game-shard/one', state: 'silent' }, 5)
  expect((await judge())['Stability']).toMatchObject({ holds: 'no' })
  await store.query('DELETE FROM notifications')
  await rows.alarm('emergency-stop', { state: 'set' }, 5)
  expect((await judge())['Stability']).toMatchObject({ holds: 'no' })
  await store.query('DELETE FROM notifications')
  await rows.live('arbees', rows.before(7))
  expect((await judge())['Stability']).toMatchObject({ holds: 'no' })
})

test('execution: an unbalanced leg, a halted trade and many rejections each end it; few orders prove nothing', async () => {
  await rows.fillAll()
  await store.query(`UPDATE paper_trades SET arb_group_id = trade_id WHERE client_order_id = 'arb1'`)
  expect((await judge())['Execution']).toMatchObject({ holds: 'no' })
  await store.query('UPDATE paper_trades SET arb_group_id = NULL')
  await store.query(`UPDATE trades SET status = 'halted' WHERE trade_id = 't1'`)
  expect((await judge())['Execution']).toMatchObject({ holds: 'no' })
  await store.query(`UPDATE trades SET status = 'settled'`)
  await store.query(`UPDATE paper_trades SET venue_status = 'rejected: closed' WHERE client_order_id LIKE 'arb1%'`)
  expect((await judge())['Execution']).toMatchObject({ holds: 'no' })
  await store.query(`UPDATE paper_trades SET venue_status = 'not sent' WHERE client_order_id = 'arb1'`)
  await store.query(`UPDATE paper_trades SET venue_status = 'executed' WHERE client_order_id <> 'arb1'`)
  const few = (await judge())['Execution']
  expect(few).toMatchObject({ holds: 'not proven' })
  expect(few?.found).toContain('missing: 1 orders')
})

test('performance: the slowest tenth counts, and few entries prove nothing', async () => {
  await rows.fillAll()
  await store.query(`UPDATE paper_trades SET latency_ms = 250 WHERE client_order_id LIKE 'arb1_'`)
  expect((await judge())['Performance']).toMatchObject({ holds: 'no' })
  await store.query(`UPDATE paper_trades SET purpose = 'exit' WHERE client_order_id LIKE 'arb1_'`)
  expect((await judge())['Performance']).toMatchObject({ holds: 'not proven' })
})

test('resilience: what mended itself is no fault, what did not is, and so is a refusal for its rate', async () => {
  await rows.fillAll()
  await rows.alarm('service-health', { instance: 'one', state: 'degraded' }, 6)
  await rows.alarm('service-health', { instance: 'one', state: 'well' }, 5)
  const mended = await judge()
  expect(mended['Resilience']).toMatchObject({
    holds: 'yes',
    found: expect.stringMatching(/^1 troubles of services, 0/),
  })
  await rows.alarm('service-health', { instance: 'one', state: 'silent' }, 1)
  expect((await judge())['Resilience']).toMatchObject({ holds: 'no' })
  await store.query('DELETE FROM notifications')
  await rows.alarm('reconciliation', {}, 1)
  expect((await judge())['Resilience']).toMatchObject({ holds: 'no' })
  await store.query('DELETE FROM notifications')
  await store.query(`UPDATE paper_trades SET venue_status = 'rejected: rate' WHERE client_order_id = 'arb1'`)
  expect((await judge())['Resilience']).toMatchObject({ holds: 'no' })
})

test('profitability: losses end it, luck on few games proves nothing, and neither does a mean that may be nothing', async () => {
  for (let number = 1; number <= 40; number++) await rows.closeTrade(number, -50_000 - number)
  expect((await judge())['Profitability']).toMatchObject({ holds: 'no' })
  await store.query('DELETE FROM trades')
  for (let number = 1; number <= 40; number++) await rows.closeTrade(number, 50_000, `g${number % 4}`)
  expect((await judge())['Profitability']).toMatchObject({ holds: 'not proven' })
  await store.query('DELETE FROM trades')
  // One lucky game in twenty pays for all others: the mean is above nothing, and nobody can be sure of it.
  for (let number = 1; number <= 40; number++) await rows.closeTrade(number, number % 20 === 0 ? 2_000_000 : -90_000)
  const lucky = (await judge())['Profitability']
  expect(lucky).toMatchObject({ holds: 'not proven' })
  expect(lucky?.found).toContain('net $0.58')
})
