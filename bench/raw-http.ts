/*
 * The least a client can be: one request at a time on each of many kept connections, answers read as
 * far as their length. A load that costs less than what it loads says more about it.
 */
import type { Socket } from 'node:net'
import { connect } from 'node:net'

/** What came of a load. */
export type Load = {
  readonly answered: number
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<number, number>>
}

/** Returns a request as it crosses the wire. */
export function requestBytes(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const length = { 'content-length': String(Buffer.byteLength(body)), 'content-type': 'application/json' }
  const lines = Object.entries({ host: url.host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${method} ${url.pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

const HEAD_END = '\r\n\r\n'

/** Calls `answered` for each answer of a connection; answers have a length, as those of the fakes do. */
function readAnswers(socket: Socket, answered: (status: number) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const headEnd = rest.indexOf(HEAD_END)
      if (headEnd === -1) return
      const head = rest.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      const end = headEnd + HEAD_END.length + length
      if (rest.length < end) return
      rest = rest.subarray(end)
      answered(Number(head.slice(9, 12)))
    }
  })
}

/** Sends what `next` gives over so many connections until there is no more, one request at a time on each. */
export async function pump(origin: URL, connections: number, next: () => Buffer | undefined): Promise<Load> {
  const statuses: Record<number, number> = {}
  let answered = 0
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true })
      const go = () => {
        const request = next()
        if (request === undefined) socket.end()
        else socket.write(request)
      }
      socket.once('connect', go)
      socket.once('error', reject)
      socket.once('close', () => resolve())
      readAnswers(socket, (status) => {
        statuses[status] = (statuses[status] ?? 0) + 1
        answered += 1
        go()
      })
    })
  await Promise.all(Array.from({ length: connections }, work))
  return { answered, statuses }
}
