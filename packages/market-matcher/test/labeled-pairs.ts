import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { GameWinner, MarketText, Refusal } from '../src/index.ts'
import { describe } from '../src/index.ts'

/** A row of the labeled pairs. */
export type LabeledPair = {
  readonly id: string
  readonly league: string | null
  readonly kalshi: {
    readonly ticker: string | null
    readonly title?: string | null
    readonly sub_title?: string | null
  }
  readonly other: {
    readonly venue: 'polymarket' | 'polymarket_us'
    readonly slug?: string | null
    readonly title?: string | null
  }
  readonly label: 'equivalent' | 'inverse' | 'different' | 'undecided'
  readonly set: string
  readonly pools?: readonly string[]
}

/** Returns the rows of a file of JSON lines, packed or not. */
export function readRows<Row>(path: string): readonly Row[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

/** Returns the labeled pairs. */
export function readPairs(folder: string): readonly LabeledPair[] {
  return readRows(join(folder, 'pairs.jsonl'))
}

type PoolRow = {
  readonly venue: 'kalshi' | 'polymarket_us'
  readonly ticker?: string
  readonly slug?: string
  readonly title: string | null
  readonly sub_title?: string | null
}

/** Returns all markets of both venues on each recorded day, by the day's name. */
export function readPools(folder: string): ReadonlyMap<string, readonly MarketText[]> {
  const days = join(folder, 'pools')
  if (!existsSync(days)) return new Map()
  const files = readdirSync(days).sort()
  return new Map(
    files.map((file) => [
      file.slice(0, 10),
      readRows<PoolRow>(join(days, file)).map((row) =>
        row.venue === 'kalshi'
          ? textOfKalshi(row.ticker ?? '', row.title, row.sub_title)
          : textOfOther(row.venue, row.slug ?? '', row.title),
      ),
    ]),
  )
}

function textOfKalshi(ticker: string, title?: string | null, subTitle?: string | null): MarketText {
  return { venue: 'kalshi', ticker, title: title ?? null, subTitle: subTitle ?? null }
}

function textOfOther(venue: 'polymarket' | 'polymarket_us', slug: string, title?: string | null): MarketText {
  // Some of these titles are cut off or only say "Who will win": the slug then stands alone.
  const question = title === undefined || title === null || /^who will win/i.test(title) ? null : title
  return { venue, slug, question }
}

/** Returns both ends of a row, described. */
export function describeEnds(row: LabeledPair): readonly [GameWinner | Refusal, GameWinner | Refusal] {
  return [
    describe(textOfKalshi(row.kalshi.ticker ?? '', row.kalshi.title, row.kalshi.sub_title)),
    describe(textOfOther(row.other.venue, row.other.slug ?? '', row.other.title)),
  ]
}
