/* The markets of a generated day, matched as real ones: every game finds its markets and every pair its polarity. */
import { toMicros } from '@arbees/core'
import type { GameWinner } from '@arbees/market-matcher'
import { approve, candidates, describe, describeGame, isApproved, isOnGame } from '@arbees/market-matcher'
import { createVirtualRuntime } from '@arbees/testkit'
import { createGameDay } from '@arbees/venue-fakes'
import { expect, test } from 'vitest'

function winner(one: ReturnType<typeof describe>): GameWinner {
  if (one.type === 'refused') throw new Error(`${one.native}: ${one.found}`)
  return one
}

test('each game of a day has one pair for each side of Kalshi, with the right polarity', () => {
  const day = createGameDay({ runtime: createVirtualRuntime({ seed: 11 }), seed: 11, games: 15 })
  const kalshi = day.games.flatMap(({ onKalshi }) =>
    [onKalshi.home, onKalshi.away].map(({ ticker, title, yesSubTitle, rulesPrimary }) =>
      winner(
        describe({
          venue: 'kalshi',
          ticker,
          title: title ?? null,
          yesSubTitle: yesSubTitle ?? null,
          rules: rulesPrimary ?? null,
        }),
      ),
    ),
  )
  const polymarket = day.games.map(({ onPolymarket: { market } }) => {
    const { slug, question, outcomes, gameStartTime = null, sportsMarketType = null, description = null } = market
    return winner(
      describe({
        venue: 'polymarket',
        slug,
        question,
        outcomes: outcomes ?? null,
        gameStartTime,
        sportsMarketType,
        description,
      }),
    )
  })
  const pairs = candidates(kalshi, polymarket).filter(({ verdict }) => verdict.type !== 'different')
  expect(pairs).toHaveLength(30)
  for (const { a, b, verdict } of pairs) {
    if (verdict.type !== 'unproven') throw new Error('these texts say nothing of games that are not played')
    expect(verdict.polarity).toBe(a.yes === b.yes ? 'same' : 'inverse')
    const approval = approve(a, b, null, { by: 'rule', reason: 'a simulated game is played', at: toMicros(1) })
    expect(isApproved(approval, a, b, null)).toBe(true)
  }
  for (const { game } of day.games) {
    const described = describeGame({
      league: 'nba',
      home: game.home.name,
      away: game.away.name,
      startsAt: game.scheduled,
    })
    if (described.type === 'refused') throw new Error(described.found)
    expect(polymarket.filter((one) => isOnGame(described, one))).toHaveLength(1)
    expect(kalshi.filter((one) => isOnGame(described, one))).toHaveLength(2)
  }
  day.end()
})
