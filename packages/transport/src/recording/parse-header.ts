import type { MarketId, Micros, VenueId } from '@arbees/core'
import { isMarketId, PRICE_ONE, readDecimal } from '@arbees/core'
import { excerpt, excerptText, malformed } from './malformed.ts'
import type { NativeName, RecordedFee, RecordedMarket, RecordedPair, RecordingHeader } from './recording.ts'

type Fields = Readonly<Record<string, unknown>>

const NATIVE_NAMES: readonly NativeName[] = ['ticker', 'tokenIdYes', 'slug']

const HEADER_FIELDS = ['type', 'version', 'description', 'from', 'to', 'markets', 'pairs', 'fees']
const MARKET_FIELDS = ['id', 'venue', ...NATIVE_NAMES, 'title', 'tick', 'closesAt']
const PAIR_FIELDS = ['name', 'a', 'b', 'polarity']
const FEE_FIELDS = ['takerRate', 'assumed']

/** Says what is wrong with a header: what was found, what was expected. */
type Refuse = (found: string, expected: string) => never

function fieldsOf(value: unknown, where: string, known: readonly string[], refuse: Refuse): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`${where} ${excerpt(value)}`, `${where} as an object`)
  }
  const fields = value as Fields
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) refuse(`${where} with the field ${excerpt(key)}`, `only ${known.join(', ')} in ${where}`)
  }
  return fields
}

function textOf(value: unknown, where: string, refuse: Refuse): string {
  return typeof value === 'string' ? value : refuse(`${where} ${excerpt(value)}`, `${where} as text`)
}

function timeOf(value: unknown, where: string, refuse: Refuse): Micros {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as Micros)
    : refuse(`${where} ${excerpt(value)}`, `${where} as an integer of microseconds since 1970`)
}

function listOf(value: unknown, where: string, refuse: Refuse): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(`${where} ${excerpt(value)}`, `${where} as a list`)
}

function tickOf(value: unknown, where: string, refuse: Refuse): number {
  const tick = typeof value === 'string' ? readDecimal(value, 4) : Number.NaN
  return tick > 0 && PRICE_ONE % tick === 0
    ? tick
    : refuse(`${where} ${excerpt(value)}`, `${where} as text of dollars that divides 1 evenly, such as "0.0100"`)
}

function nativeOf(fields: Fields, venue: VenueId, where: string, refuse: Refuse): NativeName {
  const given = NATIVE_NAMES.filter((name) => fields[name] !== undefined)
  const [name] = given
  const isItsOwn = venue === 'kalshi' ? name === 'ticker' : venue === 'polymarket' ? name !== 'ticker' : true
  if (name === undefined || given.length !== 1 || !isItsOwn) {
    refuse(
      `${where} of ${venue} named by ${given.length === 0 ? 'nothing' : given.join(' and ')}`,
      'ticker for kalshi; tokenIdYes or slug for polymarket; one of them for another venue',
    )
  }
  return name as NativeName
}

function marketOf(value: unknown, where: string, refuse: Refuse): RecordedMarket {
  const fields = fieldsOf(value, where, MARKET_FIELDS, refuse)
  const id = textOf(fields['id'], `${where}.id`, refuse)
  const venue: VenueId = textOf(fields['venue'], `${where}.venue`, refuse)
  const nativeName = nativeOf(fields, venue, where, refuse)
  const native = textOf(fields[nativeName], `${where}.${nativeName}`, refuse)
  if (!isMarketId(id) || id !== `${venue}:${native}`) {
    refuse(`${where}.id ${excerpt(id)}`, `the id ${excerpt(`${venue}:${native}`)}, venue:${nativeName}`)
  }
  return {
    id: id as MarketId,
    venue,
    native,
    nativeName,
    title: textOf(fields['title'], `${where}.title`, refuse),
    tick: tickOf(fields['tick'], `${where}.tick`, refuse),
    closesAt: fields['closesAt'] === null ? null : timeOf(fields['closesAt'], `${where}.closesAt`, refuse),
  }
}

function pairOf(
  value: unknown,
  where: string,
  indexByMarket: ReadonlyMap<string, number>,
  refuse: Refuse,
): RecordedPair {
  const fields = fieldsOf(value, where, PAIR_FIELDS, refuse)
  const indexOf = (key: 'a' | 'b'): number =>
    indexByMarket.get(textOf(fields[key], `${where}.${key}`, refuse)) ??
    refuse(`${where}.${key} ${excerpt(fields[key])}`, 'the id of a market in this header')
  const pair = { name: textOf(fields['name'], `${where}.name`, refuse), a: indexOf('a'), b: indexOf('b') }
  if (pair.a === pair.b) refuse(`${where} of ${excerpt(fields['a'])} with itself`, 'two different markets')
  const { polarity } = fields
  return polarity === 'same' || polarity === 'inverse'
    ? { ...pair, polarity }
    : refuse(`${where}.polarity ${excerpt(polarity)}`, '"same" or "inverse"')
}

function feeOf(value: unknown, where: string, refuse: Refuse): RecordedFee {
  const fields = fieldsOf(value, where, FEE_FIELDS, refuse)
  const text = fields['takerRate']
  const takerRate = typeof text === 'string' ? readDecimal(text, 4) : Number.NaN
  if (!(takerRate >= 0 && takerRate <= 10_000)) {
    refuse(`${where}.takerRate ${excerpt(text)}`, 'a rate as text from 0 to 1 with at most 4 decimals')
  }
  const { assumed } = fields
  if (assumed !== undefined && typeof assumed !== 'boolean') {
    refuse(`${where}.assumed ${excerpt(assumed)}`, 'true or false')
  }
  return { takerRate, assumed: assumed === true }
}

function marketsOf(value: unknown, refuse: Refuse): { markets: RecordedMarket[]; indexByMarket: Map<string, number> } {
  const markets: RecordedMarket[] = []
  const indexByMarket = new Map<string, number>()
  for (const [index, one] of listOf(value, 'markets', refuse).entries()) {
    const market = marketOf(one, `markets[${index}]`, refuse)
    if (indexByMarket.has(market.id)) refuse(`the market ${excerpt(market.id)} twice`, 'each market once')
    indexByMarket.set(market.id, index)
    markets.push(market)
  }
  if (markets.length === 0) refuse('no market', 'at least one market')
  return { markets, indexByMarket }
}

function pairsOf(value: unknown, indexByMarket: ReadonlyMap<string, number>, refuse: Refuse): RecordedPair[] {
  const pairs: RecordedPair[] = []
  const names = new Set<string>()
  for (const [index, one] of listOf(value, 'pairs', refuse).entries()) {
    const pair = pairOf(one, `pairs[${index}]`, indexByMarket, refuse)
    if (names.has(pair.name)) refuse(`the pair ${excerpt(pair.name)} twice`, 'each name of a pair once')
    names.add(pair.name)
    pairs.push(pair)
  }
  return pairs
}

function feesOf(value: unknown, markets: readonly RecordedMarket[], refuse: Refuse): Record<string, RecordedFee> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`fees ${excerpt(value)}`, 'fees as an object by venue')
  }
  const fees: Record<string, RecordedFee> = Object.create(null) as Record<string, RecordedFee>
  for (const [venue, one] of Object.entries(value as Fields)) fees[venue] = feeOf(one, `fees.${venue}`, refuse)
  for (const { venue } of markets) {
    if (fees[venue] === undefined) refuse(`no fees of ${venue}`, 'fees of every venue that has a market')
  }
  return fees
}

/**
 * Returns the header in the first line of a recording.
 *
 * @throws VenueError `recording.malformed` when it is no header of version 1, or says something unknown.
 */
export function parseRecordingHeader(text: string, file: string): RecordingHeader {
  const refuse: Refuse = (found, expected) => {
    throw malformed(file, 1, found, expected)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw malformed(file, 1, excerptText(text), 'the header of a recording: a JSON object', error)
  }
  const isHeader = typeof value === 'object' && value !== null && (value as Fields)['type'] === 'recording'
  if (!isHeader) refuse(excerptText(text), 'the header of a recording, {"type":"recording","version":1,…}')
  const { version } = value as Fields
  if (version !== 1) refuse(`version ${excerpt(version)}`, 'version 1')
  const fields = fieldsOf(value, 'the header', HEADER_FIELDS, refuse)
  const description = textOf(fields['description'], 'description', refuse)
  const from = timeOf(fields['from'], 'from', refuse)
  const to = timeOf(fields['to'], 'to', refuse)
  if (from > to) refuse(`from ${from} after to ${to}`, 'from at or before to')
  const { markets, indexByMarket } = marketsOf(fields['markets'], refuse)
  const pairs = pairsOf(fields['pairs'], indexByMarket, refuse)
  return { version: 1, description, from, to, markets, pairs, fees: feesOf(fields['fees'], markets, refuse) }
}
