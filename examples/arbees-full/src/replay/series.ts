import type { EngineFact } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'

/** One opening of a direction, as the report draws it. Times in microseconds. */
export type SeriesEpisode = {
  readonly pair: string
  readonly direction: string
  readonly from: number
  until: number
  isTaken: boolean
}

/** What the report plots, sampled evenly over the recording's time. */
export type Series = {
  readonly from: number
  readonly stepUs: number
  nextAt: number
  readonly at: number[]
  /** Micro-dollars. */
  readonly equity: number[]
  readonly cash: number[]
  /** By pair: the better direction's edge in picodollars; null while it cannot be traded. */
  readonly edges: readonly (number | null)[][]
  readonly episodes: SeriesEpisode[]
  readonly open: Map<string, SeriesEpisode>
  /** Episodes beyond the most that are kept. */
  episodesDropped: number
}

const SAMPLES = 1_000
const EPISODES_MAX = 5_000

/** Returns an empty series over a stretch of time. */
export function createSeries(from: Micros, to: Micros, pairs: number): Series {
  return {
    from,
    stepUs: Math.max(1, Math.ceil((to - from) / SAMPLES)),
    nextAt: from,
    at: [],
    equity: [],
    cash: [],
    edges: Array.from({ length: pairs }, () => []),
    episodes: [],
    open: new Map(),
    episodesDropped: 0,
  }
}

/** Keeps the openings and closings of opportunities. */
export function noteEngineFact(series: Series, fact: EngineFact): void {
  if (fact.type === 'opportunity.refused') return
  const key = `${fact.name} ${fact.direction}`
  if (fact.type === 'opportunity.opened') {
    const episode = { pair: fact.name, direction: fact.direction, from: fact.at, until: -1, isTaken: false }
    if (series.episodes.length < EPISODES_MAX) {
      series.episodes.push(episode)
      series.open.set(key, episode)
    } else series.episodesDropped += 1
    return
  }
  const episode = series.open.get(key)
  if (episode === undefined) return
  if (fact.type === 'opportunity.taken') episode.isTaken = true
  else {
    episode.until = fact.at
    series.open.delete(key)
  }
}

/** Appends one sample as of `at` and sets when the next is due. */
export function sampleSeries(
  series: Series,
  sample: {
    readonly at: Micros
    readonly equity: number
    readonly cash: number
    readonly edges: readonly (number | null)[]
  },
): void {
  series.at.push(sample.at)
  series.equity.push(sample.equity)
  series.cash.push(sample.cash)
  for (const [index, edge] of sample.edges.entries()) series.edges[index]?.push(edge)
  series.nextAt = sample.at + series.stepUs
}
