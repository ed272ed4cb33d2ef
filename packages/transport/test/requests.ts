import type { Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import { endpoint } from '../src/endpoint.ts'
import type { OutgoingRequest } from '../src/outgoing.ts'

const anything = { safeParse: (data: unknown) => ({ success: true as const, data }) }

export const readEndpoint = endpoint({
  method: 'GET',
  path: '/read',
  access: 'public',
  cost: { bucket: 'read', tokens: 10 },
  retry: 'reads',
  output: anything,
})

export const writeEndpoint = endpoint({
  method: 'POST',
  path: '/orders',
  access: 'public',
  cost: { bucket: 'write', tokens: 10 },
  retry: 'unprocessed',
  output: anything,
})

export const neverEndpoint = endpoint({
  method: 'POST',
  path: '/transfers',
  access: 'public',
  cost: { bucket: 'write', tokens: 10 },
  retry: 'never',
  output: anything,
})

/** A request on its way out, as an interceptor sees it. */
export function outgoing(change: Partial<OutgoingRequest> = {}): OutgoingRequest {
  const of = change.endpoint ?? readEndpoint
  return {
    endpoint: of,
    method: of.method,
    url: `https://venue.test${of.path}`,
    path: of.path,
    query: '',
    headers: {},
    charges: [of.cost],
    timeoutMicros: seconds(5),
    lane: 'normal',
    priority: 5,
    ...change,
  }
}

export const at = (micros: number) => micros as Micros
