import type { Micros } from '@arbees/core'
import type { MessageOf } from '../../messages/topics.ts'

type Alert = MessageOf<'notification.raised'>

/** What becomes of an alert: it is told, with how many of its key were held back before it; or held back. */
export type Judgment = { readonly isTold: true; readonly heldBack: number } | { readonly isTold: false }

/** Tells each alert once: those of one key are one alert for a while. */
export type AlertGate = {
  readonly judge: (alert: Alert) => Judgment
  /** Notes that an alert of this key was told, as after a restart. */
  readonly wasTold: (key: string, at: Micros) => void
}

/** How many keys are remembered; the one that was told longest ago is forgotten first. */
const KEYS_MAX = 10_000

/** Returns a gate that tells an alert of one key again only when `quiet` has passed. Time is the alerts' own. */
export function createAlertGate(quiet: Micros): AlertGate {
  const told = new Map<string, { readonly at: Micros; heldBack: number }>()
  const wasTold = (key: string, at: Micros) => {
    told.delete(key)
    told.set(key, { at, heldBack: 0 })
    const [oldest] = told.keys()
    if (told.size > KEYS_MAX && oldest !== undefined) told.delete(oldest)
  }
  return Object.freeze({
    judge: ({ key, at }: Alert): Judgment => {
      const before = told.get(key)
      if (before !== undefined && at - before.at < quiet) {
        before.heldBack += 1
        return { isTold: false }
      }
      wasTold(key, at)
      return { isTold: true, heldBack: before?.heldBack ?? 0 }
    },
    wasTold,
  })
}
