/*
 * Plays a recording through the whole path: books → opportunities → paper fills. The recording's
 * own clock is the only one; nothing here waits, so a day takes as long as its lines.
 */
import type { Engine, Equity, PairSummary, Trader } from '@arbees/arb-engine'
import type { VenueId } from '@arbees/core'
import { invariant } from '@arbees/core'
import type { PaperExchange } from '@arbees/paper-broker'
import type { RecordingHeader } from '@arbees/transport'
import { readRecording } from '@arbees/transport'
import type { Player } from './player.ts'
import { createPlayer, endPlay, playEvent, valueOfPlayer } from './player.ts'
import type { ReplayObserver, ReplaySettings } from './replay-settings.ts'
import type { ReplayTrade } from './replay-trade.ts'
import type { Series } from './series.ts'
import type { MarketSurvey } from './survey.ts'
import type { Tally } from './tally.ts'

/** All that a replay found. */
export type ReplayResult = {
  readonly header: RecordingHeader
  readonly settings: ReplaySettings
  readonly lines: number
  readonly skipped: number
  readonly surveys: readonly MarketSurvey[]
  readonly pairs: readonly PairSummary[]
  readonly engine: Engine
  readonly trader: Trader
  readonly paper: PaperExchange
  readonly trades: readonly ReplayTrade[]
  readonly tally: Tally
  readonly series: Series
  readonly venues: readonly VenueId[]
  readonly value: Equity
}

/**
 * Plays a recording and resolves with all it found.
 *
 * @throws VenueError `recording.malformed` at the first bad line, unless lenient.
 */
export async function replayRecording(
  source: string | AsyncIterable<Uint8Array>,
  settings: ReplaySettings,
  observer: ReplayObserver = {},
): Promise<ReplayResult> {
  let player: Player | undefined
  const { lines, skipped } = await readRecording(
    source,
    {
      header: (header) => {
        observer.header?.(header)
        player = createPlayer(header, settings, observer)
      },
      event: (event) => (player === undefined ? undefined : playEvent(player, event)),
      ...(observer.progress === undefined ? {} : { progress: observer.progress }),
      ...(observer.skipped === undefined ? {} : { skipped: observer.skipped }),
    },
    { lenient: settings.lenient },
  )
  invariant(player !== undefined, 'a recording that was read had a header')
  endPlay(player)
  const { header, surveys, engine, trader, paper, trades, tally, series, venues } = player
  const pairs = engine.summarize(header.to)
  const value = valueOfPlayer(player)
  const found = { header, settings, lines, skipped, surveys, pairs, engine, trader, paper, trades }
  return { ...found, tally, series, venues, value }
}
