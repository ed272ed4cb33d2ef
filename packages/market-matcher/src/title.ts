/* What the words of a market say: two names, and a day, or that the question is another. */
import { readMonthDay } from './game-date.ts'

/** Words that no question about the winner of one whole game has. */
const OTHER_LINE =
  /\b(?:spread|cover|total|totals|over\/under|o\/u|over|under|points? scored|half|1h|2h|quarter|period|inning|innings|f5|first|series|margin|handicap|both teams|btts|more than|at least|race to|overtime|extra time|penalt\w+|championship game qualifiers?|advance|exact|correct score|goals?|runs?|touchdowns?|assists|rebounds|strikeouts)\b|[+-]\d+(?:\.\d+)?\b/i

/** Says whether a title asks something other than who wins one whole game. */
export function asksOtherLine(title: string): boolean {
  return OTHER_LINE.test(title.replace(/\b20\d\d-\d\d-\d\d\b/g, ''))
}

/**
 * Returns the two names of a title in its order: `Game 2: Toronto at Cleveland`, `Indiana vs Phoenix
 * winner?`, `Athletics vs. Chicago White Sox 2026-07-10`. Null when there are not exactly two.
 */
export function readNames(title: string): readonly [string, string] | null {
  const bare = title
    .replace(/\s+20\d\d-\d\d-\d\d$/, '')
    .replace(/^who will win in the upcoming \w+ event /i, '')
    .replace(/\s+scheduled for .*$/i, '')
    .replace(/^[^:]{1,40}:\s+/, '')
    .replace(/[\s:]+winner\??$/i, '')
    .trim()
  const names = bare.split(/\s+(?:at|vs\.?|v\.?|@)\s+/i)
  const [one, two] = names
  return names.length === 2 && one !== undefined && two !== undefined && one !== '' && two !== '' ? [one, two] : null
}

/** Returns month and day of a sub-title like `SEA vs LAA (Apr 3)` as `04-03`; null when it names none. */
export function readSubTitleDay(subTitle: string): string | null {
  const parts = /\(([A-Za-z]{3,9})\.? (\d{1,2})\)\s*$/.exec(subTitle)
  return parts === null ? null : (readMonthDay(parts[1] as string, parts[2] as string) ?? null)
}

/** Returns the team of `Will Arsenal FC win on 2026-04-25?`, the side of a three-way market; null otherwise. */
export function readWillWin(question: string): string | null {
  return /^will (?:the )?(.+?) win(?: on 20\d\d-\d\d-\d\d)?\??$/i.exec(question.trim())?.[1] ?? null
}

/** Says whether a question asks for a draw: `Will Arsenal FC vs. Newcastle United FC end in a draw?`. */
export function asksDraw(question: string): boolean {
  return /\bend in a (?:draw|tie)\b|^(?:draw|tie)$/i.test(question.trim())
}
