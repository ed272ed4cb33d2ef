import { describe, expect, test } from 'vitest'
import { createEpisodeLog, logEdge, summarizeEpisodes } from './episode-log.ts'

describe('episodes', () => {
  test('an edge at the threshold is not above it', () => {
    const log = createEpisodeLog(5)
    logEdge(log, 5, 0)
    expect(summarizeEpisodes(log, 10).episodes).toBe(0)
    logEdge(log, 6, 10)
    logEdge(log, 5, 30)
    expect(summarizeEpisodes(log, 40)).toEqual({
      episodes: 1,
      medianUs: 20,
      maxUs: 20,
      totalUs: 20,
      shorterThan1s: 1,
      openAtEnd: 0,
    })
  })

  test('the median of an even number is the mean of the middle two, and an open episode counts to the end', () => {
    const log = createEpisodeLog(0)
    let at = 0
    for (const length of [4, 1, 9]) {
      logEdge(log, 1, at)
      logEdge(log, 0, at + length)
      at += 100
    }
    logEdge(log, 1, at)
    expect(summarizeEpisodes(log, at + 2)).toMatchObject({
      episodes: 4,
      medianUs: 3,
      maxUs: 9,
      totalUs: 16,
      openAtEnd: 1,
    })
  })

  test('an episode of no length is none', () => {
    const log = createEpisodeLog(0)
    logEdge(log, 1, 50)
    logEdge(log, -1, 50)
    expect(summarizeEpisodes(log, 50)).toMatchObject({ episodes: 0, medianUs: null, maxUs: null })
  })
})
