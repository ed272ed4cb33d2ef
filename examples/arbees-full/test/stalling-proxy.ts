import type { Socket } from 'node:net'
import { createConnection, createServer } from 'node:net'

/** A line between a client and a server that can go dead without a word, as a pulled cable does. */
export type StallingProxy = {
  readonly port: number
  /** From now on nothing passes either way, and nobody is told. */
  readonly stall: () => void
  /** New connections pass again; those from before stay dead. */
  readonly resume: () => void
  readonly close: () => Promise<void>
}

/** Starts a line to a port of loopback. */
export async function startStallingProxy(target: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  let isStalled = false
  const server = createServer((near) => {
    // A peer that is not there neither accepts nor refuses: nothing is forwarded, nothing is closed.
    const far = createConnection(target, '127.0.0.1')
    const dead = { is: isStalled }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    const pass = (to: Socket) => (bytes: Buffer) => {
      if (isStalled) dead.is = true
      if (!dead.is) to.write(bytes)
    }
    near.on('data', pass(far))
    far.on('data', pass(near))
    near.on('close', () => far.destroy())
    far.on('close', () => dead.is || near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stall: () => {
      isStalled = true
    },
    resume: () => {
      isStalled = false
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
