import type { Backoff, Clock, Connect, Log, Micros, Rng } from '@arbees/core'
import { millis, seconds } from '@arbees/core'
import type { Session } from './session.ts'

/** Where a connection goes; asked anew for each, so that signed headers are fresh. */
export type StreamAddress = { readonly url: string; readonly headers?: Readonly<Record<string, string>> }

/** How a run ended: aborted by its owner, closed by its session, or out of attempts. */
export type StreamEnd = { readonly reason: string; readonly error?: Error }

/** How a run stands. */
export type StreamStatus =
  | { readonly type: 'connecting'; readonly at: Micros; readonly attempt: number }
  | { readonly type: 'connected'; readonly at: Micros }
  | {
      readonly type: 'disconnected'
      readonly at: Micros
      readonly code: number
      readonly reason: string
      /** How long until the next connection is tried. */
      readonly retryInMicros: Micros
    }
  | { readonly type: 'ended'; readonly at: Micros; readonly end: StreamEnd }

/** When one frame was said, heard and done with. */
export type FrameTiming = {
  /** The venue's own time, where a message told it. */
  readonly venueAt?: Micros
  readonly at: Micros
  readonly handledAt: Micros
  readonly characters: number
}

/** Limits of a run; the defaults suit a market data stream. */
export type RunLimits = {
  /** From the beginning of a connection to its opening. @default 15 s */
  readonly openMicros: Micros
  /** Nothing heard for so long, not even a pong: the connection is cut. @default 30 s */
  readonly silenceMicros: Micros
  /** The time between our pings; 0 sends none. @default 10 s */
  readonly beatMicros: Micros
  /** A connection that stood so long begins the backoff anew. @default 30 s */
  readonly stableMicros: Micros
  /** Connections in a row that did not become stable, after which the run gives up. @default no limit */
  readonly attemptsMax: number
  /** @default 250 ms, doubled to 30 s, up to half of it taken away by chance */
  readonly backoff: Backoff
  /** Frames handled in one turn of the event loop, so that timers and other sockets get theirs. @default 2000 */
  readonly framesPerTurn: number
  /** Frames that may wait for a turn; at one more the connection is cut and made anew. @default 100000 */
  readonly framesWaitingMax: number
  /** Characters that may wait, likewise. @default 67108864 */
  readonly charactersWaitingMax: number
  /** Messages delivered together; a full batch is delivered at once. @default 4096 */
  readonly batchMax: number
}

/** The default limits. */
export const RUN_LIMITS: RunLimits = Object.freeze({
  openMicros: seconds(15),
  silenceMicros: seconds(30),
  beatMicros: seconds(10),
  stableMicros: seconds(30),
  attemptsMax: Number.POSITIVE_INFINITY,
  backoff: { firstMicros: millis(250), capMicros: millis(30_000), jitterPercent: 50 },
  framesPerTurn: 2_000,
  framesWaitingMax: 100_000,
  charactersWaitingMax: 67_108_864,
  batchMax: 4_096,
})

/** What a run needs. */
export type RunSessionOptions<State, Message, Command = never> = {
  readonly session: Session<State, Message, Command>
  readonly connect: Connect
  readonly clock: Clock
  readonly rng: Rng
  readonly log?: Log
  /** Names the stream in log lines. */
  readonly name: string
  /** Where to connect; what it throws ends the run. */
  readonly address: (at: Micros) => StreamAddress
  /** Takes the messages of all frames that came together, in their order. Must not throw. */
  readonly onMessages: (messages: readonly Message[]) => void
  readonly onStatus?: (status: StreamStatus) => void
  /** Called after each frame. */
  readonly onFrame?: (timing: FrameTiming) => void
  /** Returns the venue's time in a message, for `onFrame`. @default the message's `venueAt` */
  readonly venueAtOf?: (message: Message) => Micros | undefined
  readonly limits?: Partial<RunLimits>
  /** Ends the run. */
  readonly signal: AbortSignal
}
