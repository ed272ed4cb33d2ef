import type { Clock, Micros } from '@arbees/core'

/** Settings of `createFrameQueue`. */
export type FrameQueueOptions = {
  readonly clock: Clock
  /** Frames handled in one turn of the event loop. */
  readonly framesPerTurn: number
  readonly framesMax: number
  readonly charactersMax: number
  readonly handle: (text: string, at: Micros) => void
  /** Called instead of keeping one frame too many. */
  readonly overflow: (waiting: number) => void
}

/** Frames in their order, each handled at once while its turn allows. */
export type FrameQueue = {
  readonly push: (text: string, at: Micros) => void
  /** Handles all that wait, now. */
  readonly drain: () => void
  /** Forgets all that wait. */
  readonly clear: () => void
  readonly waiting: () => number
}

type Frame = { readonly text: string; readonly at: Micros }

/** Creates a bounded queue that is passed through without delay until a flood comes. */
export function createFrameQueue(options: FrameQueueOptions): FrameQueue {
  const { clock, framesPerTurn, framesMax, charactersMax, handle, overflow } = options
  let frames: Frame[] = []
  let head = 0
  let characters = 0
  let budget = framesPerTurn
  let isTurnSet = false

  const clear = () => {
    frames = []
    head = 0
    characters = 0
  }
  const handleUpTo = (count: number) => {
    for (let left = count; left > 0; left--) {
      const frame = frames[head]
      if (frame === undefined) break
      head += 1
      characters -= frame.text.length
      if (head === frames.length) clear()
      budget -= 1
      handle(frame.text, frame.at)
    }
  }
  const turn = () => {
    isTurnSet = false
    budget = framesPerTurn
    handleUpTo(framesPerTurn)
    if (frames.length > 0) setTurn()
  }
  const setTurn = () => {
    if (isTurnSet) return
    isTurnSet = true
    clock.setTimer(0 as Micros, turn)
  }

  return {
    push: (text, at) => {
      setTurn()
      if (frames.length === 0 && budget > 0) {
        budget -= 1
        handle(text, at)
        return
      }
      const waiting = frames.length - head
      if (waiting >= framesMax || characters + text.length > charactersMax) {
        overflow(waiting)
        return
      }
      frames.push({ text, at })
      characters += text.length
    },
    drain: () => handleUpTo(Number.POSITIVE_INFINITY),
    clear,
    waiting: () => frames.length - head,
  }
}
