import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { OrderIntent } from '@arbees/arb-engine'
import { openJournal } from '@arbees/arb-engine'
import type { ContinuityToken, MarketId, Micros, Money, OrderId, Price, Quantity } from '@arbees/core'
import { createRng } from '@arbees/core'
import { nodeDisk } from '@arbees/transport'
import { afterAll, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'arbees-journal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const arbees = (...args: string[]) =>
  spawnSync(process.execPath, ['--conditions=@arbees/source', main, ...args], { encoding: 'utf8', cwd: folder })

const at = 1_796_493_600_123_000 as Micros
const ten = 10_000_000 as Quantity

/** Writes a trade of which one leg is hedged and one in doubt. Returns its path and where its last record begins. */
async function writeJournal(name: string) {
  const path = join(folder, name)
  const writer = { name: 'test', isAlive: () => true }
  const journal = await openJournal({ disk: nodeDisk(), rng: createRng(1), path, durability: 'machine', writer, at })
  const leg = (market: string, outcome: 'yes' | 'no'): OrderIntent => ({
    ...journal.nameOrder(at),
    market: market as MarketId,
    action: 'buy',
    outcome,
    limit: 4_500 as Price,
    quantity: ten,
    costMax: 4_700_000 as Money,
    continuity: 7 as ContinuityToken,
  })
  const legs = [leg('kalshi:KXGAME', 'yes'), leg('polymarket:7131', 'no')] as const
  const bound = { quantity: ten, money: 5_000_000 as Money }
  const [a, b] = legs
  journal.append({
    type: 'trade.intended',
    at,
    trade: 1,
    name: 'final',
    strategy: 'pair',
    opportunityType: 'cross_platform_arb',
    payout: 1_000_000 as Money,
    bound,
    expiresAt: at,
    first: 'all',
    legs,
  })
  journal.appendAll(legs.map(({ order }) => ({ type: 'order.sent', at, order })))
  const venueOrder = 'venue-1' as OrderId
  journal.append({ type: 'order.accepted', at, order: a.order, venueOrder, filled: ten, isDone: true })
  const last = journal.size()
  const doubt = { at, order: b.order, code: 'request.timeout', sentence: 'no answer\nin 5 s' } as const
  await journal.append({ type: 'order.unknown', ...doubt }).durable
  await journal.close()
  return { path, last, orders: [a.order, b.order] }
}

test('prints each record on a line and what is open', async () => {
  const { path, orders } = await writeJournal('whole.journal')
  const { status, stdout, stderr } = arbees('journal', path)
  expect([status, stderr]).toEqual([0, ''])
  const lines = stdout.split('\n')
  expect(lines[1]).toBe(
    `2  2026-12-05T18:00:00.123Z  trade.intended  trade 1 of final by pair: buy 10.00 yes of kalshi:KXGAME at 0.4500 as ${orders[0]}; buy 10.00 no of polymarket:7131 at 0.4500 as ${orders[1]}; all at once; bound 10.00 contracts, $5.00`,
  )
  expect(lines[5]).toBe(`6  2026-12-05T18:00:00.123Z  order.unknown   ${orders[1]}: request.timeout. no answer in 5 s`)
  expect(lines[7]).toBe('1 trades are open or may still change:')
  expect(lines[8]).toBe(
    `trade 1  open  one-sided at most 10.00 of 10.00  at risk $4.70 of $5.00  unsettled 0.00  final: ${orders[0]} done, ${orders[1]} unknown`,
  )
  expect(lines[9]).toBe('ended: 0 hedged, 0 flattened, 0 halted; next order 3')
})

test('prints one JSON object, with the torn tail', async () => {
  const { path, last } = await writeJournal('torn.journal')
  writeFileSync(path, readFileSync(path).subarray(0, -5))
  const { status, stdout } = arbees('journal', path, '--json')
  expect(status).toBe(0)
  const object = JSON.parse(stdout)
  expect(object).toMatchObject({ bytes: last, torn: { offset: last }, nextOrder: 3, trades: [{ trade: 1 }] })
  expect(object.records.map(({ type }: { type: string }) => type)).toEqual([
    'snapshot',
    'trade.intended',
    'order.sent',
    'order.sent',
    'order.accepted',
  ])
  expect(object.trades[0].exposure).toMatchObject({ quantity: ten })
  expect(arbees('journal', path).stdout).toContain(`bytes from offset ${last} on were torn by a crash`)
})

test('ends with 1 and the offset where a journal is damaged, and where there is none', async () => {
  const { path } = await writeJournal('damaged.journal')
  const bytes = readFileSync(path)
  const offset = bytes.indexOf('\n', bytes.indexOf('trade.intended')) + 1
  bytes[offset + 40] = 0
  writeFileSync(path, bytes)
  const { status, stdout, stderr } = arbees('journal', path)
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toBe(
    `The journal cannot be believed.\nfile: ${path}\noffset: ${offset}\nfound: a record whose checksum is not its own\nexpected: record 3\n`,
  )
  const missing = arbees('journal', join(folder, 'none'))
  expect([missing.status, missing.stderr]).toEqual([
    1,
    `expected a journal at ${join(folder, 'none')}, found no file\n`,
  ])
})
