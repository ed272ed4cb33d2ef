/*
 * What the listed markets of both venues are for one game: which ask who wins it, which of them settle
 * alike, and why the others were not taken. Pure; the matcher judges.
 */
import type { MarketId } from '@arbees/core'
import type { Equivalence, Game, GameWinner, Polarity } from '@arbees/market-matcher'
import { describe, describeGame, equivalence, isOnGame, isPlayed, isRefused } from '@arbees/market-matcher'
import type { MessageOf } from '../messages/topics.ts'
import { leagueIdOf } from './league-words.ts'
import type { ListedMarket } from './listed-market.ts'

type Found = MessageOf<'game.found'>

/** Whether a pair may be traded of which only a game that is not played on its day is not proven. */
export type VoidPolicy = 'accept' | 'refuse'

/** A market on the game. */
export type OnGame = { readonly listed: ListedMarket; readonly yesOn: 'home' | 'away' | 'draw' }

/** What matching gives. */
export type GameMatch = {
  readonly markets: readonly OnGame[]
  readonly pairs: MessageOf<'market.matched'>['pairs']
  readonly refused: MessageOf<'market.matched'>['refused']
}

type Described = OnGame & { readonly winner: GameWinner }

function isAbout({ teams }: GameWinner, game: Game): boolean {
  return teams.includes(game.home) || teams.includes(game.away)
}

function yesOnOf(winner: GameWinner, game: Game): OnGame['yesOn'] {
  if (winner.yes === game.home) return 'home'
  return winner.yes === game.away ? 'away' : 'draw'
}

/** What may be traded of a verdict: the polarity with its proof; or why not. */
function judge(
  verdict: Equivalence,
  policy: VoidPolicy,
): { readonly polarity: Polarity; readonly proof: string[] } | { readonly why: string } {
  if (verdict.type === 'different') return { why: verdict.why }
  const equal = verdict.rows.filter((row) => row.verdict === 'equal').map(({ branch }) => branch)
  const proof = [`paid alike when ${equal.join(', ')}`]
  if (verdict.type === 'equivalent') return { polarity: verdict.polarity, proof }
  const { missing, polarity, rows } = verdict
  const isOnlyVoid = polarity !== null && rows.every((row) => row.verdict === 'equal' || !isPlayed(row.branch))
  if (!isOnlyVoid || polarity === null) return { why: `not proven: ${missing.join('; ')}` }
  if (policy === 'refuse') return { why: `refused by rule: ${missing.join('; ')}` }
  return { polarity, proof: [...proof, ...missing.map((lack) => `accepted by rule without ${lack}`)] }
}

function nameOf(a: ListedMarket, b: ListedMarket): string {
  const shown = ({ text }: ListedMarket) => (text.venue === 'kalshi' ? text.ticker : text.slug)
  return `${shown(a)}=${shown(b)}`
}

/** Matches a game, given every market that the venues list in its league. */
export function matchGame(found: Found, listed: readonly ListedMarket[], policy: VoidPolicy): GameMatch {
  const { home, away, startsAt, league } = found
  const game = describeGame({ league: leagueIdOf(league), home: home.name, away: away.name, startsAt })
  if (isRefused(game)) return { markets: [], pairs: [], refused: [] }
  const refused: { market: MarketId; reason: string }[] = []
  const described: Described[] = []
  const winners = listed.flatMap((one) => {
    const winner = describe(one.text)
    return isRefused(winner) ? [] : [{ one, winner }]
  })
  const others = winners.map(({ winner }) => winner)
  for (const { one, winner } of winners) {
    if (!isAbout(winner, game)) continue
    if (isOnGame(game, winner, others)) described.push({ listed: one, winner, yesOn: yesOnOf(winner, game) })
    else refused.push({ market: one.id, reason: `another game: ${winner.teams.join(' and ')} on ${winner.date}` })
  }
  const pairs: { name: string; a: MarketId; b: MarketId; polarity: Polarity; proof: string[] }[] = []
  for (const a of described.filter(({ winner }) => winner.venue === 'kalshi')) {
    for (const b of described.filter(({ winner }) => winner.venue === 'polymarket')) {
      const verdict = judge(equivalence(a.winner, b.winner, others), policy)
      if ('why' in verdict)
        refused.push({ market: b.listed.id, reason: `${nameOf(a.listed, b.listed)}: ${verdict.why}` })
      else pairs.push({ name: nameOf(a.listed, b.listed), a: a.listed.id, b: b.listed.id, ...verdict })
    }
  }
  return { markets: described.map(({ listed: one, yesOn }) => ({ listed: one, yesOn })), pairs, refused }
}
