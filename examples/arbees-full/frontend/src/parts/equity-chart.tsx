import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { EquityPoint } from '../../../src/services/api/view/ledger-view.ts'
import type { Theme } from '../theme.ts'

const HEIGHT = 230

function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function optionsOf(width: number): uPlot.Options {
  const [line, quiet, accent] = [colorOf('--line'), colorOf('--quiet'), colorOf('--accent')]
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } }
  const gained = { label: 'P&L', stroke: accent, width: 2, fill: `${accent}22`, fillTo: 0, points: { show: false } }
  const steps = uPlot.paths.stepped?.({ align: 1 })
  const dollars = (value: number) => `${value < 0 ? '−' : ''}$${Math.abs(value).toFixed(2)}`
  return {
    width,
    height: HEIGHT,
    cursor: { y: false },
    scales: {
      y: {
        range: (_, min, max) => {
          const room = Math.max(0.5, (max - min) * 0.12)
          return [Math.min(0, min) - room, Math.max(0, max) + room]
        },
      },
    },
    axes: [axis, { ...axis, size: 64, values: (_, values) => values.map(dollars) }],
    // Money moves at instants: between two of them nothing is gained or lost.
    series: [{}, steps === undefined ? gained : { ...gained, paths: steps }],
  }
}

/** What the account gained over time, against what it had at the first point. */
export function EquityChart({
  points,
  initial,
  theme,
}: {
  readonly points: readonly EquityPoint[]
  readonly initial: string
  readonly theme: Theme
}) {
  const place = useRef<HTMLDivElement>(null)
  // The theme is read from the page, so a new theme is a new plot.
  useEffect(() => {
    const element = place.current
    if (element === null) return
    // Pixels, not money: a float is exact enough.
    const data: uPlot.AlignedData = [
      points.map(({ time }) => Date.parse(time) / 1_000),
      points.map(({ equity }) => Number(equity) - Number(initial)),
    ]
    const plot = new uPlot(optionsOf(element.clientWidth), data, element)
    const resizing = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }))
    resizing.observe(element)
    return () => {
      resizing.disconnect()
      plot.destroy()
    }
  }, [points, initial, theme])
  return <div ref={place} className="h-[230px] w-full" role="img" aria-label="Profit and loss over time" />
}
