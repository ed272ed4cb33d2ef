/*
 * The other traders of a game's markets. They watch the game, each venue's a little late and a little
 * off, and now and then one of them looks away: which is where gaps between venues come from.
 */
import type { Clock, Micros, Price, PriceGrid, Rng } from '@arbees/core'
import {
  complement,
  createRng,
  nextChance,
  nextInteger,
  ONE_SECOND,
  PRICE_ONE,
  toMicros,
  uniformGrid,
} from '@arbees/core'
import type { MatchBook, OtherTraders, TraderAction } from '@arbees/testkit'
import { createOtherTraders, nextActions } from '@arbees/testkit'
import { viewGame } from '../espn/game.ts'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'
import type { PlannedGame, VenueManner } from './day-plan.ts'

/** How often traders look at the game, at full length. */
const LOOK_SECONDS = 2
/** How far the fair price moves before quotes are made anew. */
const MOVE_MIN_TICKS = 60
/** The farthest a venue sees a game off, and how fast that opinion changes, in ticks. */
const NOISE_MAX = 180
const NOISE_STEP = 40
/** One look in so many is the last for a while, and for how many looks at most. */
const NAP_CHANCE = 1 / 90
const NAP_LOOKS_MAX = 12

type Stand = {
  readonly traders: OtherTraders
  readonly book: () => MatchBook
  readonly isOpen: () => boolean
  readonly act: (action: TraderAction) => void
  /** Turns the home team's price into this market's. */
  readonly toOwn: (home: Price) => Price
  quotedAt: number
}

type Party = {
  readonly manner: VenueManner
  readonly stands: readonly Stand[]
  readonly rng: Rng
  noise: number
  nap: number
}

function clamp(ticks: number): Price {
  return Math.min(PRICE_ONE - 300, Math.max(300, Math.round(ticks))) as Price
}

function createStand(name: string, grid: PriceGrid, fair: Price, rest: Omit<Stand, 'traders' | 'quotedAt'>): Stand {
  const traders = createOtherTraders({ name, grid, fair: rest.toOwn(fair), stepMaxTicks: 0, depth: 4, takeChance: 0.1 })
  return { ...rest, traders, quotedAt: -1 }
}

function kalshiParty(planned: PlannedGame, kalshi: FakeKalshi, seed: string): Party {
  const { onKalshi, fair } = planned
  const stand = (side: 'home' | 'away'): Stand => {
    const { ticker } = onKalshi[side]
    return createStand(`k-${ticker}`, uniformGrid(100 as Price), fair, {
      book: () => kalshi.market(ticker).book,
      isOpen: () => kalshi.market(ticker).status === 'active',
      act: (action) => kalshi.act(ticker, action),
      toOwn: (home) => (side === 'home' ? home : complement(home)),
    })
  }
  const rng = createRng(`${seed}:kalshi`)
  return { manner: onKalshi.manner, stands: [stand('home'), stand('away')], rng, noise: 0, nap: 0 }
}

function polymarketParty(planned: PlannedGame, polymarket: FakePolymarket, seed: string): Party {
  const { onPolymarket, fair } = planned
  const { conditionId, tick } = onPolymarket.market
  const stand = createStand(`p-${conditionId.slice(0, 10)}`, uniformGrid(tick as Price), fair, {
    book: () => polymarket.market(conditionId).book,
    isOpen: () => polymarket.market(conditionId).status === 'open',
    act: (action) => polymarket.act(conditionId, action),
    // The first token is the away team's.
    toOwn: complement,
  })
  return { manner: onPolymarket.manner, stands: [stand], rng: createRng(`${seed}:polymarket`), noise: 0, nap: 0 }
}

function homePrice({ game, fair }: PlannedGame, at: Micros): Price {
  const chance = viewGame(game, at).last?.homeWinProbability
  return chance === undefined ? fair : (Math.round(chance * PRICE_ONE) as Price)
}

function look(planned: PlannedGame, party: Party, now: Micros): void {
  const { manner, rng, stands } = party
  party.noise = Math.min(NOISE_MAX, Math.max(-NOISE_MAX, party.noise + nextInteger(rng, -NOISE_STEP, NOISE_STEP)))
  if (party.nap > 0) {
    party.nap -= 1
    return
  }
  if (nextChance(rng, NAP_CHANCE)) party.nap = nextInteger(rng, 1, NAP_LOOKS_MAX)
  const home = homePrice(planned, toMicros(Math.max(0, now - manner.lagMicros)))
  for (const stand of stands) {
    const own = clamp(stand.toOwn(clamp(home + party.noise)))
    if (!stand.isOpen() || Math.abs(own - stand.quotedAt) < MOVE_MIN_TICKS) continue
    stand.quotedAt = own
    stand.traders.fair = own
    for (const action of nextActions(stand.traders, stand.book(), rng)) stand.act(action)
  }
}

/** Settings of `followGame`. */
export type FollowGameSettings = {
  readonly clock: Clock
  readonly seed: string
  readonly planned: PlannedGame
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  /** @default 1 */
  readonly speed?: number
}

/** Quotes a game's markets from now until they settle, and settles them when the game is over. */
export function followGame({ clock, seed, planned, kalshi, polymarket, speed = 1 }: FollowGameSettings): void {
  const { onKalshi, onPolymarket, winner, endsAt } = planned
  const parties = [kalshiParty(planned, kalshi, seed), polymarketParty(planned, polymarket, seed)]
  const pace = toMicros(Math.max(100_000, Math.round((LOOK_SECONDS * ONE_SECOND) / speed)))
  const turn = () => {
    const now = clock.now()
    for (const party of parties) look(planned, party, now)
    if (parties.some(({ stands }) => stands.some(({ isOpen }) => isOpen()))) clock.setTimer(pace, turn)
  }
  turn()
  const settle = ({ settleMicros }: VenueManner, act: () => void) =>
    clock.setTimer(toMicros(Math.max(0, endsAt + settleMicros - clock.now())), act)
  settle(onKalshi.manner, () => {
    for (const side of ['home', 'away'] as const) {
      kalshi.close(onKalshi[side].ticker)
      kalshi.settle(onKalshi[side].ticker, (side === winner ? PRICE_ONE : 0) as Price)
    }
  })
  settle(onPolymarket.manner, () => {
    polymarket.closeMarket(onPolymarket.market.conditionId)
    polymarket.resolve(onPolymarket.market.conditionId, winner === 'away' ? 0 : 1)
  })
}
