import type { Fact, Log } from '@arbees/core'
import type { SpokenOf } from '../messages/topics.ts'

/** Tells what each real account has free. */
export type AccountTeller = {
  /** Takes a fact of the executor; tells of it where it is a venue's word about our money. */
  readonly note: (fact: { readonly type: string }) => void
  /** From now on something may be spoken: the last word of each venue is. */
  readonly begin: () => void
}

/** Returns one that has heard of no account. */
export function createAccountTeller(
  speak: (message: SpokenOf<'account.reported'>) => Promise<void>,
  log: Log,
): AccountTeller {
  const waiting = new Map<string, SpokenOf<'account.reported'>>()
  let hasBegun = false
  const tell = (message: SpokenOf<'account.reported'>) => {
    // It is said again with the next look at the account.
    speak(message).catch((error: unknown) =>
      log('warn', 'an account could not be told of', { venue: message.venue, reason: (error as Error).message }),
    )
  }
  return Object.freeze({
    note: (fact: { readonly type: string }) => {
      if (fact.type !== 'account.reported') return
      const { venue, free, at } = fact as Extract<Fact, { type: 'account.reported' }>
      if (hasBegun) tell({ venue, free, at })
      else waiting.set(venue, { venue, free, at })
    },
    begin: () => {
      hasBegun = true
      for (const message of waiting.values()) tell(message)
      waiting.clear()
    },
  })
}
