/*
 * Passes a request, or a connection that becomes a WebSocket, on to another server as it came: also its Host, by
 * which the API knows whether the page is its own.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { request as ask } from 'node:http'
import type { Duplex } from 'node:stream'

const AWAY = JSON.stringify({ error: { code: 'away', sentence: 'the API does not answer now' } })

/** What belongs to one connection alone. */
const OWN = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

function passedOn(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.has(name)))
}

/** Passes one request on, and its answer back; 502 when nobody answers. */
export function forward(to: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request
  const asked = ask({ host: to.hostname, port: to.port, method, path: url, headers: passedOn(headers) }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers))
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  asked.on('error', () => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { 'content-type': 'application/json' }).end(AWAY)
  })
  response.on('close', () => asked.destroy())
  request.pipe(asked)
}

/** Passes a connection on that asks to become another; it is cut when nobody answers. */
export function forwardUpgrade(to: URL, request: IncomingMessage, near: Duplex, head: Buffer): void {
  const { method, url, headers } = request
  const asked = ask({ host: to.hostname, port: to.port, method, path: url, headers })
  const cut = () => near.destroy()
  near.on('error', () => asked.destroy())
  asked.on('error', cut)
  asked.on('response', cut)
  asked.on('upgrade', (answer, far, first) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
    near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
    near.write(first)
    far.write(head)
    far.on('error', cut)
    far.on('close', cut)
    near.on('close', () => far.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  asked.end()
}
