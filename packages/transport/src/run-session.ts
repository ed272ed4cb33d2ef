/*
 * The one driver of sans-I/O sessions. It owns the socket and the timers, and nothing of the protocol:
 * connect, beat, notice silence, cut, back off, connect again. Time and chance are arguments, so a
 * run under a virtual runtime is the same every time.
 */
import type { Cancel, Micros, Socket } from '@arbees/core'
import { backoffDelay, seconds, VenueError } from '@arbees/core'
import type { FrameQueue } from './frame-queue.ts'
import { createFrameQueue } from './frame-queue.ts'
import type { Outbox } from './outbox.ts'
import { createOutbox } from './outbox.ts'
import type {
  FrameTiming,
  RunLimits,
  RunSessionOptions,
  StreamAddress,
  StreamEnd,
  StreamStatus,
} from './run-options.ts'
import { RUN_LIMITS } from './run-options.ts'
import type { SessionEffect, SessionInput } from './session.ts'
import type { TimerSet } from './timer-set.ts'
import { createTimerSet } from './timer-set.ts'

/** A session on its way. */
export type RunningSession<Command = never> = {
  /** Hands the session a command, also while there is no connection. Ignored after the end. */
  readonly command: (command: Command) => void
  readonly isConnected: () => boolean
  /** Frames that wait for a turn. */
  readonly waiting: () => number
  /** Resolves when the run is over; never rejects. */
  readonly ended: Promise<StreamEnd>
}

type Run<State, Message, Command> = {
  readonly options: RunSessionOptions<State, Message, Command>
  readonly limits: RunLimits
  readonly frames: FrameQueue
  readonly outbox: Outbox<Message>
  /** The driver's timers and the session's own. */
  readonly timers: TimerSet
  readonly sessionTimers: TimerSet
  readonly resolve: (end: StreamEnd) => void
  readonly backlog: SessionInput<Command>[]
  phase: 'connecting' | 'open' | 'waiting' | 'ending' | 'ended'
  socket: Socket | undefined
  url: string
  /** Counts connections: what an older one still says is not heard. */
  era: number
  /** Connections since the last one that became stable. */
  attempt: number
  openedAt: Micros
  heardAt: Micros
  isStepping: boolean
  cancelGrace: Cancel | undefined
  end: StreamEnd | undefined
  /** The first venue time among the messages of the frame at hand. */
  venueAt: Micros | undefined
}

const CLOSE_GRACE = seconds(2)
const CLOSED_NORMALLY = 1_000
const CUT = 1_006

/**
 * Runs a session until its signal is aborted, it closes itself, or its attempts are used up.
 *
 * Frames are handled in the tick they arrive in, up to `framesPerTurn`; the rest of a flood waits in a
 * bounded queue. When that is full the connection is cut and made anew: the session hears `closed`,
 * so that nothing is lost silently.
 *
 * @example
 * const run = runSession({
 *   session, name: 'kalshi', clock, rng, log, connect, signal,
 *   address: (at) => ({ url, headers: signHandshake(at) }),
 *   onMessages: (facts) => engine.step(facts),
 * })
 * run.command({ type: 'subscribe', market: 'KXHIGHNY-26NOV22-B53.5' })
 */
export function runSession<State, Message, Command = never>(
  options: RunSessionOptions<State, Message, Command>,
): RunningSession<Command> {
  let resolve: (end: StreamEnd) => void = () => undefined
  const ended = new Promise<StreamEnd>((done) => {
    resolve = done
  })
  const limits = { ...RUN_LIMITS, ...options.limits }
  const { clock, signal } = options
  const run: Run<State, Message, Command> = {
    options,
    limits,
    frames: createFrameQueue({
      clock,
      framesPerTurn: limits.framesPerTurn,
      framesMax: limits.framesWaitingMax,
      charactersMax: limits.charactersWaitingMax,
      handle: (text, at) => handleFrame(run, text, at),
      overflow: (waiting) => drop(run, `overflow: ${waiting} frames wait`),
    }),
    outbox: createOutbox(limits.batchMax, options.onMessages),
    timers: createTimerSet(clock),
    sessionTimers: createTimerSet(clock),
    resolve,
    backlog: [],
    phase: 'waiting',
    socket: undefined,
    url: '',
    era: 0,
    attempt: 0,
    openedAt: 0 as Micros,
    heardAt: 0 as Micros,
    isStepping: false,
    cancelGrace: undefined,
    end: undefined,
    venueAt: undefined,
  }
  const onAbort = () => finish(run, { reason: 'aborted' })
  signal.addEventListener('abort', onAbort, { once: true })
  void ended.then(() => signal.removeEventListener('abort', onAbort))
  if (signal.aborted) finish(run, { reason: 'aborted' })
  else connectNow(run)
  return Object.freeze({
    command: (command: Command) => handle(run, { type: 'command', command, at: clock.now() }),
    isConnected: () => run.phase === 'open',
    waiting: () => run.frames.waiting(),
    ended,
  })
}

function tell<S, M, C>(run: Run<S, M, C>, status: StreamStatus): void {
  run.options.onStatus?.(status)
}

/** Asks for the address and begins a connection. */
function connectNow<S, M, C>(run: Run<S, M, C>): void {
  const { clock, connect, address } = run.options
  let target: StreamAddress
  try {
    target = address(clock.now())
  } catch (error) {
    finish(run, { reason: 'no address', error: error instanceof Error ? error : new Error(String(error)) })
    return
  }
  run.era += 1
  run.attempt += 1
  run.phase = 'connecting'
  run.url = target.url
  const { era } = run
  const isCurrent = () => era === run.era && run.phase !== 'ended'
  tell(run, { type: 'connecting', at: clock.now(), attempt: run.attempt })
  run.timers.set('open', run.limits.openMicros, () => drop(run, 'not open in time'))
  run.socket = connect(target.url, target.headers ?? {}, {
    opened: (at) => {
      if (isCurrent()) opened(run, at)
    },
    frame: (text, at) => {
      if (!isCurrent()) return
      run.heardAt = at
      run.frames.push(text, at)
    },
    beat: (at) => {
      if (!isCurrent()) return
      run.heardAt = at
      handle(run, { type: 'beat', at })
    },
    closed: (code, reason) => {
      if (!isCurrent()) {
        run.cancelGrace?.()
        return
      }
      // What was heard before the end still counts.
      run.frames.drain()
      if (isCurrent()) closed(run, code, reason)
    },
  })
}

function opened<S, M, C>(run: Run<S, M, C>, at: Micros): void {
  const { log, name } = run.options
  run.phase = 'open'
  run.openedAt = at
  run.heardAt = at
  run.timers.clear('open')
  watchSilence(run)
  if (run.limits.beatMicros > 0) beat(run)
  log?.('info', 'stream connected', { stream: name, attempt: run.attempt })
  tell(run, { type: 'connected', at })
  handle(run, { type: 'opened', at })
}

function beat<S, M, C>(run: Run<S, M, C>): void {
  run.timers.set('beat', run.limits.beatMicros, () => {
    run.socket?.ping()
    beat(run)
  })
}

function watchSilence<S, M, C>(run: Run<S, M, C>): void {
  const { clock } = run.options
  const left = () => run.heardAt + run.limits.silenceMicros - clock.now()
  run.timers.set('silence', Math.max(left(), 0) as Micros, () => {
    if (left() > 0) {
      watchSilence(run)
      return
    }
    // When this process slept, its timers wake before its sockets: let them speak first.
    run.timers.set('silence', 0 as Micros, () => {
      if (left() > 0) watchSilence(run)
      else drop(run, 'silent')
    })
  })
}

/** Gives the connection up without waiting for the other side. */
function drop<S, M, C>(run: Run<S, M, C>, reason: string): void {
  const { socket } = run
  if (socket === undefined) return
  run.frames.clear()
  closed(run, CUT, reason)
  socket.cut()
}

/** The connection is gone: tells the session, and waits before the next. */
function closed<S, M, C>(run: Run<S, M, C>, code: number, reason: string): void {
  const { clock, rng, log, name } = run.options
  const at = clock.now()
  if (run.phase === 'open' && at - run.openedAt >= run.limits.stableMicros) run.attempt = 0
  run.era += 1
  run.socket = undefined
  run.phase = 'waiting'
  run.timers.clearAll()
  if (run.attempt >= run.limits.attemptsMax) {
    handle(run, { type: 'closed', code, reason, at })
    const error = new VenueError('connect.closed', { url: run.url, closeCode: code, detail: reason })
    finish(run, { reason: `no stable connection in ${run.attempt} attempts`, error })
    return
  }
  const retryInMicros = backoffDelay(run.limits.backoff, Math.max(run.attempt, 1), rng)
  log?.('warn', 'stream closed', { stream: name, code, reason, attempt: run.attempt, retryInMicros })
  run.timers.set('retry', retryInMicros, () => connectNow(run))
  tell(run, { type: 'disconnected', at, code, reason, retryInMicros })
  handle(run, { type: 'closed', code, reason, at })
}

function handleFrame<S, M, C>(run: Run<S, M, C>, text: string, at: Micros): void {
  const { onFrame, clock } = run.options
  run.venueAt = undefined
  handle(run, { type: 'frame', text, at })
  if (onFrame === undefined) return
  const timing: FrameTiming = { at, handledAt: clock.now(), characters: text.length }
  onFrame(run.venueAt === undefined ? timing : { ...timing, venueAt: run.venueAt })
}

/** Steps the session; what happens meanwhile waits until its effects are done. */
function handle<S, M, C>(run: Run<S, M, C>, input: SessionInput<C>): void {
  if (run.phase === 'ended') return
  if (run.isStepping) {
    run.backlog.push(input)
    return
  }
  const { session } = run.options
  run.isStepping = true
  try {
    for (let next: SessionInput<C> | undefined = input; next !== undefined; next = run.backlog.shift()) {
      for (const effect of session.step(session.state, next)) perform(run, effect)
    }
  } catch (error) {
    // The session itself is wrong: end, and let the process hear of it.
    const { socket } = run
    complete(run, { reason: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
    socket?.cut()
    throw error
  } finally {
    run.isStepping = false
  }
  if (run.end !== undefined) complete(run, run.end)
}

function perform<S, M, C>(run: Run<S, M, C>, effect: SessionEffect<M>): void {
  const { clock } = run.options
  if (effect.type === 'emit') {
    noteVenueTime(run, effect.messages)
    run.outbox.add(effect.messages)
    return
  }
  if (run.end !== undefined) return
  switch (effect.type) {
    case 'send':
      if (run.phase === 'open') run.socket?.send(effect.text)
      return
    case 'ping':
      if (run.phase === 'open') run.socket?.ping()
      return
    case 'setTimer': {
      const { timer, delay } = effect
      run.sessionTimers.set(timer, delay, () => handle(run, { type: 'timer', timer, at: clock.now() }))
      return
    }
    case 'clearTimer':
      run.sessionTimers.clear(effect.timer)
      return
    case 'reconnect':
      drop(run, effect.reason)
      return
    case 'close':
      finish(
        run,
        effect.error === undefined ? { reason: effect.reason } : { reason: effect.reason, error: effect.error },
      )
      return
  }
}

function noteVenueTime<S, M, C>(run: Run<S, M, C>, messages: readonly M[]): void {
  const { onFrame, venueAtOf = defaultVenueAt } = run.options
  if (onFrame === undefined) return
  for (const message of messages) {
    if (run.venueAt !== undefined) return
    run.venueAt = venueAtOf(message)
  }
}

function defaultVenueAt(message: unknown): Micros | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { venueAt } = message as { readonly venueAt?: Micros }
  return typeof venueAt === 'number' ? venueAt : undefined
}

/** Ends the run: the session hears a last `closed`, and its last messages are delivered. */
function finish<S, M, C>(run: Run<S, M, C>, end: StreamEnd): void {
  if (run.end !== undefined) return
  run.end = end
  const { socket } = run
  const { clock } = run.options
  run.era += 1
  run.socket = undefined
  run.timers.clearAll()
  run.frames.clear()
  if (socket !== undefined) {
    closeGently(run, socket)
    handle(run, { type: 'closed', code: CLOSED_NORMALLY, reason: end.reason, at: clock.now() })
  } else if (!run.isStepping) complete(run, end)
}

/** Closes with a handshake, but does not wait for it forever. */
function closeGently<S, M, C>(run: Run<S, M, C>, socket: Socket): void {
  run.cancelGrace = run.options.clock.setTimer(CLOSE_GRACE, () => socket.cut())
  socket.close(CLOSED_NORMALLY)
}

function complete<S, M, C>(run: Run<S, M, C>, end: StreamEnd): void {
  if (run.phase === 'ended') return
  const { clock, log, name } = run.options
  run.phase = 'ended'
  run.era += 1
  run.timers.clearAll()
  run.sessionTimers.clearAll()
  run.frames.clear()
  run.outbox.flush()
  log?.(end.error === undefined ? 'info' : 'error', 'stream ended', { stream: name, ...end })
  tell(run, { type: 'ended', at: clock.now(), end })
  run.resolve(end)
}
