import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { seconds } from '@arbees/core'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { nodeRuntime } from './node-runtime.ts'

/** A proxy on loopback that leads every name to one port of this machine, and notes what it was asked for. */
async function startProxy(target: number, status = 200) {
  const asked: string[] = []
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', ({ url }, near) => {
    asked.push(String(url))
    near.on('error', () => undefined)
    if (status !== 200) {
      near.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      return
    }
    const far = connect(target, '127.0.0.1', () => near.write('HTTP/1.1 200 Yes\r\n\r\n'))
    far.on('error', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { proxyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server }
}

async function startTarget() {
  const server = createServer((_, response) => response.end('"reached"'))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.send('reached'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server, sockets }
}

describe('a runtime behind a proxy', () => {
  const ending: (() => void)[] = []
  afterEach(() => {
    for (const end of ending.splice(0)) end()
  })

  async function world(status = 200) {
    const target = await startTarget()
    const proxy = await startProxy(target.port, status)
    const over = new AbortController()
    ending.push(
      () => over.abort(),
      () => target.sockets.close(),
      () => target.server.closeAllConnections(),
      () => target.server.close(),
      () => proxy.server.closeAllConnections(),
      () => proxy.server.close(),
    )
    const { http, connect: open } = nodeRuntime({ proxyUrl: proxy.proxyUrl, signal: over.signal })
    const get = () => http({ method: 'GET', url: 'http://venue.invalid/', headers: {}, timeoutMicros: seconds(10) })
    const first = () =>
      new Promise<string>((resolve) => {
        const socket = open(
          'ws://stream.invalid/ws',
          {},
          {
            opened: () => undefined,
            beat: () => undefined,
            frame: (text) => {
              resolve(text)
              socket.cut()
            },
            closed: (code) => resolve(`closed ${code}`),
          },
        )
      })
    return { get, first, asked: proxy.asked }
  }

  it('reaches both sides of a venue through it, by names that only it knows', async () => {
    const { get, first, asked } = await world()
    expect((await get()).body).toBe('"reached"')
    expect(await first()).toBe('reached')
    expect(asked).toEqual(['venue.invalid:80', 'stream.invalid:80'])
  })

  it('reaches nothing when it refuses', async () => {
    const { get, first } = await world(403)
    await expect(get()).rejects.toMatchObject({ code: 'connect.failed' })
    expect(await first()).toBe('closed 1006')
  })
})
