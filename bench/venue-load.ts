/*
 * Fake venues in a process of their own, and what they bear: order requests answered, frames sent.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Connect } from '../packages/core/src/index.ts'
import type { VenuesLine } from '../packages/venue-fakes/src/index.ts'

/** Where the fakes are, as `arbees venues --json` says it. */
export type Venues = VenuesLine

/** Starts `arbees venues` without rate limits and returns it with its one line. */
export async function startVenues(paceMs: number): Promise<{ readonly child: ChildProcess; readonly venues: Venues }> {
  const main = fileURLToPath(new URL('../examples/arbees-full/src/cli/main.ts', import.meta.url))
  const args = ['venues', '--json', '--tier', 'unlimited', '--pace-ms', String(paceMs)]
  const flags = ['--conditions=@arbees/source', ...(process.env['VENUES_NODE_FLAGS'] ?? '').split(' ').filter(Boolean)]
  const child = spawn(process.execPath, [...flags, main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
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

/** A stream to listen to: where it is, what opens it, what asks for its books. */
export type Stream = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly subscribe: string
}

/** Listens to a stream over so many connections for so long; returns how many frames came. */
export async function overhear(
  { url, headers, subscribe }: Stream,
  connect: Connect,
  seconds: number,
  connections = 8,
): Promise<number> {
  let frames = 0
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(url, headers, {
      opened: () => socket.send(subscribe),
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
