/*
 * The markets that both fakes open: questions that each venue names in its own way.
 */
import { createHash } from 'node:crypto'
import type { Price, PriceGrid } from '@arbees/core'
import { createRng, nextInteger, uniformGrid } from '@arbees/core'
import type { Hex, Tick } from '@arbees/polymarket-client'
import type { KalshiMarketSettings } from '../kalshi/fake-kalshi.ts'
import type { FakeMarketSettings } from '../polymarket/fake-market.ts'

/** One question that both venues ask. */
export type Question = {
  readonly title: string
  /** Where its fair price begins. */
  readonly fair: Price
  readonly kalshi: KalshiMarketSettings
  readonly polymarket: FakeMarketSettings
}

/** A league as the venues name it, and where Kalshi trades it. */
type League = {
  readonly name: string
  readonly sport: string
  readonly series: string
  readonly shard: number
  readonly teams: readonly (readonly [code: string, name: string])[]
}

/** In turn, so that a test meets both the first shard of Kalshi and another. */
const LEAGUES: readonly League[] = [
  {
    name: 'NFL',
    sport: 'football',
    series: 'KXNFLGAME',
    shard: 0,
    teams: [
      ['KC', 'Chiefs'],
      ['BUF', 'Bills'],
      ['DET', 'Lions'],
      ['PHI', 'Eagles'],
    ],
  },
  {
    name: 'NBA',
    sport: 'basketball',
    series: 'KXNBAGAME',
    shard: 3,
    teams: [
      ['LAL', 'Lakers'],
      ['BOS', 'Celtics'],
      ['NYK', 'Knicks'],
      ['MIA', 'Heat'],
    ],
  },
]

/** The ticks that Polymarket uses, in turn, so that a test meets each. */
const TICKS: readonly Tick[] = [100, 10]

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function tokenId(seed: string, slug: string, index: number): string {
  return BigInt(`0x${digest(`${seed}:token:${slug}:${index}`)}`).toString()
}

function questionOf(seed: number | string, index: number, fair: Price): Question {
  const league = LEAGUES[index % LEAGUES.length] as League
  const first = 2 * Math.floor(index / LEAGUES.length)
  const [homeCode, home] = league.teams[first] as League['teams'][number]
  const [awayCode, away] = league.teams[first + 1] as League['teams'][number]
  const slug = `${league.name}-${awayCode}-${homeCode}-2026-11-29`.toLowerCase()
  const title = `${away} at ${home}`
  return {
    title,
    fair,
    kalshi: {
      ticker: `${league.series}-26NOV29${awayCode}${homeCode}-${homeCode}`,
      title: `${title} Winner?`,
      yesSubTitle: home,
      rulesPrimary: `If ${home} wins the ${title} professional ${league.sport} game originally scheduled for Nov 29, 2026, then the market resolves to Yes.`,
      shard: league.shard,
      fair: null,
    },
    polymarket: {
      conditionId: `0x${digest(`${seed}:condition:${slug}`)}` as Hex,
      tokenIds: [tokenId(`${seed}`, slug, 0), tokenId(`${seed}`, slug, 1)],
      question: `${away} vs. ${home}`,
      slug,
      tick: TICKS[Math.floor(index / LEAGUES.length) % TICKS.length] as Tick,
      outcomes: [home, away],
      tags: ['Sports', league.name],
      sportsMarketType: 'moneyline',
    },
  }
}

/** Returns so many questions (at most four) out of a seed. */
export function questionsOf(seed: number | string, count = 4): readonly Question[] {
  const rng = createRng(`${seed}:questions`)
  return Array.from({ length: Math.min(count, 4) }, (_, index) =>
    questionOf(seed, index, (nextInteger(rng, 30, 70) * 100) as Price),
  )
}

/** Returns the grid of a Polymarket tick. */
export function gridOfTick(tick: Tick): PriceGrid {
  return uniformGrid(tick)
}
