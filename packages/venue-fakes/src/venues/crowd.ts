/*
 * The other traders of both venues. Each question has one fair price that walks; each venue sees it a
 * little later and a little off, which is where a gap between them comes from.
 */
import type { Clock, Micros, Price, Rng } from '@arbees/core'
import { createRng, nextInteger, PRICE_ONE } from '@arbees/core'
import type { OtherTraders } from '@arbees/testkit'
import { createOtherTraders, nextActions } from '@arbees/testkit'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'
import type { Question } from './questions.ts'
import { gridOfTick } from './questions.ts'

/** The traders of all questions. */
export type Crowd = {
  /** Lets everybody move once. */
  readonly stir: () => void
  /** Sets the fair price of the question that owns a ticker or a condition; false when none does. */
  readonly setFair: (market: string, fair: Price) => boolean
  readonly end: () => void
}

/** Settings of `createCrowd`. */
export type CrowdOptions = {
  readonly clock: Clock
  readonly seed: number | string
  readonly questions: readonly Question[]
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  /** How often they move; null: only when told to. */
  readonly paceMicros: Micros | null
}

type Walker = { readonly question: Question; readonly rng: Rng; fair: number; traders: readonly OtherTraders[] }

/** The farthest a fair price goes in one move, and the farthest one venue sees it off, in ticks. */
const STEP_MAX = 100
const NOISE_MAX = 150

function clamp(ticks: number): Price {
  return Math.min(PRICE_ONE - 500, Math.max(500, ticks)) as Price
}

function tradersOf(question: Question, polymarket: FakePolymarket): readonly OtherTraders[] {
  const { conditionId } = question.polymarket
  const make = (name: string, grid: ReturnType<typeof gridOfTick>) =>
    createOtherTraders({ name, grid, fair: question.fair, stepMaxTicks: 0 })
  const tick = polymarket.market(conditionId).tick
  return [make(`k-${question.kalshi.ticker}`, gridOfTick(100)), make(`p-${conditionId.slice(0, 10)}`, gridOfTick(tick))]
}

/** Creates the traders, lets them quote, and keeps them moving. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { clock, seed, questions, kalshi, polymarket, paceMicros } = options
  let isOver = false
  const walkers: Walker[] = questions.map((question) => ({
    question,
    rng: createRng(`${seed}:crowd:${question.kalshi.ticker}`),
    fair: question.fair,
    traders: tradersOf(question, polymarket),
  }))

  function move({ question, rng, fair, traders }: Walker): void {
    const [onKalshi, onPolymarket] = traders
    const { ticker } = question.kalshi
    const { conditionId } = question.polymarket
    const market = kalshi.market(ticker)
    if (onKalshi !== undefined && market.status === 'active') {
      onKalshi.fair = clamp(fair + nextInteger(rng, -NOISE_MAX, NOISE_MAX))
      for (const action of nextActions(onKalshi, market.book, rng)) kalshi.act(ticker, action)
    }
    const mirror = polymarket.market(conditionId)
    if (onPolymarket !== undefined && mirror.status === 'open') {
      onPolymarket.fair = clamp(fair + nextInteger(rng, -NOISE_MAX, NOISE_MAX))
      for (const action of nextActions(onPolymarket, mirror.book, rng)) polymarket.act(conditionId, action)
    }
  }

  function stir(): void {
    for (const walker of walkers) {
      walker.fair = clamp(walker.fair + nextInteger(walker.rng, -STEP_MAX, STEP_MAX))
      move(walker)
    }
  }

  function keepStirring(pace: Micros): void {
    clock.setTimer(pace, () => {
      if (isOver) return
      stir()
      keepStirring(pace)
    })
  }

  stir()
  if (paceMicros !== null) keepStirring(paceMicros)
  return Object.freeze({
    stir,
    setFair: (name: string, fair: Price) => {
      const walker = walkers.find(
        ({ question }) => question.kalshi.ticker === name || question.polymarket.conditionId === name,
      )
      if (walker === undefined) return false
      walker.fair = clamp(fair)
      move(walker)
      return true
    },
    end: () => {
      isOver = true
    },
  })
}
