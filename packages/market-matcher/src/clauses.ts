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

/** `Apr 15`, `April 15, 2026`, `2026-04-15`. */
const DAY = '([A-Z][a-z]{2,8}\\.? \\d{1,2}(?:, 20\\d\\d)?|20\\d\\d-\\d\\d-\\d\\d)'
const SPORT = '(?:basketball|football|hockey|baseball|soccer)'
/** What stands before the sport: `women's professional`, `professional La Liga 2`; never a part of a game. */
const KIND = "(?:(?!half|quarter|period|inning|series)[\\w'.-]+ ){0,6}?"

/** Sets a clause once; a second, other word for it is a contradiction, and then the sentence is unread. */
function set<Name extends keyof Draft>(draft: Draft, name: Name, value: Draft[Name] | undefined): boolean {
  if (value === undefined || value === null || (draft[name] !== null && draft[name] !== value)) return false
  draft[name] = value
  return true
}

function setDay(draft: Draft, text = ''): boolean {
  const iso = /^(20\d\d)-(\d\d-\d\d)$/.exec(text)
  if (iso !== null) return set(draft, 'monthDay', iso[2]) && set(draft, 'year', Number(iso[1]))
  const [, month = '', day = '', year] = /^(\S+?)\.? (\d{1,2})(?:, (20\d\d))?$/.exec(text) ?? []
  return set(draft, 'monthDay', readMonthDay(month, day)) && (year === undefined || set(draft, 'year', Number(year)))
}

const DAYS: Readonly<Record<string, number>> = {
  'two weeks': 14,
  '14 days': 14,
  '2 days': 2,
  'two days': 2,
  '48 hours': 2,
  'one week': 7,
}

function payOf(words: string): VoidPay | undefined {
  if (/^(?:"?50[-/]50"?|\$?0\.50|50 cents)/i.test(words)) return 'half'
  if (/^"?no"?$/i.test(words)) return 'nothing'
  return /^a fair (?:market )?price\b|^(?:the )?last fair (?:market )?price/i.test(words) ? 'fair-price' : undefined
}

const REGULATION =
  /^,? ?(?:after|within) (?:the first )?90 minutes (?:of regular play )?plus stoppage time(?: \(does not include extra time or penalties\))?$/i

/** The end of a sentence that names a game: nothing, or that regulation alone counts. */
function takeTail(draft: Draft, tail = ''): boolean {
  return tail === '' || (REGULATION.test(tail) && set(draft, 'countsOvertime', false))
}

/** Days from the game's day to a deadline, which may lie in the next year. */
function daysUntil(monthDay: string, deadline: string): number {
  const day = (text: string, year: number): number => Date.parse(`${year}-${text}`) / 86_400_000
  const days = day(deadline, 2001) - day(monthDay, 2001)
  return days >= 0 ? days : days + 365
}

function takeDeadline(draft: Draft, month = '', day = '', pay = ''): boolean {
  const deadline = readMonthDay(month, day)
  if (deadline === undefined || draft.monthDay === null) return false
  return set(draft, 'waitsDays', daysUntil(draft.monthDay, deadline)) && set(draft, 'canceled', payOf(pay))
}

const GAME = '(?:game|match)'

const FORMS: readonly Form[] = [
  [
    new RegExp(
      `^If (?:the )?(.+?) wins? the .+? (?:vs|at) .+? ${KIND}${SPORT} ${GAME} (?:originally )?scheduled for ${DAY}(.*), then the market resolves to Yes$`,
    ),
    (draft, [, winner, day, tail]) => takeTail(draft, tail) && set(draft, 'winner', winner) && setDay(draft, day),
  ],
  [
    new RegExp(
      `^The following market refers to the .+? (?:vs|at) .+? ${KIND}${SPORT} ${GAME} (?:originally )?scheduled for ${DAY}(.*)$`,
    ),
    (draft, [, day, tail]) => takeTail(draft, tail) && setDay(draft, day),
  ],
  [
    new RegExp(
      `^In the upcoming .{2,40}? ${GAME},? (?:between .{3,80}?,? )?scheduled for ${DAY}(?:,? (?:at )?[\\d:]+ ?[AP]M ET)?$`,
    ),
    (draft, [, day]) => setDay(draft, day),
  ],
  [
    /^[Ii]f (?:the )?(.+?) wins?, (?:the|this) market will resolve to "(.+?)\.?"$/,
    (draft, [, winner = '', outcome = '']) => {
      if (outcome === 'Yes') return set(draft, 'winner', winner)
      draft.outcomes.push(outcome)
      return true
    },
  ],
  [/^Otherwise, this market will resolve to "No"$/, () => true],
  [/^If the game ends in a tie, the market called "Tie" resolves to Yes$/, () => true],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} is (?:postponed|delayed|postponed or delayed), (?:this|the) market will remain open until the ${GAME} has been completed$`,
    ),
    (draft) => set(draft, 'waitsDays', Number.POSITIVE_INFINITY),
  ],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} is (?:postponed|delayed|postponed or delayed), the market will remain open and close after the rescheduled ${GAME} has finished \\(within (.+?)\\)$`,
    ),
    (draft, [, within = '']) => set(draft, 'waitsDays', DAYS[within]),
  ],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} is cancell?ed or rescheduled to over (.+?) away, (?:this|the) market will resolve to (.+)$`,
    ),
    (draft, [, within = '', pay = '']) => set(draft, 'waitsDays', DAYS[within]) && set(draft, 'canceled', payOf(pay)),
  ],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} is not completed by ([A-Z][a-z]{2,8}) (\\d{1,2})(?:, 20\\d\\d)? \\(11:59:59 PM ET\\),? (?:this|the) market will resolve (?:to )?(.+)$`,
    ),
    (draft, [, month, day, pay]) => takeDeadline(draft, month, day, pay),
  ],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} is cancell?ed(?: entirely)?(?:, with no make-up game)?, (?:this|the) market will resolve (?:to )?(.+)$`,
    ),
    (draft, [, pay = '']) => set(draft, 'canceled', payOf(pay)),
  ],
  [
    new RegExp(
      `^If (?:the|this) ${GAME} ends in a (?:tie|draw), (?:this|the) market (?:will resolve|resolves) (?:to )?(.+)$`,
    ),
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
