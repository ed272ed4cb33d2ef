/*
 * Load for a fake venue that runs in a process of its own: order requests as fast as they are answered,
 * and frames as fast as they come. Figures say how much of the machine each side used.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { constants, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Connect } from '../packages/core/src/index.ts'

/** Where the fakes are, as `arbees venues --json` says it. */
export type Venues = {
  readonly kalshi: {
    readonly rest: string
    readonly ws: string
    readonly keyId: string
    readonly privateKeyPem: string
    readonly tickers: readonly string[]
  }
  readonly control: string
}

/** Starts `arbees venues` without rate limits and returns it with its one line. */
export async function startVenues(paceMs: number): Promise<{ readonly child: ChildProcess; readonly venues: Venues }> {
  const main = fileURLToPath(new URL('../examples/arbees-full/src/cli/main.ts', import.meta.url))
  const args = [
    '--conditions=@arbees/source',
    main,
    'venues',
    '--json',
    '--tier',
    'unlimited',
    '--pace-ms',
    String(paceMs),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return { child, venues: JSON.parse(text) as Venues }
}

/** Processor seconds a process has used, where the system tells. */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return undefined
  }
}

/** The headers of a Kalshi request: one signature serves a method and a path for some seconds. */
export function kalshiHeaders({ kalshi }: Venues, method: string, path: string): Record<string, string> {
  const timestamp = String(Date.now())
  const key = { key: kalshi.privateKeyPem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return {
    'kalshi-access-key': kalshi.keyId,
    'kalshi-access-timestamp': timestamp,
    'kalshi-access-signature': sign('sha256', Buffer.from(`${timestamp}${method}${path}`), key).toString('base64'),
  }
}

function send(agent: Agent, url: URL, method: string, headers: Record<string, string>, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)), 'content-type': 'application/json' }
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Sends immediate orders over so many connections for so long; returns how many were answered and how. */
export async function flood(
  venues: Venues,
  seconds: number,
  connections = 64,
): Promise<{ readonly answered: number; readonly statuses: Readonly<Record<number, number>> }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const url = new URL(`${venues.kalshi.rest}/portfolio/events/orders`)
  const statuses: Record<number, number> = {}
  let answered = 0
  let headers = kalshiHeaders(venues, 'POST', url.pathname)
  const until = Date.now() + seconds * 1_000
  const renewal = setInterval(() => {
    headers = kalshiHeaders(venues, 'POST', url.pathname)
  }, 1_000)
  const work = async (): Promise<void> => {
    while (Date.now() < until) {
      const body = JSON.stringify({
        ticker: venues.kalshi.tickers[answered % venues.kalshi.tickers.length],
        client_order_id: `load-${process.pid}-${Math.random()}`,
        side: answered % 2 === 0 ? 'bid' : 'ask',
        count: '0.01',
        price: '0.5000',
        time_in_force: 'immediate_or_cancel',
        self_trade_prevention_type: 'taker_at_cross',
        exchange_index: 3,
      })
      const status = await send(agent, url, 'POST', headers, body)
      statuses[status] = (statuses[status] ?? 0) + 1
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  clearInterval(renewal)
  agent.destroy()
  return { answered, statuses }
}

/** Listens to every book over so many connections for so long; returns how many frames came. */
export async function overhear(venues: Venues, connect: Connect, seconds: number, connections = 8): Promise<number> {
  let frames = 0
  const params = { channels: ['orderbook_delta'], market_tickers: venues.kalshi.tickers, use_yes_price: true }
  const headers = kalshiHeaders(venues, 'GET', new URL(venues.kalshi.ws).pathname)
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(venues.kalshi.ws, headers, {
      opened: () => socket.send(JSON.stringify({ id: 1, cmd: 'subscribe', params })),
      frame: () => {
        frames += 1
      },
      beat: () => undefined,
      closed: () => undefined,
    })
    return socket
  })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const before = frames
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const heard = frames - before
  for (const socket of sockets) socket.cut()
  return heard
}
