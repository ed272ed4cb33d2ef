/** What a model says of a game: three chances that sum to 1. A draw is 0 where none can be. */
export type Chances = { readonly home: number; readonly draw: number; readonly away: number }

/** Returns chances that sum to 1, from weights that need not. */
export function toChances(home: number, draw: number, away: number): Chances {
  const sum = home + draw + away
  return { home: home / sum, draw: draw / sum, away: away / sum }
}

/** Returns what is certain once a game has ended. */
export function settledChances(home: number, away: number): Chances {
  return { home: home > away ? 1 : 0, draw: home === away ? 1 : 0, away: home < away ? 1 : 0 }
}
