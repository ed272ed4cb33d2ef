import { createReadStream, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { replayRecording } from '../../examples/arbees-full/src/replay/replay.ts'
import type { ReplaySettings } from '../../examples/arbees-full/src/replay/replay-settings.ts'
import type { Ladder, Micros, Money, Quantity } from '../../packages/core/src/index.ts'
import { changeLadder, createLadder, replaceLadder } from '../../packages/core/src/index.ts'
import { readRecording } from '../../packages/transport/src/index.ts'
import { writeGameDay } from '../game-day-file.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import { createJsonBot } from '../peers/json-bot.ts'
import type { Contender, Result } from '../race.ts'
import { race } from '../race.ts'

const MINUTES = 120
const NEWLINE = 10
const BUFFER_SIZE = 256 * 1024

const SETTINGS: ReplaySettings = {
  edgeMin: 5_000 as Money,
  latency: 250_000 as Micros,
  bankroll: 10_000_000_000 as Money,
  maxAgeUs: null,
  quantityMax: 250_000_000 as Quantity,
  notionalMax: 250_000_000 as Money,
  repairLossMax: 50_000 as Money,
  lenient: false,
}

function countLineEnds(bytes: Buffer): number {
  let count = 0
  for (let index = bytes.indexOf(NEWLINE); index >= 0; index = bytes.indexOf(NEWLINE, index + 1)) count += 1
  return count
}

async function findLineEnds(path: string): Promise<number> {
  const file = await open(path)
  const buffer = Buffer.allocUnsafe(BUFFER_SIZE)
  let count = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, BUFFER_SIZE)
    if (bytesRead === 0) break
    count += countLineEnds(buffer.subarray(0, bytesRead))
  }
  await file.close()
  return count
}

async function inflateAndFindLineEnds(path: string): Promise<number> {
  let count = 0
  const bytes = createReadStream(path).pipe(createGunzip({ chunkSize: BUFFER_SIZE }))
  for await (const chunk of bytes) count += countLineEnds(chunk as Buffer)
  return count
}

async function readOnly(path: string): Promise<number> {
  const { lines } = await readRecording(path, { header: () => undefined, event: () => undefined })
  return lines
}

async function readIntoLadders(path: string): Promise<number> {
  let ladders: readonly Ladder[] = []
  const { lines } = await readRecording(path, {
    header: ({ markets }) => {
      ladders = markets.map(createLadder)
    },
    event: ({ type, market, bids, asks }) => {
      if (type === 'book.replaced') replaceLadder(ladders[market] as Ladder, bids, asks)
      else if (type === 'book.changed') changeLadder(ladders[market] as Ladder, bids, asks)
    },
  })
  return lines
}

async function replay(path: string): Promise<number> {
  const { lines } = await replayRecording(path, SETTINGS)
  return lines
}

async function byReadline(path: string): Promise<number> {
  const bot = createJsonBot()
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) bot.line(line)
  return bot.counts().lines
}

async function bySplitting(path: string): Promise<number> {
  const bot = createJsonBot()
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: BUFFER_SIZE })) {
    const lines = (rest + (chunk as string)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) bot.line(line)
  }
  return bot.counts().lines
}

const LIMIT = 'read the file, find the line ends'
const LIMIT_GZIP = 'gzip: inflate, find the line ends'
const WHOLE = '**replay: books, detector, paper broker**'
const BOT = 'peer: readline + JSON.parse + Map bot'

function contendersFor(plain: string, packed: string): readonly Contender[] {
  return [
    { name: LIMIT, run: () => findLineEnds(plain) },
    { name: 'readRecording, every field checked', run: () => readOnly(plain) },
    { name: 'readRecording into ladders', run: () => readIntoLadders(plain) },
    { name: WHOLE, run: () => replay(plain) },
    { name: LIMIT_GZIP, run: () => inflateAndFindLineEnds(packed) },
    { name: 'gzip: readRecording into ladders', run: () => readIntoLadders(packed) },
    { name: 'gzip: replay', run: () => replay(packed) },
    { name: 'peer: chunks split + JSON.parse + Map bot', run: () => bySplitting(plain) },
    { name: BOT, run: () => byReadline(plain) },
  ]
}

function rowsOf(results: readonly Result[]): string[][] {
  return results.map(({ name, nanos, nanosMin, nanosMax, cpuNanos, ratioTo }) => [
    name,
    formatFigure(nanos),
    `${formatFigure(nanosMin)} – ${formatFigure(nanosMax)}`,
    formatFigure(cpuNanos),
    `${formatFigure(1_000 / nanos)} M`,
    formatFigure(ratioTo(LIMIT)),
    formatFigure(1 / ratioTo(BOT)),
  ])
}

/** Replay of a recording, against the file itself and against the plain way to do it. */
export const replaySection: Section = {
  name: 'replay',
  title: 'Replay of recorded lines',
  measure: async ({ folder, rounds, say }) => {
    const plain = join(folder, 'day.jsonl')
    const packed = join(folder, 'day.jsonl.gz')
    say('writing a game day, plain and gzip')
    const lines = await writeGameDay(plain, MINUTES)
    await writeGameDay(packed, MINUTES)
    say(`reading ${lines} lines in ${rounds + 1} rounds`)
    const results = await race(contendersFor(plain, packed), rounds)
    const size = statSync(plain).size
    return [
      `A generated game day: 24 games, ${lines.toLocaleString('en-US')} observations of ${Math.round(size / lines)} bytes, ${Math.round(statSync(packed).size / lines)} packed.`,
      '> Target: replay of recorded JSON lines through books, detector and paper broker ≥ 2 M events/s end to end, ≥ 8× the typical bot. Limit: reading the file and finding the line ends. (Quoted for another machine: limit 61 ns, readline + JSON.parse bot 4,900 ns, chunked split + JSON.parse 1,700 ns an event.)',
      table(
        ['work on one event', 'ns', 'fastest – slowest round', 'CPU ns', 'events/s', '× limit', '× as fast as the bot'],
        rowsOf(results),
      ),
      'Of gzip the inflating is the larger part; it runs on a thread of its own, beside the reading.',
    ].join('\n\n')
  },
}
