import { expect, test } from 'vitest'
import { migrate } from '../src/platform/store/migrate.ts'
import { openTimescaleStore } from './timescale-store.ts'

test('where TimescaleDB is, prices and states become hypertables that age and are summed up', async () => {
  const store = await openTimescaleStore()
  expect(await migrate(store, () => undefined)).toEqual(['0001-schema', 'timescale/0001-hypertables'])
  expect(await migrate(store, () => undefined)).toEqual([])
  const tables = await store.query(
    'SELECT hypertable_name::text AS name FROM timescaledb_information.hypertables ORDER BY 1',
  )
  expect(tables).toEqual(expect.arrayContaining([{ name: 'game_states' }, { name: 'market_prices' }]))
  const jobs = await store.query<{ name: string }>('SELECT proc_name::text AS name FROM timescaledb_information.jobs')
  expect(jobs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['policy_retention', 'policy_refresh_continuous_aggregate']),
  )
  const quote = (minute: number, bid: string) =>
    `('kalshi:M', 'kalshi', TIMESTAMPTZ '2026-11-28 18:0${minute}:00+00', ${bid}, ${bid} + 0.01, TRUE)`
  await store.run(
    `INSERT INTO market_prices (market_id, platform, received_at, yes_bid, yes_ask, is_tradable)
     VALUES ${[quote(1, '0.50'), quote(2, '0.60')].join(', ')}`,
  )
  await store.run("CALL refresh_continuous_aggregate('market_prices_by_minute', NULL, NULL)")
  const minutes = await store.query('SELECT last_bid, quotes FROM market_prices_by_minute ORDER BY minute')
  expect(minutes).toEqual([
    { last_bid: '0.50', quotes: 1 },
    { last_bid: '0.60', quotes: 1 },
  ])
  await store.close()
})
