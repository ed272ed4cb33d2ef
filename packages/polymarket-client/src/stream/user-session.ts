/*
 * The user stream as a sans-I/O session: our orders and trades. Nothing is repeated after a cut, so
 * whoever listens reconciles when `connected` is said again.
 */
import type { Micros } from '@arbees/core'
import { seconds, VenueError } from '@arbees/core'
import type { Session, SessionEffect, SessionInput } from '@arbees/transport'
import { formatIssues, NO_EFFECTS } from '@arbees/transport'
import type { ApiKey } from '../credentials.ts'
import type { UserMessage } from '../schema/user-message.ts'
import { UserMessage as UserMessageSchema } from '../schema/user-message.ts'

/** What the session says. */
export type UserStreamMessage =
  | { readonly type: 'user.message'; readonly message: UserMessage; readonly at: Micros }
  | { readonly type: 'user.connected'; readonly at: Micros }
  | { readonly type: 'user.disconnected'; readonly reason: string; readonly at: Micros }
  /** A word or a form that is not known here; kept, and never guessed at. */
  | { readonly type: 'user.surprised'; readonly where: string; readonly found: string; readonly at: Micros }

/** What the session can be told: which conditions to listen to. Of none named, all are heard. */
export type UserCommand = { readonly type: 'subscribe' | 'unsubscribe'; readonly conditionIds: readonly string[] }

/** The session's state. */
export type UserState = {
  readonly apiKey: ApiKey
  readonly conditions: Set<string>
  isOpen: boolean
  openedAt: Micros
  hasHeard: boolean
  /** Connections in a row that were closed at once without a word: how a wrong key looks. */
  refusals: number
}

/** The user stream as a session. */
export type UserSession = Session<UserState, UserStreamMessage, UserCommand>

type Closed = Extract<SessionInput<UserCommand>, { readonly type: 'closed' }>
type Effects = SessionEffect<UserStreamMessage>[]

const PING_MICROS = seconds(10)
const REFUSED_WITHIN = seconds(5)
const REFUSALS_MAX = 3
/** Codes of a venue that leaves or restarts or is too busy, and of a line that was cut: they say nothing of a key. */
const PASSING_CODES: ReadonlySet<number> = new Set([1001, 1006, 1012, 1013])

/** Returns a user session for an API key; without conditions it hears everything of the account. */
export function createUserSession(apiKey: ApiKey, conditionIds: readonly string[] = []): UserSession {
  const state: UserState = {
    apiKey,
    conditions: new Set(conditionIds),
    isOpen: false,
    openedAt: 0 as Micros,
    hasHeard: false,
    refusals: 0,
  }
  return { state, step }
}

function step(state: UserState, input: SessionInput<UserCommand>): readonly SessionEffect<UserStreamMessage>[] {
  switch (input.type) {
    case 'frame':
      return onFrame(state, input.text, input.at)
    case 'opened':
      return onOpened(state, input.at)
    case 'closed':
      return onClosed(state, input)
    case 'timer':
      if (!state.isOpen) return NO_EFFECTS
      return [
        { type: 'send', text: 'PING' },
        { type: 'setTimer', timer: 'ping', delay: PING_MICROS },
      ]
    case 'command':
      return onCommand(state, input.command)
    case 'beat':
      return NO_EFFECTS
  }
}

function emit(message: UserStreamMessage): SessionEffect<UserStreamMessage> {
  return { type: 'emit', messages: [message] }
}

function onOpened(state: UserState, at: Micros): Effects {
  state.isOpen = true
  state.openedAt = at
  state.hasHeard = false
  const { key: apiKey, passphrase, secret } = state.apiKey.reveal()
  const markets = state.conditions.size === 0 ? {} : { markets: [...state.conditions] }
  const hello = JSON.stringify({ auth: { apiKey, passphrase, secret }, type: 'user', ...markets })
  return [
    { type: 'send', text: hello },
    { type: 'setTimer', timer: 'ping', delay: PING_MICROS },
    emit({ type: 'user.connected', at }),
  ]
}

function onClosed(state: UserState, { code, reason, at }: Closed): Effects {
  const wasOpen = state.isOpen
  state.isOpen = false
  if (!wasOpen) return []
  const isRefusal = !state.hasHeard && !PASSING_CODES.has(code) && at - state.openedAt < REFUSED_WITHIN
  state.refusals = isRefusal ? state.refusals + 1 : 0
  const effects: Effects = [emit({ type: 'user.disconnected', reason, at }), { type: 'clearTimer', timer: 'ping' }]
  if (state.refusals < REFUSALS_MAX) return effects
  const venueMessage = `closed ${state.refusals} times in a row without a word, as for a wrong key`
  const error = new VenueError('auth.rejected', { venue: 'polymarket', venueMessage })
  return [...effects, { type: 'close', reason: 'credentials refused', error }]
}

function onCommand(state: UserState, { type, conditionIds }: UserCommand): Effects {
  for (const id of conditionIds) {
    if (type === 'subscribe') state.conditions.add(id)
    else state.conditions.delete(id)
  }
  if (!state.isOpen || conditionIds.length === 0) return []
  return [{ type: 'send', text: JSON.stringify({ markets: conditionIds, operation: type }) }]
}

function onFrame(state: UserState, text: string, at: Micros): readonly SessionEffect<UserStreamMessage>[] {
  state.hasHeard = true
  state.refusals = 0
  if (text === 'PONG') return NO_EFFECTS
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const surprise = emit({ type: 'user.surprised', where: 'user stream', found: text.slice(0, 80), at })
    // Half a message may have been a fill: connect anew, and let the listener reconcile.
    const isCut = text.startsWith('{') || text.startsWith('[')
    return isCut ? [surprise, { type: 'reconnect', reason: 'malformed' }] : [surprise]
  }
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  const messages = all.map((one): UserStreamMessage => {
    const parsed = UserMessageSchema.safeParse(one)
    if (parsed.success) return { type: 'user.message', message: parsed.data, at }
    const found = formatIssues(parsed.error.issues).join('; ')
    return { type: 'user.surprised', where: 'user stream', found: found.slice(0, 200), at }
  })
  return messages.length === 0 ? NO_EFFECTS : [{ type: 'emit', messages }]
}
