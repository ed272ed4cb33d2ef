import type { Cancel } from '@arbees/core'
import { EventEmitter } from 'eventemitter3'
import type { FrameTiming, RunSessionOptions, StreamEnd, StreamStatus } from './run-options.ts'
import { runSession } from './run-session.ts'

/** What a stream tells, by name. */
export type StreamEvents<Message> = {
  /** All messages that came together, in their order: the cheapest way to listen. */
  readonly messages: readonly Message[]
  /** Each message. */
  readonly message: Message
  readonly status: StreamStatus
  readonly ended: StreamEnd
}

/** A running session that anybody may listen to. */
export type Stream<Message, Command = never> = {
  /** Calls `listener` at each event from now on; returns its undo. */
  readonly on: <Name extends keyof StreamEvents<Message>>(
    event: Name,
    listener: (value: StreamEvents<Message>[Name]) => void,
  ) => Cancel
  readonly command: (command: Command) => void
  readonly isConnected: () => boolean
  /** Ends the stream with a closing handshake. */
  readonly close: () => void
  /** Resolves when the stream is over; never rejects. */
  readonly ended: Promise<StreamEnd>
}

/** What a stream needs: a run's options, but for what it does itself. */
export type StreamOptions<State, Message, Command = never> = Omit<
  RunSessionOptions<State, Message, Command>,
  'onMessages' | 'onStatus' | 'signal' | 'onFrame'
> & {
  readonly onFrame?: (timing: FrameTiming) => void
  readonly signal?: AbortSignal
}

/**
 * Creates a stream and begins to connect. Listeners added in the same tick miss nothing. What a
 * listener throws ends the process, like any other fault of the program, but not the other listeners' turn.
 *
 * @example
 * const stream = createStream({ session, name: 'kalshi', address, connect, clock, rng, log })
 * const off = stream.on('messages', (facts) => facts.forEach(show))
 */
export function createStream<State, Message, Command = never>(
  options: StreamOptions<State, Message, Command>,
): Stream<Message, Command> {
  const emitter = new EventEmitter()
  const own = new AbortController()
  const end = () => own.abort()
  // Not AbortSignal.any: Node holds such a signal for as long as it has a listener, and with it the
  // whole stream, also when nobody can abort it any more.
  options.signal?.addEventListener('abort', end, { once: true })
  if (options.signal?.aborted === true) end()

  const run = runSession<State, Message, Command>({
    ...options,
    signal: own.signal,
    onMessages: (messages) => {
      emitter.emit('messages', messages)
      if (emitter.listenerCount('message') === 0) return
      for (const message of messages) emitter.emit('message', message)
    },
    onStatus: (status) => {
      emitter.emit('status', status)
      if (status.type === 'ended') emitter.emit('ended', status.end)
    },
  })
  void run.ended.then(() => options.signal?.removeEventListener('abort', end))

  return Object.freeze({
    on: <Name extends keyof StreamEvents<Message>>(
      event: Name,
      listener: (value: StreamEvents<Message>[Name]) => void,
    ): Cancel => {
      const guarded = (value: StreamEvents<Message>[Name]) => {
        try {
          listener(value)
        } catch (error) {
          queueMicrotask(() => {
            throw error
          })
        }
      }
      emitter.on(event, guarded)
      return () => void emitter.off(event, guarded)
    },
    command: run.command,
    isConnected: run.isConnected,
    close: end,
    ended: run.ended,
  })
}
