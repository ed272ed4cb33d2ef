/** A clock that counts down, in thousandths of a second; or soccer's minutes, which count up. */
export type GameClock =
  | { readonly type: 'down'; readonly leftMillis: number }
  /** `minute` has begun to run out: 90 with `added` 2 is the second minute after the ninetieth. */
  | { readonly type: 'up'; readonly minute: number; readonly added: number }

/**
 * Returns what a clock of ESPN shows: `12:45`, `45.3`, `0.0`, `58'`, `90'+2'`. Undefined for any other text.
 *
 * @example
 * readClock('45.3') // { type: 'down', leftMillis: 45300 }
 */
export function readClock(text: string): GameClock | undefined {
  const minutes = /^(\d{1,3}):([0-5]\d)(?:\.(\d))?$/.exec(text)
  if (minutes !== null) {
    const [, minute, second, tenth = '0'] = minutes
    return { type: 'down', leftMillis: (Number(minute) * 60 + Number(second)) * 1000 + Number(tenth) * 100 }
  }
  const seconds = /^:?(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text)
  if (seconds !== null) {
    const [, whole, part = ''] = seconds
    return { type: 'down', leftMillis: Number(whole) * 1000 + Number(part.padEnd(3, '0')) }
  }
  const up = /^(\d{1,3})'(?:\s?\+\s?(\d{1,2})'?)?$/.exec(text)
  return up === null ? undefined : { type: 'up', minute: Number(up[1]), added: Number(up[2] ?? 0) }
}
