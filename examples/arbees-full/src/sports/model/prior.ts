/* What was thought before the game: from bookmakers' lines, or from a market's price. */
import type { PregameLine } from '../game-state.ts'
import type { Chances } from './chances.ts'
import { toChances } from './chances.ts'
import { normalBelow } from './normal.ts'

const LEAST = 0.005

/** Returns the chance that an American line pays for, the bookmaker's margin still in it. */
function chanceOfLine(line: number): number {
  return line < 0 ? -line / (100 - line) : 100 / (100 + line)
}

function clamp(chance: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, chance))
}

/**
 * Returns the prior of a line: of its moneylines without the bookmaker's margin, otherwise of its spread
 * with `sigma` points of spread around it. Null when it has neither.
 */
export function priorOfLine(line: PregameLine, sigma: number): Chances | null {
  const { homeMoneyLine, awayMoneyLine, drawMoneyLine, homeSpread } = line
  if (homeMoneyLine !== null && awayMoneyLine !== null && homeMoneyLine !== 0 && awayMoneyLine !== 0) {
    const draw = drawMoneyLine === null || drawMoneyLine === 0 ? 0 : chanceOfLine(drawMoneyLine)
    return toChances(chanceOfLine(homeMoneyLine), draw, chanceOfLine(awayMoneyLine))
  }
  if (homeSpread === null) return null
  const home = clamp(normalBelow(-homeSpread / sigma))
  return { home, draw: 0, away: 1 - home }
}

/** Returns a two-way prior of a market's chance that the home team wins, held away from certainty. */
export function priorOfChance(home: number): Chances {
  const held = clamp(home)
  return { home: held, draw: 0, away: 1 - held }
}
