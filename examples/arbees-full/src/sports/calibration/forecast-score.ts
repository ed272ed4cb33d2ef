/** One forecast of a home win, and whether it came. */
export type Forecast = { readonly chance: number; readonly hasWon: boolean }

/** Returns the mean of a number over forecasts; not a number for none. */
function meanOf(forecasts: readonly Forecast[], value: (one: Forecast) => number): number {
  return forecasts.reduce((sum, one) => sum + value(one), 0) / forecasts.length
}

/** Returns the Brier score: the mean squared error, 0 for a prophet and 0.25 for a coin. */
export function brierOf(forecasts: readonly Forecast[]): number {
  return meanOf(forecasts, ({ chance, hasWon }) => (chance - (hasWon ? 1 : 0)) ** 2)
}

/** Returns the mean logarithmic loss, in nats; chances are held a thousandth away from certainty. */
export function logLossOf(forecasts: readonly Forecast[]): number {
  return meanOf(forecasts, ({ chance, hasWon }) => {
    const held = Math.min(0.999, Math.max(0.001, chance))
    return -Math.log(hasWon ? held : 1 - held)
  })
}

/** One bin of a calibration table: what was said there, and what came. */
export type CalibrationBin = {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanChance: number
  readonly wonPart: number
}

/** Returns the bins that hold forecasts, of `bins` equal ones from 0 to 1. */
export function calibrationOf(forecasts: readonly Forecast[], bins = 10): readonly CalibrationBin[] {
  return Array.from({ length: bins }, (_, at) => {
    const inside = forecasts.filter(({ chance }) => Math.min(bins - 1, Math.floor(chance * bins)) === at)
    return {
      from: at / bins,
      to: (at + 1) / bins,
      count: inside.length,
      meanChance: meanOf(inside, ({ chance }) => chance),
      wonPart: meanOf(inside, ({ hasWon }) => (hasWon ? 1 : 0)),
    }
  }).filter(({ count }) => count > 0)
}
