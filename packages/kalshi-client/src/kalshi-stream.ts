import type { ContinuitySource, Micros } from '@arbees/core'
import { createContinuitySource, VenueError } from '@arbees/core'
import type { FrameTiming, RunLimits, Stream } from '@arbees/transport'
import { createStream } from '@arbees/transport'
import type { KalshiClient } from './client.ts'
import type { StreamSessionOptions, StreamState } from './stream/session-state.ts'
import type { StreamCommand } from './stream/stream-command.ts'
import type { StreamMessage } from './stream/stream-message.ts'
import { createStreamSession } from './stream/stream-session.ts'

/** Settings of `createKalshiStream`. */
export type KalshiStreamOptions = StreamSessionOptions & {
  /** Gives the books' tokens; one for all venues of a process. @default one of its own */
  readonly continuity?: ContinuitySource
  readonly limits?: Partial<RunLimits>
  /** Hears of every frame: when the venue said it, when it came, when it was done with. */
  readonly onFrame?: (timing: FrameTiming) => void
  readonly signal?: AbortSignal
}

/** Kalshi's stream, connected. */
export type KalshiStream = Stream<StreamMessage, StreamCommand> & {
  /** What the stream knows: read it, never change it. */
  readonly state: Readonly<StreamState>
}

/**
 * Opens Kalshi's stream and keeps it open: it reconnects with backoff, subscribes again, and asks for
 * new snapshots by itself. Every connection is signed, for public channels too; when the handshake is
 * refused for its credentials again and again, the stream ends with `auth.rejected`.
 *
 * @throws VenueError `auth.missing` when the client has no credentials.
 * @example
 * const stream = createKalshiStream(kalshi)
 * stream.on('message', (message) => message.type === 'kalshi.ticker' && show(message.frame.msg))
 * stream.command({ type: 'subscribe', channel: 'ticker', tickers: ['KXHIGHNY-26NOV22-B53.5'] })
 */
export function createKalshiStream(client: KalshiClient, options: KalshiStreamOptions = {}): KalshiStream {
  if (!client.hasCredentials) {
    throw new VenueError('auth.missing', { venue: 'kalshi', what: 'credentials to open the stream' })
  }
  const { clock, rng, connect, log } = client.runtime
  const { limits, onFrame, signal } = options
  const session = createStreamSession(options.continuity ?? createContinuitySource(), options)
  const { scan } = session.state
  const stream = createStream<StreamState, StreamMessage, StreamCommand>({
    session,
    name: 'kalshi',
    clock,
    rng,
    log,
    connect,
    address: (at) => ({ url: client.addresses.ws, headers: { ...client.signStream(at) } }),
    venueAtOf: (message) => {
      // A book is one object for all its changes: the time is that of the change just scanned.
      if (message.type === 'kalshi.book') return scan.venueAt < 0 ? undefined : (scan.venueAt as Micros)
      return 'venueAt' in message ? message.venueAt : undefined
    },
    ...(limits === undefined ? {} : { limits }),
    ...(onFrame === undefined ? {} : { onFrame }),
    ...(signal === undefined ? {} : { signal }),
  })
  return Object.freeze({ ...stream, state: session.state })
}
