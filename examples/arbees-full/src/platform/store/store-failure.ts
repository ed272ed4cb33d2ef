import { StoreError } from './store.ts'

const UNREACHABLE =
  /^(08|57P0)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN|CONNECTION_CLOSED|CONNECTION_ENDED|CONNECTION_DESTROYED|CONNECT_TIMEOUT)$/

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** Returns what a driver threw as a StoreError. Values of the statement are not in it. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  // The driver's own sentence about the connection names the address, which may carry a password.
  if (UNREACHABLE.test(code)) return new StoreError('unreachable', `the database does not answer (${code})`)
  const sentence = error instanceof Error ? error.message : String(error)
  if (code === '23505') return new StoreError('conflict', sentence, { cause: error })
  if (code.startsWith('23')) return new StoreError('constraint', sentence, { cause: error })
  return new StoreError('failed', sentence, { cause: error })
}
