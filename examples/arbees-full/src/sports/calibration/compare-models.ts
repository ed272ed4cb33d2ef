import { priorOfChance } from '../model/prior.ts'
import { createWinModel, priorOfGame, priorOfHome } from '../model/win-probability.ts'
import type { Forecast } from './forecast-score.ts'
import type { RecordedGame } from './recorded-game.ts'

/** What ours knows before a game: lines or ESPN's first word, or nothing but who is at home. */
export type Knowledge = 'informed' | 'home-only'

/** Forecasts of the same moments by ours and by ESPN. */
export type Comparison = { readonly ours: readonly Forecast[]; readonly espn: readonly Forecast[] }

function priorOf({ league, states }: RecordedGame, knowledge: Knowledge) {
  const [first] = states
  if (knowledge === 'home-only' || first === undefined) return priorOfHome(league)
  if (first.line !== null) return priorOfGame(first)
  const said = states.find(({ espnHomeChance }) => espnHomeChance !== null)?.espnHomeChance
  return typeof said === 'number' ? priorOfChance(said) : priorOfHome(league)
}

/** Returns both forecasts of every moment of a game that ESPN has a forecast for. */
export function compareOn(game: RecordedGame, knowledge: Knowledge): Comparison {
  const model = createWinModel(game.league, priorOf(game, knowledge))
  const ours: Forecast[] = []
  const espn: Forecast[] = []
  for (const state of game.states) {
    const chances = model(state)
    if (chances === null || state.espnHomeChance === null) continue
    ours.push({ chance: chances.home, hasWon: game.hasHomeWon })
    espn.push({ chance: state.espnHomeChance, hasWon: game.hasHomeWon })
  }
  return { ours, espn }
}
