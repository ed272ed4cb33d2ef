/*
 * A key that has sent a heartbeat must go on sending them: when none comes for ten seconds, all its
 * open orders are canceled. Each beat names the id that the last answer gave.
 */
import { createHash } from 'node:crypto'
import type { Cancel, Clock, Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { PolymarketAnswer } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'

/** A key lives so long after its last beat. */
const LIFE = seconds(10)
const CHECK_EVERY = seconds(5)

type Heart = { id: string; beats: number; at: Micros; cancel: Cancel }

/** The hearts of all keys. */
export type Heartbeats = {
  /** Takes a beat: the id that the last answer gave, or empty for the first. */
  readonly beat: (keyId: string, heartbeatId: string) => PolymarketAnswer
  readonly close: () => void
}

function idOf(keyId: string, beats: number): string {
  const id = createHash('sha256').update(`heartbeat/${keyId}/${beats}`).digest('hex')
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`
}

/** Returns hearts that call `onDeath` when one stops. */
export function createHeartbeats(clock: Clock, onDeath: (keyId: string) => void): Heartbeats {
  const hearts = new Map<string, Heart>()

  function watch(keyId: string, heart: Heart): void {
    heart.cancel = clock.setTimer(CHECK_EVERY, () => {
      if (clock.now() - heart.at < LIFE) {
        watch(keyId, heart)
        return
      }
      hearts.delete(keyId)
      onDeath(keyId)
    })
  }

  function beat(keyId: string, heartbeatId: string): PolymarketAnswer {
    let heart = hearts.get(keyId)
    if (heart === undefined) {
      heart = { id: '', beats: 0, at: clock.now(), cancel: () => undefined }
      hearts.set(keyId, heart)
      watch(keyId, heart)
    }
    if (heartbeatId !== heart.id) return errorAnswer(400, 'Invalid Heartbeat ID', { heartbeat_id: heart.id })
    heart.beats += 1
    heart.id = idOf(keyId, heart.beats)
    heart.at = clock.now()
    return jsonAnswer({ heartbeat_id: heart.id })
  }

  return Object.freeze({
    beat,
    close: () => {
      for (const heart of hearts.values()) heart.cancel()
      hearts.clear()
    },
  })
}
