/** Messages on their way to their owner, those of one tick together. */
export type Outbox<Message> = {
  readonly add: (messages: readonly Message[]) => void
  /** Delivers now what has not been delivered. */
  readonly flush: () => void
}

/** Creates an outbox that delivers at the end of the tick, or as soon as `batchMax` messages are there. */
export function createOutbox<Message>(
  batchMax: number,
  deliver: (messages: readonly Message[]) => void,
): Outbox<Message> {
  let pending: Message[] = []
  let isScheduled = false

  const flush = () => {
    if (pending.length === 0) return
    const batch = pending
    pending = []
    deliver(batch)
  }
  const flushAtEnd = () => {
    isScheduled = false
    flush()
  }
  return {
    add: (messages) => {
      for (const message of messages) {
        pending.push(message)
        if (pending.length >= batchMax) flush()
      }
      if (isScheduled || pending.length === 0) return
      isScheduled = true
      queueMicrotask(flushAtEnd)
    },
    flush,
  }
}
