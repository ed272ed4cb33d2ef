/*
 * The whole road: from the frame that leaves a venue to the order that has arrived there, over loopback and
 * by the whole program of examples/live-trader, its journal on disk; against no work at all, and against
 * others' libraries.
 */
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createKeys } from '../../examples/simulate/src/world/keys.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Bot } from '../peers/tick-bots.ts'
import { constantBot, kalshiPeer, polymarketPeer } from '../peers/tick-bots.ts'
import type { Ticked } from '../peers/tick-gap.ts'
import type { TickHost } from '../peers/tick-host.ts'
import { startTickHost } from '../peers/tick-host.ts'
import type { TickProgram } from '../peers/tick-ours.ts'
import { oursBot } from '../peers/tick-ours.ts'

const TICKS = 100
/**
 * Ticks before those that count: of each turn, for the connections, and of the first, for the compiler. Who trades
 * runs for hours: with fewer, what is measured is code that the compiler has not come to yet, ours most of all.
 */
const WARM = 5
const WARM_FIRST = 1_000
const AHEAD = 6

/** `target` is what its row may be of the limit. */
type Contender = { readonly name: string; readonly on: Ticked; readonly bot: Bot; readonly target?: number }
type Taken = Contender & { readonly medians: number[]; missed: number }

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

async function warm({ ask }: TickHost, { bot, on }: Contender): Promise<void> {
  const stop = await bot()
  for (let tick = 0; tick < WARM_FIRST; tick++) await ask({ type: 'tick', on })
  await stop()
}

async function take({ ask }: TickHost, taken: Taken): Promise<void> {
  const stop = await taken.bot()
  const micros: number[] = []
  for (let tick = -WARM; tick < TICKS; tick++) {
    const answer = await ask({ type: 'tick', on: taken.on })
    if (answer.type !== 'ticked' || tick < 0) continue
    if (answer.micros === null) taken.missed += 1
    else micros.push(answer.micros)
  }
  await stop()
  taken.medians.push(median(micros))
}

function shown(on: Ticked, all: readonly Taken[]): string {
  const own = all.filter((one) => one.on === on)
  const limit = (own[0] as Taken).medians
  const ratio = ({ medians }: Taken) => median(medians.map((value, round) => value / (limit[round] as number)))
  const rows = own.map((one) => [
    one.name,
    formatFigure(median(one.medians)),
    formatFigure(ratio(one)),
    String(one.missed),
  ])
  const verdict = (isMet: boolean) => (isMet ? 'met' : 'missed')
  const targets = own.flatMap((one) => {
    if (one.target === undefined) return []
    const found = ratio(one)
    const name = one.name.replaceAll('*', '')
    return [
      `${name}: ≤ ${one.target} × the limit (${verdict(found <= one.target)} in this run: ${formatFigure(found)})`,
    ]
  })
  const peer = ratio(own.at(-1) as Taken) / ratio(own[1] as Taken)
  const ahead = `${AHEAD} × ahead of the peer (${verdict(peer >= AHEAD)}: ${formatFigure(peer)})`
  return [
    `### ${on === 'kalshi' ? 'Kalshi' : 'Polymarket'}`,
    `> Targets: ${targets.join('; ')}; ${ahead}.`,
    table(['contender', 'µs', '× the limit', 'ticks without an order'], rows),
  ].join('\n\n')
}

/** Tick to trade. */
export const tickToTradeSection: Section = {
  name: 'tick-to-trade',
  title: 'Tick to trade: from the frame to the order',
  measure: async ({ folder, rounds, say }) => {
    const server = startTickHost()
    try {
      const rsa = String(
        generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
      )
      const ready = await server.ask({ type: 'key', pem: rsa })
      if (ready.type !== 'ready') throw new Error('expected the server to be ready')
      const { origins } = ready
      const decided: number[] = []
      const folders = { count: 0 }
      let framedAt = Number.NaN
      const program = (settings: Pick<TickProgram, 'durability' | 'signAheadMillis'>) => {
        folders.count += 1
        return oursBot({ origins, folder: join(folder, `tick-${folders.count}`), ...settings }, (stage) => {
          if (stage === 'framed') framedAt = performance.now()
          else if (stage === 'decided') decided.push((performance.now() - framedAt) * 1_000)
        })
      }
      const ahead = { durability: 'process', signAheadMillis: 2_000 } as const
      const contenders: readonly Contender[] = [
        { name: 'undici, the same bytes each time', on: 'kalshi', bot: constantBot(origins, 'kalshi') },
        { name: '**ours, signed ahead**', on: 'kalshi', bot: program(ahead), target: 1.15 },
        { name: '**ours, Ed25519**', on: 'kalshi', bot: program({ durability: 'process' }), target: 1.4 },
        { name: 'ours, signed ahead, journal synced', on: 'kalshi', bot: program({ ...ahead, durability: 'machine' }) },
        { name: 'peer: zod, ccxt’s book, kalshi-typescript', on: 'kalshi', bot: kalshiPeer(origins, rsa) },
        { name: 'undici, the same bytes each time', on: 'polymarket', bot: constantBot(origins, 'polymarket') },
        { name: '**ours**', on: 'polymarket', bot: program(ahead), target: 1.6 },
        { name: 'ours, journal synced', on: 'polymarket', bot: program({ ...ahead, durability: 'machine' }) },
        {
          name: 'peer: poly-websockets, clob-client-v2',
          on: 'polymarket',
          bot: polymarketPeer(origins, createKeys().polymarketPrivate),
        },
      ]
      const all = contenders.map((one): Taken => ({ ...one, medians: [], missed: 0 }))
      say('warming up')
      for (const one of contenders) await warm(server, one)
      decided.length = 0
      for (let round = 0; round < rounds; round++) {
        say(`round ${round + 1}`)
        for (let turn = 0; turn < all.length; turn++) await take(server, all[(turn + round) % all.length] as Taken)
      }
      return [
        `Medians of ${TICKS} ticks a round, by the clock of the server, after ${WARM_FIRST} of each contender to warm up, as in a process that has run for a while: from the frame’s leaving to the order’s last byte, two sockets and two processes. Ours is the whole program of examples/live-trader: session, book, engine over a pair of both venues, risk, journal, executor, signed order; both legs leave. The journal is on in every row: it survives the process, and where it is synced, the machine. Limit, ours and peers answer one frame of each tick, that of the offer; those that prepare it are answered by none. The peers take the frame, keep a book, compare one price and order. Of ours, from the frame’s being handed over to the decision: ${formatFigure(median(decided))} µs.`,
        shown('kalshi', all),
        shown('polymarket', all),
      ].join('\n\n')
    } finally {
      server.end()
    }
  },
}
