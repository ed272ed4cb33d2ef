import type { MarginSettings } from './margin-model.ts'

/** The NBA: a spread of 12.5 points around the line. */
export const NBA_MARGINS: MarginSettings = {
  sigma: 12.5,
  regulationSeconds: 2880,
  overtimeSeconds: 300,
  lastShot: 1.5,
  overtimeDrift: 0.32,
  drawAfterOvertime: 0,
}

/** The WNBA: forty minutes. */
export const WNBA_MARGINS: MarginSettings = { ...NBA_MARGINS, sigma: 12, regulationSeconds: 2400 }

/** College basketball: forty minutes, fewer possessions. */
export const COLLEGE_BASKETBALL_MARGINS: MarginSettings = { ...NBA_MARGINS, sigma: 11.5, regulationSeconds: 2400 }
