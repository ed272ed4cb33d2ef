/*
 * Episodes: maximal stretches of time [start, end) in which one direction's edge is strictly above
 * a threshold. A higher threshold can give more episodes, because it cuts long ones.
 */

/** The episodes of one direction at one threshold. Plain data, changed in place. */
export type EpisodeLog = {
  /** In picodollars for one contract. */
  readonly threshold: number
  /** When the open episode began; −1 when none is open. */
  openSince: number
  /** The lengths of ended episodes, in microseconds, in order. */
  readonly lengths: number[]
}

/** What a log says at its end. Times in microseconds; null where there was no episode. */
export type EpisodeSummary = {
  readonly episodes: number
  /** The mean of the middle two when their number is even. */
  readonly medianUs: number | null
  readonly maxUs: number | null
  readonly totalUs: number
  readonly shorterThan1s: number
  /** 1 when the last episode was still open at the end of the recording, else 0. */
  readonly openAtEnd: number
}

/** Returns an empty log. */
export function createEpisodeLog(threshold: number): EpisodeLog {
  return { threshold, openSince: -1, lengths: [] }
}

/** Tells the log the edge from `at` on; below every threshold is `-Infinity`. */
export function logEdge(log: EpisodeLog, edge: number, at: number): void {
  if (edge > log.threshold) {
    if (log.openSince < 0) log.openSince = at
  } else if (log.openSince >= 0) {
    if (at > log.openSince) log.lengths.push(at - log.openSince)
    log.openSince = -1
  }
}

/** Returns the summary of a log that ends at `until`; an open episode counts up to there. */
export function summarizeEpisodes(log: EpisodeLog, until: number): EpisodeSummary {
  const isOpen = log.openSince >= 0 && until > log.openSince
  const lengths = isOpen ? [...log.lengths, until - log.openSince] : [...log.lengths]
  lengths.sort((x, y) => x - y)
  const { length } = lengths
  const upper = lengths[length >> 1]
  const lower = lengths[(length - 1) >> 1]
  let totalUs = 0
  for (const one of lengths) totalUs += one
  return {
    episodes: length,
    medianUs: upper === undefined || lower === undefined ? null : (lower + upper) / 2,
    maxUs: lengths[length - 1] ?? null,
    totalUs,
    shorterThan1s: lengths.filter((one) => one < 1_000_000).length,
    openAtEnd: isOpen ? 1 : 0,
  }
}
