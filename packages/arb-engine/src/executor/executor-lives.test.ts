/*
 * Random lives: plans of one to three legs, venues in trouble, books that move, crashes at any write of
 * the journal. What is promised is held to what the venues know themselves.
 */
import type { ClientOrderId, Rng } from '@arbees/core'
import { createRng, millis, nextChance, nextInteger, seconds } from '@arbees/core'
import { expect, test } from 'vitest'
import type { Life, LifeSettings, World } from '../../test/executor-world.ts'
import { A, B, C, contracts, createWorld, LIMITS, PAIR, PATH, pass, planOf } from '../../test/executor-world.ts'
import { nextFate, trueHolding } from '../../test/scripted-venue.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { OrderIntended, TradeEnded, TradeIntended } from '../journal/record.ts'

const TRIPLE = [...PAIR, { market: C, outcome: 'yes' }] as const

type Story = { readonly intended: TradeIntended; readonly further: OrderIntended[]; ends: TradeEnded[] }

/** All that the file says, trade by trade. */
function storiesOf(world: World): readonly Story[] {
  const { entries } = readJournal(world.disk.read(PATH) as Uint8Array, PATH)
  const stories = new Map<number, Story>()
  for (const { record } of entries) {
    if (record.type === 'trade.intended') stories.set(record.trade, { intended: record, further: [], ends: [] })
    if (record.type === 'order.intended') stories.get(record.trade)?.further.push(record)
    if (record.type === 'trade.ended') stories.get(record.trade)?.ends.push(record)
  }
  return [...stories.values()]
}

const namesOf = ({ intended, further }: Story): readonly ClientOrderId[] => [
  ...intended.legs.map(({ order }) => order),
  ...further.map(({ intent }) => intent.order),
]

/** What each leg of a trade holds, by the venues' own word. */
function heldBy(world: World, story: Story): readonly number[] {
  const venues = Object.values(world.venues)
  return story.intended.legs.map(({ market }) => trueHolding(venues, namesOf(story), market))
}

/** Each order is of one leg of its plan, on that leg's venue; entries and completions buy it, flattenings sell it. */
function checkPolarity(world: World, stories: readonly Story[]): void {
  const legs = new Map<string, { readonly market: string; readonly outcome: string; readonly action: string }>()
  for (const { intended, further } of stories) {
    const planned = intended.name.startsWith('three') ? TRIPLE : PAIR
    for (const [at, { order }] of intended.legs.entries())
      legs.set(order, { ...(planned[at] as (typeof planned)[number]), action: 'buy' })
    for (const { intent, leg, purpose } of further) {
      const action = purpose === 'flatten' ? 'sell' : 'buy'
      legs.set(intent.order, { ...(planned[leg] as (typeof planned)[number]), action })
    }
  }
  for (const venue of Object.values(world.venues)) {
    for (const { order } of venue.sent) {
      const { market, outcome, action } = order
      expect({ market, outcome, action }).toEqual(legs.get(order.id))
      expect(market.startsWith(`${venue.venue}:`)).toBe(true)
    }
  }
}

function checkNames(world: World): void {
  const names = Object.values(world.venues).flatMap(({ sent }) => sent.map(({ order }) => order.id))
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^arb\d+$/)
}

function checkEnds(world: World, stories: readonly Story[], last: Life): void {
  const state = last.executor.state()
  for (const story of stories) {
    const held = heldBy(world, story)
    const unequal = Math.max(...held) - Math.min(...held)
    const known = state.trades.get(story.intended.trade)
    const ending = known === undefined ? story.ends.at(-1)?.ending : known.ending
    const told = `trade ${story.intended.trade} ${ending} holds ${held.join(' ')}`
    expect(ending, told).toBeDefined()
    expect(ending, told).not.toBeNull()
    if (ending === 'halted') {
      expect(state.halts.size, told).toBeGreaterThan(0)
    } else if (story.intended.legs.length > 1) {
      // Two cents a contract of dust at most.
      expect(unequal, told).toBeLessThanOrEqual(LIMITS.dustMax * 10)
      if (ending === 'flattened') expect(Math.min(...held), told).toBe(0)
    }
  }
}

/** Every holding, at every change of one, within what the plan allows. */
function watchBounds(world: World): () => void {
  const check = () => {
    for (const story of storiesOf(world)) {
      if (story.intended.legs.length === 1) continue
      const held = heldBy(world, story)
      const unequal = Math.max(...held) - Math.min(...held)
      expect(unequal).toBeLessThanOrEqual(story.intended.bound.quantity)
    }
  }
  for (const venue of Object.values(world.venues)) Object.assign(venue, { onChange: check })
  return check
}

function moveBooks(world: World, rng: Rng): void {
  const shift = nextInteger(rng, -3, 3) * 100
  if (nextChance(rng, 0.5)) {
    world.setBook(
      A,
      [
        [3_900 + shift, nextInteger(rng, 1, 20)],
        [3_500, 50],
      ],
      [
        [4_000 + shift, nextInteger(rng, 1, 20)],
        [4_700, 50],
      ],
    )
  } else
    world.setBook(
      B,
      [
        [5_000 + shift, nextInteger(rng, 1, 20)],
        [4_500, 50],
      ],
      [[5_100 + shift, 20]],
    )
}

function open(world: World, life: Life, rng: Rng, serial: number): void {
  const draw = nextInteger(rng, 0, 9)
  const legs = draw < 7 ? PAIR : draw < 9 ? TRIPLE : PAIR.slice(0, 1)
  const name = `${draw < 7 ? 'two' : draw < 9 ? 'three' : 'one'}-${serial}`
  const first = nextChance(rng, 0.5) ? 'all' : nextInteger(rng, 0, legs.length - 1)
  life.executor.open(planOf(world, legs, contracts(nextInteger(rng, 1, 1_000) / 100), { name, first }))
}

async function live(
  seed: number,
  trouble: number,
  settings: LifeSettings,
): Promise<{ world: World; last: Life; writes: number }> {
  const rng = createRng(`${seed}/life`)
  const world = createWorld(seed, { stages: true, fateOf: (chance) => nextFate(chance, trouble) })
  const check = watchBounds(world)
  const first = await world.start(settings)
  let life = first
  for (let turn = 0; turn < 12; turn++) {
    if (!life.isAlive()) {
      await pass(world, millis(nextInteger(rng, 1, 3_000)))
      life = await world.start({ ...settings, diesAt: undefined as never })
    }
    moveBooks(world, rng)
    open(world, life, rng, turn)
    await pass(world, millis(nextInteger(rng, 1, 1_500)))
  }
  if (!life.isAlive()) life = await world.start({ ...settings, diesAt: undefined as never })
  // Quiet: books that can be traded on, and time.
  for (let turn = 0; turn < 10; turn++) {
    world.setBook(A, [[3_900, 500]], [[4_000, 500]])
    world.setBook(B, [[5_000, 500]], [[5_100, 500]])
    world.setBook(C, [[900, 500]], [[1_000, 500]])
    life.executor.fold([{ type: 'book.stale', at: world.clock.now(), market: A, reason: 'gap' }])
    await pass(world, seconds(10))
  }
  check()
  return { world, last: life, writes: first.writes() }
}

test.each([
  ['process', 0],
  ['process', 0.3],
  ['machine', 0.3],
] as const)(
  'ends every trade hedged, flattened or halted, in %s durability with trouble %d',
  async (durability, trouble) => {
    const endings = { hedged: 0, flattened: 0, halted: 0 }
    for (let seed = 0; seed < 40; seed++) {
      const { world, last } = await live(seed, trouble, { durability })
      const stories = storiesOf(world)
      checkPolarity(world, stories)
      checkNames(world)
      checkEnds(world, stories, last)
      for (const [ending, count] of Object.entries(last.executor.state().endings)) endings[ending as 'hedged'] += count
    }
    expect(endings.hedged).toBeGreaterThan(100)
    if (trouble > 0) expect(endings.flattened).toBeGreaterThan(3)
    else expect(endings.halted).toBe(0)
  },
)

test.each(['process', 'machine'] as const)(
  'a crash at any write of the journal is recovered from, in %s durability',
  async (durability) => {
    let crashes = 0
    for (let seed = 100; seed < 103; seed++) {
      const { writes } = await live(seed, 0.3, { durability })
      for (let write = 1; write <= writes; write++) {
        for (const isWritten of [true, false]) {
          const { world, last } = await live(seed, 0.3, { durability, diesAt: { write, isWritten } })
          const stories = storiesOf(world)
          checkPolarity(world, stories)
          checkNames(world)
          checkEnds(world, stories, last)
          crashes += 1
        }
      }
    }
    expect(crashes).toBeGreaterThan(100)
  },
  120_000,
)
