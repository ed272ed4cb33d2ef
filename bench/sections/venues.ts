import type { ChildProcess } from 'node:child_process'
import { createRealClock, wsConnect } from '../../packages/transport/src/index.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Venues } from '../venue-load.ts'
import { cpuSeconds, flood, overhear, startVenues } from '../venue-load.ts'

const SECONDS = 5

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

/** How much the fakes bear: order requests answered, frames sent. */
export const venuesSection: Section = {
  name: 'venues',
  title: 'Venue fakes',
  measure: async ({ say }) => {
    say('order requests')
    const orders = await withVenues(1_000, async (child, venues) => {
      await flood(venues, 2)
      return beside(child, async () => (await flood(venues, SECONDS)).answered)
    })
    say('frames')
    const connect = wsConnect({ clock: createRealClock() })
    const frames = await withVenues(5, async (child, venues) => beside(child, () => overhear(venues, connect, SECONDS)))
    const row = (name: string, goal: string, { count, server, client, perCore }: Measured, seconds: number) => [
      name,
      formatFigure(count / seconds),
      goal,
      perCore,
      server,
      client,
    ]
    return [
      `\`arbees venues --tier unlimited\` in a process of its own; the client is this one. Kalshi: signed immediate orders over 64 connections, matched, charged and answered, with a new signature each second; level changes of four books to 8 connections. ${SECONDS} s each; shares are of one core.`,
      table(
        ['Kalshi fake', 'a second', 'goal', 'a second of CPU', 'server', 'client'],
        [row('order requests', '5,000', orders, orders.seconds), row('frames out', '20,000', frames, SECONDS)],
      ),
    ].join('\n\n')
  },
}
