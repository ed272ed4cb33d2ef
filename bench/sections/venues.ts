import type { ChildProcess } from 'node:child_process'
import { createRealClock, wsConnect } from '../../packages/transport/src/index.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Load } from '../raw-http.ts'
import { pump } from '../raw-http.ts'
import type { Stream, Venues } from '../venue-load.ts'
import { cpuSeconds, overhear, startVenues } from '../venue-load.ts'
import { fromPrepared, kalshiHeaders, kalshiOrders, polymarketOrders } from '../venue-orders.ts'

const SECONDS = 5
const WARM_UP = 2
const CONNECTIONS = 64
/** More than are answered in the time, and how many of them only buy. */
const PREPARED = 70_000
const BUYS = 12_000
/** The pace of the other traders while orders are counted, and while frames are. */
const CALM_MS = 60_000
const LIVELY_MS = 5

type Measured = {
  readonly count: number
  readonly seconds: number
  readonly server: string
  readonly client: string
  /** What one core of the server's would bear in a second, all of it used. */
  readonly perCore: string
}

/** Runs work beside the fakes and says how much of a core each side used. */
async function beside(child: ChildProcess, work: () => Promise<number>): Promise<Measured> {
  const pid = child.pid as number
  const [serverBefore, clientBefore, start] = [cpuSeconds(pid), process.cpuUsage(), performance.now()]
  const count = await work()
  const seconds = (performance.now() - start) / 1_000
  const own = process.cpuUsage(clientBefore)
  const serverAfter = cpuSeconds(pid)
  const share = (cpu: number) => `${Math.round((100 * cpu) / seconds)} %`
  const isKnown = serverBefore !== undefined && serverAfter !== undefined
  return {
    count,
    seconds,
    server: isKnown ? share(serverAfter - serverBefore) : 'unknown',
    perCore: isKnown ? formatFigure(count / (serverAfter - serverBefore)) : 'unknown',
    client: share((own.user + own.system) / 1e6),
  }
}

async function withVenues<Value>(
  paceMs: number,
  work: (child: ChildProcess, venues: Venues) => Promise<Value>,
): Promise<Value> {
  const { child, venues } = await startVenues(paceMs)
  try {
    return await work(child, venues)
  } finally {
    child.kill('SIGTERM')
  }
}

/** Throws unless all went as it should: a refusal is cheaper than an order. */
function mostlyTaken({ answered, statuses }: Load, taken: number): number {
  if ((statuses[taken] ?? 0) < answered * 0.99) {
    throw new Error(`the load is of orders that are taken, found ${JSON.stringify(statuses)}`)
  }
  return answered
}

function measureKalshi(): Promise<Measured> {
  return withVenues(CALM_MS, async (child, venues) => {
    const run = async (seconds: number) =>
      mostlyTaken(await pump(new URL(venues.kalshi.rest), CONNECTIONS, kalshiOrders(venues, seconds)), 201)
    await run(WARM_UP)
    return beside(child, () => run(SECONDS))
  })
}

function measurePolymarket(): Promise<Measured> {
  return withVenues(CALM_MS, async (child, venues) => {
    const prepared = polymarketOrders(venues, PREPARED, BUYS).values()
    const run = async (seconds: number) =>
      mostlyTaken(await pump(new URL(venues.polymarket.clob), CONNECTIONS, fromPrepared(prepared, seconds)), 200)
    await run(WARM_UP)
    return beside(child, () => run(SECONDS))
  })
}

function kalshiStream(venues: Venues): Stream {
  const { ws: url, tickers } = venues.kalshi
  const params = { channels: ['orderbook_delta'], market_tickers: tickers, use_yes_price: true }
  const headers = kalshiHeaders(venues, 'GET', new URL(url).pathname)
  return { url, headers, subscribe: JSON.stringify({ id: 1, cmd: 'subscribe', params }) }
}

function polymarketStream({ polymarket: { wsMarket: url, markets } }: Venues): Stream {
  const ids = markets.flatMap(({ tokenIds }) => tokenIds)
  return { url, headers: {}, subscribe: JSON.stringify({ assets_ids: ids, type: 'market' }) }
}

function measureFrames(streamOf: (venues: Venues) => Stream): Promise<Measured> {
  const connect = wsConnect({ clock: createRealClock() })
  return withVenues(LIVELY_MS, async (child, venues) =>
    beside(child, () => overhear(streamOf(venues), connect, SECONDS)),
  )
}

/** How much the fakes bear: order requests answered, frames sent. */
export const venuesSection: Section = {
  name: 'venues',
  title: 'Venue fakes',
  measure: async ({ say }) => {
    const rows: (readonly string[])[] = []
    const add = async (name: string, goal: string, measured: Promise<Measured>, isWhole: boolean) => {
      say(name)
      const { count, seconds, perCore, server, client } = await measured
      rows.push([name, formatFigure(count / (isWhole ? SECONDS : seconds)), goal, perCore, server, client])
    }
    await add('Kalshi, order requests', '5,000', measureKalshi(), false)
    await add('Polymarket, order requests', '5,000', measurePolymarket(), false)
    await add('Kalshi, frames out', '20,000', measureFrames(kalshiStream), true)
    await add('Polymarket, frames out', '20,000', measureFrames(polymarketStream), true)
    return [
      `\`arbees venues --tier unlimited\` in a process of its own; the client is this one, and shares are of one core. Orders over ${CONNECTIONS} connections, one at a time on each, for ${SECONDS} s after ${WARM_UP} s of warm-up; at least 99 % of them are taken, matched, charged and answered. Kalshi: immediate orders, with a new signature each second. Polymarket: every order has its own signature, which the fake recovers, and its own HMAC; all were made before the clock started. Frames: level changes of four markets to 8 connections.`,
      table(['', 'a second', 'goal', 'a second of CPU', 'server', 'client'], rows),
    ].join('\n\n')
  },
}
