/*
 * What clients of the WebSocket are told. Each has a queue of its own: of one thing the newest alone waits,
 * at most so many things wait, and when there are more the oldest is dropped and counted. So a slow browser
 * costs the deployment a fixed amount of memory and nobody else anything.
 */
import type { Cancel, Clock, Micros } from '@arbees/core'
import type { LiveFrame, LiveMessage } from './view/live-message.ts'

/** A connected client. */
export type LiveClient = {
  readonly send: (text: string) => void
  /** How many bytes are not taken over yet. */
  readonly waitingBytes: () => number
}

/** Settings of `createLiveFeed`. */
export type LiveFeedOptions = {
  /** A clock of the clients' own time. */
  readonly clock: Clock
  readonly every: Micros
  /** How many things may wait for one client. */
  readonly queueMax: number
  /** With more bytes than this on the way to a client, what is next waits. */
  readonly waitingBytesMax: number
  readonly signal: AbortSignal
}

/** Tells all clients. */
export type LiveFeed = {
  /** Tells a thing by its id; `make` is asked once, when the next frame leaves, and only if anybody listens. */
  readonly tell: (id: string, make: () => LiveMessage | undefined) => void
  readonly join: (client: LiveClient) => Cancel
  readonly clients: () => number
}

type Waiting = { readonly client: LiveClient; readonly queue: Map<string, LiveMessage>; dropped: number }

function enqueue(waiting: Waiting, id: string, message: LiveMessage, most: number): void {
  const { queue } = waiting
  queue.delete(id)
  queue.set(id, message)
  const [oldest] = queue.keys()
  if (queue.size <= most || oldest === undefined) return
  queue.delete(oldest)
  waiting.dropped += 1
}

function flush(waiting: Waiting, waitingBytesMax: number): void {
  const { client, queue, dropped } = waiting
  if (queue.size === 0 || client.waitingBytes() > waitingBytesMax) return
  const frame: LiveFrame = { type: 'batch', dropped, messages: [...queue.values()] }
  queue.clear()
  waiting.dropped = 0
  client.send(JSON.stringify(frame))
}

/** Returns a feed without clients. */
export function createLiveFeed({ clock, every, queueMax, waitingBytesMax, signal }: LiveFeedOptions): LiveFeed {
  const all = new Set<Waiting>()
  const changed = new Map<string, () => LiveMessage | undefined>()
  let cancel: Cancel | undefined
  const send = () => {
    cancel = undefined
    const made = [...changed].flatMap(([id, make]) => {
      const message = make()
      return message === undefined ? [] : [{ id, message }]
    })
    changed.clear()
    for (const waiting of all) {
      for (const { id, message } of made) enqueue(waiting, id, message, queueMax)
      flush(waiting, waitingBytesMax)
    }
    if ([...all].some(({ queue }) => queue.size > 0)) plan()
  }
  const plan = () => {
    if (!signal.aborted) cancel ??= clock.setTimer(every, send)
  }
  signal.addEventListener('abort', () => cancel?.(), { once: true })
  return Object.freeze({
    tell: (id: string, make: () => LiveMessage | undefined) => {
      if (all.size === 0) return
      changed.delete(id)
      changed.set(id, make)
      plan()
    },
    join: (client: LiveClient) => {
      const waiting: Waiting = { client, queue: new Map(), dropped: 0 }
      all.add(waiting)
      return () => void all.delete(waiting)
    },
    clients: () => all.size,
  })
}
