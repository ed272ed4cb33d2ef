/*
 * Everybody else: they quote both venues around a fair price that walks, let the venues drift apart
 * so that a gap opens, and take the other leg away once our first has filled.
 */
import type { Level, Micros, PriceGrid, Rng, VenueId } from '@arbees/core'
import {
  createRng,
  nextChance,
  nextInteger,
  ONE_CONTRACT,
  snapToGrid,
  toPrice,
  toQuantity,
  uniformGrid,
} from '@arbees/core'
import type { Participant } from '@arbees/testkit'
import type { Question } from './question.ts'
import type { CrowdSettings, RunSettings } from './settings.ts'
import type { Venues } from './venues.ts'

/** The crowd of one question. Changed in place. */
type Crowd = {
  readonly question: Question
  readonly settings: CrowdSettings
  readonly rng: Rng
  fair: number
  /** How far each venue is from the fair price, in ticks. */
  readonly drift: Record<'kalshi' | 'polymarket', number>
}

type Venue = 'kalshi' | 'polymarket'

const FAIR_MIN = 1_500
const FAIR_MAX = 8_500
const LEVELS = 2
const SPREAD = 100

function otherVenue(venue: VenueId): Venue {
  return venue === 'kalshi' ? 'polymarket' : 'kalshi'
}

function levelsOf(crowd: Crowd, middle: number, grid: PriceGrid, side: 'bid' | 'ask', scale: number): readonly Level[] {
  const levels: Level[] = []
  const sign = side === 'bid' ? -1 : 1
  for (let index = 0; index < LEVELS; index++) {
    const wanted = Math.min(9_800, Math.max(200, middle + sign * (SPREAD / 2 + index * SPREAD)))
    const price = snapToGrid(grid, toPrice(Math.round(wanted)), side === 'bid' ? 'down' : 'up')
    if (price === undefined || levels.some((level) => level.price === price)) continue
    const contracts = nextInteger(crowd.rng, 1, crowd.settings.contractsMax) * scale
    levels.push({ price, quantity: toQuantity(Math.max(1, Math.round(contracts)) * ONE_CONTRACT) })
  }
  return levels
}

/** Makes a venue's book what the crowd thinks of it now. `scale` thins it out. */
function quote(crowd: Crowd, { kalshi, polymarket }: Venues, venue: Venue, scale = 1): void {
  const { question, fair, drift } = crowd
  const middle = fair + drift[venue]
  if (venue === 'kalshi') {
    const market = kalshi.market(question.ticker)
    if (market.status !== 'active') return
    const { grid } = market
    kalshi.show(
      question.ticker,
      levelsOf(crowd, middle, grid, 'bid', scale),
      levelsOf(crowd, middle, grid, 'ask', scale),
    )
    return
  }
  const market = polymarket.market(question.conditionId)
  if (market.status !== 'open') return
  const grid = uniformGrid(market.tick)
  polymarket.show(
    question.conditionId,
    levelsOf(crowd, middle, grid, 'bid', scale),
    levelsOf(crowd, middle, grid, 'ask', scale),
  )
}

/** One move: the fair price makes a step, and one venue follows it, or runs away from it. */
function move(crowd: Crowd, venues: Venues): void {
  const { rng, settings, drift } = crowd
  crowd.fair = Math.min(FAIR_MAX, Math.max(FAIR_MIN, crowd.fair + nextInteger(rng, -150, 150)))
  const venue: Venue = nextChance(rng, 0.5) ? 'kalshi' : 'polymarket'
  const away = nextChance(rng, settings.gapChance)
  drift[venue] = away ? nextInteger(rng, 400, 1_200) * (nextChance(rng, 0.5) ? 1 : -1) : nextInteger(rng, -100, 100)
  quote(crowd, venues, venue)
}

/** Our leg on one venue has filled: somebody was faster on the other. */
function snatch(crowd: Crowd, venues: Venues, filledOn: VenueId): void {
  const { rng, settings, drift } = crowd
  if (settings.snatchChance === 0 || !nextChance(rng, settings.snatchChance)) return
  const venue = otherVenue(filledOn)
  const isThin = nextChance(rng, 0.5)
  if (!isThin) drift[venue] = drift[filledOn as Venue] + nextInteger(rng, -400, 400)
  quote(crowd, venues, venue, isThin ? 0.2 : 1)
}

/** What the crowd of a run is made of. */
export type CrowdOptions = {
  readonly settings: Pick<RunSettings, 'seed' | 'lasts' | 'crowd'>
  readonly questions: readonly Question[]
  readonly venues: () => Venues
}

/** The crowd, and what it hears. */
export type CrowdParticipant = Participant & {
  /** Tells it that an order of ours has filled. */
  readonly filled: (question: Question, on: VenueId) => void
}

/** Returns the participant that all other traders are. */
export function crowdParticipant({ settings, questions, venues }: CrowdOptions): CrowdParticipant {
  const crowds = questions.map((question): Crowd => {
    const rng = createRng(`${settings.seed}/crowd/${question.name}`)
    return {
      question,
      settings: settings.crowd,
      rng,
      fair: nextInteger(rng, FAIR_MIN + 500, FAIR_MAX - 500),
      drift: { kalshi: 0, polymarket: 0 },
    }
  })
  return {
    name: 'crowd',
    start: ({ runtime: { clock } }) => {
      const end = clock.now() + settings.lasts
      for (const crowd of crowds) {
        quote(crowd, venues(), 'kalshi')
        quote(crowd, venues(), 'polymarket')
        const keepMoving = () => {
          if (clock.now() >= end) return
          move(crowd, venues())
          const { everyMicrosMin, everyMicrosMax } = settings.crowd
          clock.setTimer(nextInteger(crowd.rng, everyMicrosMin, everyMicrosMax) as Micros, keepMoving)
        }
        clock.setTimer(nextInteger(crowd.rng, 50_000, 400_000) as Micros, keepMoving)
      }
    },
    filled: (question, on) => {
      const crowd = crowds.find((one) => one.question === question)
      if (crowd !== undefined) snatch(crowd, venues(), on)
    },
  }
}
