/*
 * Rule texts as clauses. Each sentence has a form that we know, or it is `unread`, and then nothing is
 * proven: a sentence nobody understood may be the one that pays the other side.
 */
import { readMonthDay } from './game-date.ts'
import { sentencesOf } from './sentences.ts'

/** What a YES contract is paid in a case: half a dollar, nothing, or a price that the venue finds. */
export type VoidPay = 'half' | 'nothing' | 'fair-price'

/** A rules text, read. Null means that the text does not say. */
export type Clauses = {
  /** The team whose win pays YES, as the text names it. */
  readonly winner: string | null
  /** The names of the outcomes, where the text names them. */
  readonly outcomes: readonly string[]
  /** The game's month and day, `04-15`. */
  readonly monthDay: string | null
  readonly year: number | null
  readonly tied: VoidPay | null
  readonly canceled: VoidPay | null
  /** How many days a postponed game is waited for; Infinity, until it is played. */
  readonly waitsDays: number | null
  /** Whether what happens after regulation counts. */
  readonly countsOvertime: boolean | null
  /** Sentences of no form that we know. */
  readonly unread: readonly string[]
}

type Draft = { -readonly [Name in keyof Clauses]: Clauses[Name] } & { outcomes: string[]; unread: string[] }
type Form = readonly [RegExp, (draft: Draft, parts: RegExpExecArray) => boolean]

const MONTH_DAY = '([A-Z][a-z]{2,8})\\.? (\\d{1,2})'
const SPORT = '(?:basketball|football|hockey|baseball|soccer|MLS soccer|EPL soccer)'
const KIND = "(?:women's |men's )?(?:(?:professional|pro|college|Premier League|MLS|EPL)\\s)*"

/** Sets a clause once; a second, other word for it is a contradiction, and then the sentence is unread. */
function set<Name extends keyof Draft>(draft: Draft, name: Name, value: Draft[Name] | undefined): boolean {
  if (value === undefined || value === null || (draft[name] !== null && draft[name] !== value)) return false
  draft[name] = value
  return true
}

function setDay(draft: Draft, month = '', day = '', year?: string): boolean {
  const isDay = set(draft, 'monthDay', readMonthDay(month, day))
  return isDay && (year === undefined || set(draft, 'year', Number(year)))
}

const DAYS: Readonly<Record<string, number>> = {
  'two weeks': 14,
  '14 days': 14,
  '2 days': 2,
  '48 hours': 2,
  'one week': 7,
}

function payOf(words: string): VoidPay | undefined {
  if (/^(?:"?50[-/]50"?|\$?0\.50|50 cents)/i.test(words)) return 'half'
  if (/^"?no"?$/i.test(words)) return 'nothing'
  return /^a fair (?:market )?price\b|^(?:the )?last fair (?:market )?price/i.test(words) ? 'fair-price' : undefined
}

const REGULATION = /^,? ?(?:after|within) (?:the first )?90 minutes (?:of regular play )?plus stoppage time/i

const FORMS: readonly Form[] = [
  [
    new RegExp(
      `^If (?:the )?(.+?) wins? the .+? (?:vs|at) .+? ${KIND}${SPORT} (?:game|match) (?:originally )?scheduled for ${MONTH_DAY}, (20\\d\\d)(.*), then the market resolves to Yes$`,
    ),
    (draft, [, winner, month, day, year, tail = '']) => {
      if (tail !== '' && !(REGULATION.test(tail) && set(draft, 'countsOvertime', false))) return false
      return set(draft, 'winner', winner) && setDay(draft, month, day, year)
    },
  ],
  [
    new RegExp(
      `^In the upcoming .{2,40}? (?:game|match),? (?:between .{3,80}?,? )?scheduled for ${MONTH_DAY}(?:, (20\\d\\d))?(?: at [\\d:]+ ?[AP]M ET)?$`,
    ),
    (draft, [, month, day, year]) => setDay(draft, month, day, year),
  ],
  [
    /^If (?:the )?(.+?) wins?, (?:the|this) market will resolve to "(.+?)"$/,
    (draft, [, winner = '', outcome = '']) => {
      if (outcome === 'Yes') return set(draft, 'winner', winner)
      draft.outcomes.push(outcome)
      return true
    },
  ],
  [/^Otherwise, this market will resolve to "No"$/, () => true],
  [
    /^If (?:the|this) (?:game|match) is (?:postponed|delayed|postponed or delayed), (?:this|the) market will remain open until the (?:game|match) has been completed$/,
    (draft) => set(draft, 'waitsDays', Number.POSITIVE_INFINITY),
  ],
  [
    /^If (?:the|this) (?:game|match) is (?:postponed|delayed|postponed or delayed), the market will remain open and close after the rescheduled (?:game|match) has finished \(within (.+?)\)$/,
    (draft, [, within = '']) => set(draft, 'waitsDays', DAYS[within]),
  ],
  [
    /^If (?:the|this) (?:game|match) is cancell?ed(?: entirely)?(?:, with no make-up game)?, (?:this|the) market will resolve (?:to )?(.+)$/,
    (draft, [, pay = '']) => set(draft, 'canceled', payOf(pay)),
  ],
  [
    /^If (?:the|this) (?:game|match) ends in a (?:tie|draw), (?:this|the) market (?:will resolve|resolves) (?:to )?(.+)$/,
    (draft, [, pay = '']) => set(draft, 'tied', payOf(pay)),
  ],
  [
    /^(?:The result will be determined based on|This market will resolve based on) the final score,? including any overtime periods$/,
    (draft) => set(draft, 'countsOvertime', true),
  ],
  [
    /^This market refers only to the outcome within the first 90 minutes of regular play plus stoppage time$/,
    (draft) => set(draft, 'countsOvertime', false),
  ],
]

/** Returns a rules text as clauses. It never throws; what it does not understand it hands back unread. */
export function readClauses(rules: string): Clauses {
  const draft: Draft = {
    winner: null,
    outcomes: [],
    monthDay: null,
    year: null,
    tied: null,
    canceled: null,
    waitsDays: null,
    countsOvertime: null,
    unread: [],
  }
  for (const sentence of sentencesOf(rules)) {
    const isRead = FORMS.some(([form, take]) => {
      const parts = form.exec(sentence)
      return parts !== null && take(draft, parts)
    })
    if (!isRead) draft.unread.push(sentence)
  }
  return draft
}
