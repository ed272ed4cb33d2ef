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

const TEAMS: readonly (readonly [code: string, name: string])[] = [
  ['LAL', 'Lakers'],
  ['BOS', 'Celtics'],
  ['NYK', 'Knicks'],
  ['MIA', 'Heat'],
  ['DEN', 'Nuggets'],
  ['GSW', 'Warriors'],
  ['CHI', 'Bulls'],
  ['PHX', 'Suns'],
]

/** The ticks that Polymarket uses, in turn, so that a test meets each. */
const TICKS: readonly Tick[] = [100, 10]

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function tokenId(seed: string, slug: string, index: number): string {
  return BigInt(`0x${digest(`${seed}:token:${slug}:${index}`)}`).toString()
}

/** Returns so many questions (at most four) out of a seed. */
export function questionsOf(seed: number | string, count = 4): readonly Question[] {
  const rng = createRng(`${seed}:questions`)
  return Array.from({ length: Math.min(count, TEAMS.length / 2) }, (_, index) => {
    const [homeCode, home] = TEAMS[2 * index] as (typeof TEAMS)[number]
    const [awayCode, away] = TEAMS[2 * index + 1] as (typeof TEAMS)[number]
    const event = `KXNBAGAME-26NOV23${awayCode}${homeCode}`
    const slug = `nba-${awayCode.toLowerCase()}-${homeCode.toLowerCase()}-2026-11-23`
    const title = `${away} at ${home}`
    const fair = (nextInteger(rng, 30, 70) * 100) as Price
    return {
      title,
      fair,
      kalshi: {
        ticker: `${event}-${homeCode}`,
        title: `${title} Winner?`,
        yesSubTitle: home,
        rulesPrimary: `If ${home} wins the ${title} professional basketball game originally scheduled for Nov 23, 2026, then the market resolves to Yes.`,
        shard: 3,
        fair: null,
      },
      polymarket: {
        conditionId: `0x${digest(`${seed}:condition:${slug}`)}` as Hex,
        tokenIds: [tokenId(`${seed}`, slug, 0), tokenId(`${seed}`, slug, 1)],
        question: `${away} vs. ${home}`,
        slug,
        tick: TICKS[index % TICKS.length] as Tick,
        outcomes: [home, away],
        tags: ['Sports', 'NBA'],
        sportsMarketType: 'moneyline',
      },
    }
  })
}

/** Returns the grid of a Polymarket tick. */
export function gridOfTick(tick: Tick): PriceGrid {
  return uniformGrid(tick)
}
