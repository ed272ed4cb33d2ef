/*
 * The bodies Kalshi answers with when it refuses: four shapes, each seen on the wire.
 */
import type { FakeReply } from '../fake-venue.ts'
import { jsonReply } from '../fake-venue.ts'

/** A refusal inside the fake: its status and its body, thrown up to the router. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
  }
}

/** What an item of a batch carries in place of a status. */
export type ItemError = { readonly code: string; readonly message: string; readonly details?: string }

/** Returns the nested shape, the usual one. */
export function nested(status: number, code: string, details?: string, message?: string): Refusal {
  const error: ItemError = { code, message: message ?? code.replaceAll('_', ' ') }
  return new Refusal(status, { error: details === undefined ? error : { ...error, details } })
}

/** Returns the flat shape: bodies that do not parse. */
export function flat(details: string): Refusal {
  return new Refusal(400, { code: 'bad_request', message: 'bad request', details })
}

/** Returns the shape of query validation. */
export function invalidQuery(operation: string, field: string, tag: string): Refusal {
  const key = `Key: '${operation}Params.${field}'`
  return new Refusal(400, {
    msg: `Parameter validation failed for ${operation}: ${key} Error:Field validation for '${field}' failed on the '${tag}' tag`,
  })
}

/** Returns the refusal of an unknown thing; also of the cancel of an order that is gone. */
export function notFound(): Refusal {
  return nested(404, 'not_found')
}

/** Returns the refusal of a spent bucket. */
export function tooMany(): Refusal {
  return new Refusal(429, { error: 'too many requests' })
}

/** Returns a 401 of the key or its signature. */
export function badCredentials(details: 'INCORRECT_API_KEY_SIGNATURE' | 'NOT_FOUND'): Refusal {
  return nested(401, 'authentication_error', details, 'authentication_error')
}

/** Returns a refusal as it leaves. */
export function refusalReply(refusal: Refusal): FakeReply {
  return jsonReply(refusal.status, refusal.body)
}

/** Returns what a batch says of one refused item. */
export function itemError(refusal: Refusal): ItemError {
  const { error } = refusal.body as { readonly error?: ItemError }
  return error ?? (refusal.body as ItemError)
}
