/*
 * Random lives: plans of one to three legs, venues in trouble, books that move, crashes at any write of
 * the journal. What is promised is held to what the venues know themselves.
 */
import type { ClientOrderId, IocOrder, Ladder, Rng } from '@arbees/core'
import { createRng, DISCONTINUOUS, invariant, millis, nextChance, nextInteger, seconds } from '@arbees/core'
import { planScope } from '../src/executor/barrier.ts'
import { readJournal } from '../src/journal/read-journal.ts'
import type { JournalRecord, OrderIntended, TradeEnded, TradeIntended } from '../src/journal/record.ts'
import type { Life, LifeSettings, World } from './executor-world.ts'
import { A, B, C, contracts, createWorld, PAIR, PATH, pass, planOf } from './executor-world.ts'
import { nextFate, trueHolding } from './scripted-venue.ts'

/** Three cents, bought at no less than ten cents a contract. */
const DUST = 300_000
const TRIPLE = [...PAIR, { market: C, outcome: 'yes' }] as const

type Story = {
  readonly intended: TradeIntended
  readonly further: readonly OrderIntended[]
  readonly ends: readonly TradeEnded[]
}

/** Records, trade by trade. */
function storiesOf(records: Iterable<JournalRecord>): readonly Story[] {
  const stories = new Map<number, { intended: TradeIntended; further: OrderIntended[]; ends: TradeEnded[] }>()
  for (const record of records) {
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
  const legs = new Map<string, string>()
  for (const { intended, further } of stories) {
    const planned = intended.name.startsWith('three') ? TRIPLE : PAIR
    const note = (order: string, at: number, action: 'buy' | 'sell') => {
      const { market, outcome } = planned[at] as (typeof planned)[number]
      legs.set(order, `${action} ${outcome} of ${market}`)
    }
    for (const [at, { order }] of intended.legs.entries()) note(order, at, 'buy')
    for (const { intent, leg, purpose } of further) note(intent.order, leg, purpose === 'flatten' ? 'sell' : 'buy')
  }
  for (const { venue, sent } of Object.values(world.venues)) {
    for (const { order } of sent) {
      const found = `${order.action} ${order.outcome} of ${order.market}`
      invariant(found === legs.get(order.id), `polarity: ${order.id} is to ${legs.get(order.id)}, found to ${found}`)
      invariant(order.market.startsWith(`${venue}:`), `polarity: ${order.id} goes to its venue, found ${venue}`)
    }
  }
}

/** No order is sent twice, and what fills is no more than was sent. */
function checkOrders(world: World): void {
  const names = new Set<string>()
  for (const { sent, truth } of Object.values(world.venues)) {
    for (const { order } of sent) {
      invariant(/^arb\d+$/.test(order.id), `names: an order is arb and digits, found ${order.id}`)
      invariant(!names.has(order.id), `names: an order is sent once, found ${order.id} twice`)
      names.add(order.id)
      const filled = truth.get(order.id)?.fills.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
      invariant(filled <= order.quantity, `names: ${order.id} is for ${order.quantity}, found ${filled} filled`)
    }
  }
}

/** Every trade has ended, and is what it says it is. */
function checkEnds(world: World, stories: readonly Story[], last: Life): void {
  const state = last.executor.state()
  for (const story of stories) {
    const held = heldBy(world, story)
    const unequal = Math.max(...held) - Math.min(...held)
    const known = state.trades.get(story.intended.trade)
    const ending = known === undefined ? story.ends.at(-1)?.ending : known.ending
    const told = `trade ${story.intended.trade} ${ending} holds ${held.join(' ')}`
    invariant(ending !== undefined && ending !== null, `ending: every trade ends, found ${told}`)
    if (ending === 'halted') {
      invariant(
        state.halts.has(planScope(story.intended.name)),
        `ending: a halted trade's name is halted, found ${told}`,
      )
      continue
    }
    if (story.intended.legs.length === 1) continue
    invariant(unequal <= DUST, `ending: only dust is left on one side, found ${told}`)
    invariant(
      ending === 'hedged' || Math.min(...held) === 0,
      `ending: nothing is left of a flattened one, found ${told}`,
    )
  }
}

/** Watches every order that leaves and every holding that changes. */
function watch(world: World): void {
  const onChange = () => {
    for (const story of storiesOf(world.records)) {
      if (story.intended.legs.length === 1) continue
      const held = heldBy(world, story)
      const unequal = Math.max(...held) - Math.min(...held)
      const { quantity } = story.intended.bound
      if (unequal <= quantity) continue
      world.faults.push(`bound: trade ${story.intended.trade} is bound by ${quantity}, found ${held.join(' ')}`)
    }
  }
  const onSend = (order: IocOrder) => {
    const now = world.clock.now()
    if (order.expiresAt === undefined || order.expiresAt < now) world.faults.push(`late: ${order.id} expired`)
    if (world.killSwitch.isSet) world.faults.push(`late: ${order.id} leaves while the kill switch is set`)
    if (world.halted.size > 0) world.faults.push(`late: ${order.id} leaves while ${[...world.halted].join()} is halted`)
    if (world.ladders.get(order.market)?.continuity === DISCONTINUOUS) {
      world.faults.push(`late: ${order.id} leaves on a book that is not whole`)
    }
  }
  for (const venue of Object.values(world.venues)) Object.assign(venue, { onChange, onSend })
}

const size = (rng: Rng) => nextInteger(rng, 1, 20)

function moveBooks(world: World, rng: Rng): void {
  const shift = nextInteger(rng, -3, 3) * 100
  const [bid, ask] = [size(rng), size(rng)]
  if (nextChance(rng, 0.5)) {
    const bids = [[3_900 + shift, bid] as const, [3_500, 50] as const]
    world.setBook(A, bids, [[4_000 + shift, ask] as const, [4_700, 50] as const])
    if (nextChance(rng, 0.1)) (world.ladders.get(A) as Ladder).continuity = DISCONTINUOUS
    return
  }
  world.setBook(B, [[5_000 + shift, bid] as const, [4_500, 50] as const], [[5_100 + shift, 20]])
  if (nextChance(rng, 0.1)) (world.ladders.get(B) as Ladder).continuity = DISCONTINUOUS
}

function clearHalts(world: World, life: Life): void {
  const scopes = [...world.halted]
  world.halted.clear()
  for (const scope of scopes) life.executor.clearHalt(scope, 'a drill')
}

/** Somebody intervenes, or takes it back. */
function intervene(world: World, life: Life, rng: Rng): void {
  world.killSwitch.isSet = nextChance(rng, 0.08)
  clearHalts(world, life)
  if (!nextChance(rng, 0.08)) return
  life.executor.halt('all', 'a drill')
  if (life.isAlive()) world.halted.add('all')
}

function open(world: World, life: Life, rng: Rng, serial: number): void {
  const draw = nextInteger(rng, 0, 9)
  const legs = draw < 7 ? PAIR : draw < 9 ? TRIPLE : PAIR.slice(0, 1)
  const name = `${draw < 7 ? 'two' : draw < 9 ? 'three' : 'one'}-${serial}`
  const first = nextChance(rng, 0.5) ? 'all' : nextInteger(rng, 0, legs.length - 1)
  life.executor.open(planOf(world, legs, contracts(nextInteger(rng, 1, 1_000) / 100), { name, first }))
}

const TURNS = 10
const QUIET_TURNS = 10

/** What a random life leaves. */
export type Lived = {
  readonly world: World
  readonly last: Life
  /** How often the first life wrote to its journal. */
  readonly writes: number
}

/**
 * Lives one life to its quiet end and holds it to what is promised.
 *
 * @throws InvariantError with the name of the check that failed.
 */
export async function live(seed: number, trouble: number, settings: LifeSettings): Promise<Lived> {
  const rng = createRng(`${seed}/life`)
  const world = createWorld(seed, { stages: true, fateOf: (chance) => nextFate(chance, trouble) })
  const { diesAt: _, ...later } = settings
  watch(world)
  const first = await world.start(settings)
  let life = first
  for (let turn = 0; turn < TURNS; turn++) {
    if (!life.isAlive()) {
      await pass(world, millis(nextInteger(rng, 1, 3_000)))
      life = await world.start(later)
    }
    moveBooks(world, rng)
    if (trouble > 0) intervene(world, life, rng)
    open(world, life, rng, turn)
    await pass(world, millis(nextInteger(rng, 1, 1_500)))
  }
  world.killSwitch.isSet = false
  // Quiet: books that can be traded on, and time.
  for (let turn = 0; turn < QUIET_TURNS; turn++) {
    if (!life.isAlive()) life = await world.start(later)
    clearHalts(world, life)
    world.setBook(A, [[3_900, 500]], [[4_000, 500]])
    world.setBook(B, [[5_000, 500]], [[5_100, 500]])
    world.setBook(C, [[900, 500]], [[1_000, 500]])
    life.executor.fold([{ type: 'book.stale', at: world.clock.now(), market: A, reason: 'gap' }])
    await pass(world, seconds(10))
  }
  const { entries } = readJournal(world.disk.read(PATH) as Uint8Array, PATH)
  const stories = storiesOf(entries.map(({ record }) => record))
  invariant(world.faults.length === 0, world.faults[0] ?? '')
  checkPolarity(world, stories)
  checkOrders(world)
  checkEnds(world, stories, life)
  return { world, last: life, writes: first.writes() }
}
