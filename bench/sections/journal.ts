import { join } from 'node:path'
import type { Journal, JournalRecord, OrderIntent } from '../../packages/arb-engine/src/index.ts'
import { formatOrderId, openJournal } from '../../packages/arb-engine/src/index.ts'
import type {
  ContinuityToken,
  Disk,
  FillId,
  MarketId,
  Micros,
  Money,
  OrderId,
  Price,
  Quantity,
} from '../../packages/core/src/index.ts'
import { createRng } from '../../packages/core/src/index.ts'
import { createVirtualRuntime } from '../../packages/testkit/src/index.ts'
import { nodeDisk } from '../../packages/transport/src/index.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Contender, Result } from '../race.ts'
import { race } from '../race.ts'

const TRADES = 2_000
const SYNCS = 100
const GROUP = 100
const at = 1_796_493_600_000_000 as Micros
const quantity = 25_000_000 as Quantity
const price = 4_500 as Price

/** The eight records of a trade that goes well. */
function lifeOf(trade: number): readonly JournalRecord[] {
  const legs = (
    ['kalshi:KXNFLGAME-26DEC05BUFKC-KC', 'polymarket:71321045679252212594626385532706912750332'] as const
  ).map(
    (market, leg): OrderIntent => ({
      order: formatOrderId({ at, number: trade * 2 - 1 + leg, salt: '004217733' }),
      number: trade * 2 - 1 + leg,
      market: market as MarketId,
      action: 'buy',
      outcome: leg === 0 ? 'yes' : 'no',
      limit: price,
      quantity,
      costMax: 11_700_000 as Money,
      continuity: 7 as ContinuityToken,
    }),
  )
  const bound = { quantity, money: 12_000_000 as Money }
  const ofLegs = (make: (leg: OrderIntent) => JournalRecord) => legs.map(make)
  return [
    {
      type: 'trade.intended',
      at,
      trade,
      name: 'nfl-buf-kc',
      strategy: 'cross-venue-pair',
      opportunityType: 'cross_platform_arb',
      payout: 1_000_000 as Money,
      bound,
      expiresAt: at,
      first: 'all',
      legs,
    },
    ...ofLegs(({ order }) => ({ type: 'order.sent', at, order })),
    ...ofLegs(({ order }) => ({
      type: 'order.accepted',
      at,
      order,
      venueOrder: `venue-${order}` as OrderId,
      filled: quantity,
      isDone: true,
    })),
    ...ofLegs(({ order, market, action, outcome }) => ({
      type: 'order.filled',
      at,
      fill: {
        id: `fill-${order}` as FillId,
        order,
        market,
        action,
        outcome,
        price,
        quantity,
        received: quantity,
        fee: 430_000 as Money,
        liquidity: 'taker',
        at,
      },
      stage: 'confirmed',
    })),
    { type: 'trade.ended', at, trade, ending: 'hedged', reason: '' },
  ]
}

function resultRows(results: readonly Result[], limit: string): readonly (readonly string[])[] {
  return results.map(({ name, nanos, nanosMin, nanosMax, ratioTo }) => [
    name,
    formatFigure(nanos / 1_000),
    `${formatFigure(nanosMin / 1_000)} – ${formatFigure(nanosMax / 1_000)}`,
    formatFigure(ratioTo(limit)),
  ])
}

/** What a record costs before an order may leave. */
export const journalSection: Section = {
  name: 'journal',
  title: 'Journal',
  measure: async ({ folder, rounds, say }) => {
    say(`${TRADES} trades of eight records, and ${SYNCS} syncs, in ${rounds + 1} rounds`)
    const lives = Array.from({ length: TRADES }, (_, index) => lifeOf(index + 1))
    const records = lives.flat()
    const encoder = new TextEncoder()
    const encoded = records.map((record) => encoder.encode(`${JSON.stringify(record)}\n`))
    const intents = lives.map(([intent]) => intent as JournalRecord)
    let files = 0
    const withJournal = async (
      disk: Disk,
      durability: 'process' | 'machine',
      work: (journal: Journal) => number | Promise<number>,
    ) => {
      files += 1
      const path = join(folder, `${files}.journal`)
      const writer = { name: 'bench', isAlive: () => true }
      const journal = await openJournal({ disk, rng: createRng(1), path, durability, writer, at })
      const operations = await work(journal)
      await journal.close()
      return operations
    }
    const each = (journal: Journal) => {
      for (const record of records) journal.append(record)
      return records.length
    }
    const byTrade = (journal: Journal) => {
      for (const life of lives) journal.appendAll(life)
      return records.length
    }
    const bare = () => nodeDisk().openAppend(join(folder, 'bare'))
    const disk = nodeDisk()
    const oneWrite = 'one write of the same bytes, encoded before'
    const writes: readonly Contender[] = [
      {
        name: oneWrite,
        run: () => {
          const file = bare()
          for (const bytes of encoded) file.append(bytes)
          file.close()
          return encoded.length
        },
      },
      { name: 'append, a file', run: () => withJournal(disk, 'process', each) },
      { name: 'appendAll of eight, a file', run: () => withJournal(disk, 'process', byTrade) },
      {
        name: 'append, a disk in memory',
        run: () => withJournal(createVirtualRuntime({ seed: 1 }).disk, 'process', each),
      },
    ]
    const oneSync = 'one write and one fdatasync'
    const syncs: readonly Contender[] = [
      {
        name: oneSync,
        run: async () => {
          const file = bare()
          for (const bytes of encoded.slice(0, SYNCS)) {
            file.append(bytes)
            await file.sync()
          }
          file.close()
          return SYNCS
        },
      },
      {
        name: 'append and wait',
        run: () =>
          withJournal(disk, 'machine', async (journal) => {
            for (const intent of intents.slice(0, SYNCS)) await journal.append(intent).durable
            return SYNCS
          }),
      },
      {
        name: `append, ${GROUP} waiting for one sync`,
        run: () =>
          withJournal(disk, 'machine', async (journal) => {
            for (let start = 0; start < intents.length; start += GROUP) {
              for (const intent of intents.slice(start, start + GROUP - 1)) journal.append(intent)
              await journal.append(intents[start + GROUP - 1] as JournalRecord).durable
            }
            return intents.length
          }),
      },
    ]
    const written = await race(writes, rounds)
    const synced = await race(syncs, rounds)
    const bytes = Math.round(encoded.reduce((sum, { length }) => sum + length, 0) / encoded.length)
    const head = ['one record', 'µs', 'fastest – slowest round', '× the first']
    return [
      `Two-leg trades of eight records, ${bytes} bytes each on average; checked, encoded, checksummed, written and folded. Process durability:`,
      table(head, resultRows(written, oneWrite)),
      'Machine durability, on the disk of the folder for temporary files:',
      table(head, resultRows(synced, oneSync)),
    ].join('\n\n')
  },
}
