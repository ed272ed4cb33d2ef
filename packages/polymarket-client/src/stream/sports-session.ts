/*
 * The sports stream as a sans-I/O session: it is only listened to. The documentation wants a text
 * `pong` for each text `ping`; lately the venue beats with the protocol's own pings. Both are answered.
 */
import type { Micros } from '@arbees/core'
import type { Session, SessionEffect, SessionInput } from '@arbees/transport'
import { formatIssues, NO_EFFECTS } from '@arbees/transport'
import { SportsMessage } from '../schema/sports-message.ts'

/** What the session says. */
export type SportsStreamMessage =
  | { readonly type: 'sports.game'; readonly game: SportsMessage; readonly at: Micros }
  | { readonly type: 'sports.surprised'; readonly found: string; readonly at: Micros }

/** The session's state: the last text of each game, since unchanged states are sent again. */
export type SportsState = { readonly last: Map<string, string> }

/** The sports stream as a session. */
export type SportsSession = Session<SportsState, SportsStreamMessage>

const GAMES_MAX = 10_000

/** Returns a sports session. */
export function createSportsSession(): SportsSession {
  return { state: { last: new Map() }, step }
}

function step(state: SportsState, input: SessionInput): readonly SessionEffect<SportsStreamMessage>[] {
  if (input.type !== 'frame') return NO_EFFECTS
  const { text, at } = input
  if (text === 'ping') return [{ type: 'send', text: 'pong' }]
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [{ type: 'emit', messages: [{ type: 'sports.surprised', found: text.slice(0, 80), at }] }]
  }
  const parsed = SportsMessage.safeParse(value)
  if (!parsed.success) {
    const found = formatIssues(parsed.error.issues).join('; ').slice(0, 200)
    return [{ type: 'emit', messages: [{ type: 'sports.surprised', found, at }] }]
  }
  const game = parsed.data
  const key = String(game.gameId ?? game.metadataGameId ?? game.slug)
  if (state.last.get(key) === text) return NO_EFFECTS
  // Oldest first: a game that was not heard of for long is forgotten.
  state.last.delete(key)
  state.last.set(key, text)
  for (const [oldest] of state.last) {
    if (state.last.size <= GAMES_MAX) break
    state.last.delete(oldest)
  }
  return [{ type: 'emit', messages: [{ type: 'sports.game', game, at }] }]
}
