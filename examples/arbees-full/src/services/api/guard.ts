/*
 * Who may ask what. Reading is free to whoever reaches the address by a name of ours; changing something needs
 * the token. A page of another site reaches neither: its Origin is another, and so is its Host when it
 * has its own name point here.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@arbees/transport'
import type { FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'

/** What a guard is made with. */
export type GuardSettings = {
  readonly token: Secret | undefined
  /** Names, without ports, under which the API may be addressed beside those of loopback. */
  readonly hosts: readonly string[]
}

/** The two questions. */
export type Guard = {
  /** @throws ApiError when the request comes by a foreign name or from a foreign page. */
  readonly checkOrigin: (request: FastifyRequest) => void
  /** @throws ApiError unless the request carries the token. */
  readonly checkToken: (request: FastifyRequest) => void
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Returns a guard. */
export function createGuard({ token, hosts }: GuardSettings): Guard {
  const allowed = new Set([...LOOPBACK, ...hosts.map((host) => host.toLowerCase())])
  const expected = token === undefined ? undefined : digest(token.reveal())
  return Object.freeze({
    checkOrigin: ({ headers: { host = '', origin } }: FastifyRequest) => {
      if (!allowed.has(hostnameOf(host))) {
        throw new ApiError(
          403,
          'host',
          `expected a host among ${[...allowed].join(', ')} (API_ALLOWED_HOSTS adds to them)`,
        )
      }
      if (origin === undefined) return
      const isOurs = URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
      if (!isOurs)
        throw new ApiError(403, 'origin', `expected a request of the page at ${host} itself, found one of another`)
    },
    checkToken: ({ headers: { authorization } }: FastifyRequest) => {
      if (expected === undefined) {
        throw new ApiError(403, 'control-off', 'this API changes nothing: it was started without an API_TOKEN')
      }
      const found = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
      if (found === undefined) throw new ApiError(401, 'token', 'expected the header Authorization: Bearer TOKEN')
      if (!timingSafeEqual(digest(found), expected))
        throw new ApiError(401, 'token', 'the token is not the one of this API')
    },
  })
}
