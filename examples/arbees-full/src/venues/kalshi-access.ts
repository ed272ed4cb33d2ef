/*
 * Which variables say where Kalshi is and who we are there, and the client that comes out of them.
 */
import type { Runtime } from '@arbees/core'
import type { KalshiClient, KalshiEnvironment } from '@arbees/kalshi-client'
import { createKalshiClient, readKalshiCredentials } from '@arbees/kalshi-client'
import type { z } from 'zod'
import type { kalshiVariables } from '../platform/config/trading-variables.ts'

/** What those variables say. */
export type KalshiVariables = z.output<z.ZodObject<typeof kalshiVariables>>

function environmentOf({ KALSHI_ENV, KALSHI_BASE_URL, KALSHI_WS_URL }: KalshiVariables): KalshiEnvironment {
  if (KALSHI_BASE_URL !== undefined && KALSHI_WS_URL !== undefined) return { rest: KALSHI_BASE_URL, ws: KALSHI_WS_URL }
  return KALSHI_ENV
}

/**
 * Returns a client for Kalshi, and whether it has keys: without them only public endpoints answer,
 * and no stream.
 *
 * @throws VenueError `config.invalid` for a key that is none.
 */
export function openKalshi(
  variables: KalshiVariables,
  runtime: Runtime,
  signal: AbortSignal,
): { readonly client: KalshiClient; readonly hasKeys: boolean } {
  const credentials = readKalshiCredentials(namedVariables(variables), runtime.disk)
  const client = createKalshiClient({
    environment: environmentOf(variables),
    runtime,
    signal,
    limits: { requestDelayMillis: variables.KALSHI_REQUEST_DELAY_MS / 1_000 },
    ...(credentials === undefined ? {} : { credentials }),
  })
  return { client, hasKeys: credentials !== undefined }
}

/** Only those that the reader of keys knows, as text. */
function namedVariables({ KALSHI_API_KEY, KALSHI_PRIVATE_KEY, KALSHI_PRIVATE_KEY_PATH }: KalshiVariables) {
  return {
    KALSHI_API_KEY: KALSHI_API_KEY?.reveal(),
    KALSHI_PRIVATE_KEY: KALSHI_PRIVATE_KEY?.reveal(),
    KALSHI_PRIVATE_KEY_PATH,
  }
}
