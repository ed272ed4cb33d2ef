import type { CalibrationBin } from './forecast-score.ts'

/** One line of the plot. */
export type PlotSeries = { readonly name: string; readonly color: string; readonly bins: readonly CalibrationBin[] }

const SIZE = 420
const MARGIN = 56

function x(chance: number): string {
  return (MARGIN + chance * SIZE).toFixed(1)
}

function y(chance: number): string {
  return (MARGIN / 2 + (1 - chance) * SIZE).toFixed(1)
}

function gridLine(at: number): string {
  const label = `${Math.round(at * 100)} %`
  return [
    `<line x1="${x(0)}" y1="${y(at)}" x2="${x(1)}" y2="${y(at)}" stroke="#ddd"/>`,
    `<line x1="${x(at)}" y1="${y(0)}" x2="${x(at)}" y2="${y(1)}" stroke="#ddd"/>`,
    `<text x="${Number(x(0)) - 8}" y="${Number(y(at)) + 4}" text-anchor="end">${label}</text>`,
    `<text x="${x(at)}" y="${Number(y(0)) + 18}" text-anchor="middle">${label}</text>`,
  ].join('\n')
}

/** The area of a dot is as its count. */
function seriesShape({ name, color, bins }: PlotSeries, at: number): string {
  const most = Math.max(...bins.map(({ count }) => count))
  const points = bins.map(({ meanChance, wonPart }) => `${x(meanChance)},${y(wonPart)}`).join(' ')
  const dots = bins.map(
    ({ meanChance, wonPart, count }) =>
      `<circle cx="${x(meanChance)}" cy="${y(wonPart)}" r="${(3 + 9 * Math.sqrt(count / most)).toFixed(1)}" fill="${color}" fill-opacity="0.45"/>`,
  )
  const top = Number(y(1)) + 20 + at * 20
  return [
    `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ...dots,
    `<circle cx="${Number(x(0)) + 18}" cy="${top - 4}" r="6" fill="${color}"/>`,
    `<text x="${Number(x(0)) + 30}" y="${top}">${name}</text>`,
  ].join('\n')
}

/** Returns a calibration plot as SVG: what was said across, how often it came up; the diagonal is perfect. */
export function calibrationPlot(series: readonly PlotSeries[]): string {
  const [width, height] = [SIZE + MARGIN * 1.5, SIZE + MARGIN * 1.5]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>Calibration of win probabilities</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...[0, 0.2, 0.4, 0.6, 0.8, 1].map(gridLine),
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#888" stroke-dasharray="6 4"/>`,
    ...series.map(seriesShape),
    `<text x="${x(0.5)}" y="${Number(y(0)) + 40}" text-anchor="middle">chance of a home win that was said</text>`,
    `<text x="14" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 14 ${y(0.5)})">home wins that came</text>`,
    '</svg>',
    '',
  ].join('\n')
}
