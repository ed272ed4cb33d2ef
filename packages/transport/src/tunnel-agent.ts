/*
 * An agent whose every connection leads through an HTTP proxy, asked by CONNECT; what does not come about through it does
 * not come about at all.
 */
import { Agent as PlainAgent, request } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { connect as secure } from 'node:tls'

type Target = ConnectionOptions & { readonly host?: string; readonly port?: number | string }
type Opened = (error: Error | null, stream: Duplex) => void

const NONE = undefined as unknown as Duplex
const ANSWER_WITHIN_MS = 10_000

function tunnel(proxy: URL, { host = '', port = 443 }: Target, opened: Opened): void {
  const login = proxy.username === '' ? undefined : `${proxy.username}:${proxy.password}`
  const asked = request({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: `${host}:${port}`,
    headers: { host: `${host}:${port}` },
    timeout: ANSWER_WITHIN_MS,
    ...(login === undefined ? {} : { auth: decodeURIComponent(login) }),
  })
  asked.once('connect', ({ statusCode }, socket) => {
    if (statusCode === 200) opened(null, socket)
    else {
      socket.destroy()
      opened(new Error(`the proxy answered ${statusCode}`), NONE)
    }
  })
  asked.once('timeout', () => asked.destroy(new Error('the proxy does not answer')))
  asked.once('error', (error) => opened(error, NONE))
  asked.end()
}

/** Returns an agent for connections to `url` that lead through a proxy. */
export function tunnelAgent(proxy: URL, url: string): PlainAgent {
  const isSecure = /^(wss|https):/.test(url)
  const agent = isSecure ? new SecureAgent() : new PlainAgent()
  agent.createConnection = (target, opened) => {
    const to = target as Target
    tunnel(proxy, to, (error, stream) => {
      if (error !== null || !isSecure) opened?.(error, stream)
      else opened?.(null, secure({ ...to, socket: stream, servername: to.servername ?? to.host ?? '' }))
    })
    return undefined
  }
  return agent
}
