/*
 * Which variables say where Kalshi is and who we are there, and the client that comes out of them.
 */
import type { Runtime } from '@arbees/core'
import type { KalshiClient, KalshiEnvironment } from '@arbees/kalshi-client'
import { createKalshiClient, readKalshiCredentials } from '@arbees/kalshi-client'
import { z } from 'zod'

/** The variables of everybody who talks to Kalshi. */
export const kalshiVariables = {
  KALSHI_ENV: z.enum(['prod', 'demo']).default('prod'),
  KALSHI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  KALSHI_WS_URL: z.url({ protocol: /^wss?$/ }).optional(),
  KALSHI_API_KEY: z.string().optional(),
  KALSHI_PRIVATE_KEY: z.string().optional(),
  KALSHI_PRIVATE_KEY_PATH: z.string().optional(),
  KALSHI_REQUEST_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(250),
} as const

/** What those variables say. */
export type KalshiVariables = z.output<z.ZodObject<typeof kalshiVariables>>

function environmentOf({ KALSHI_ENV, KALSHI_BASE_URL, KALSHI_WS_URL }: KalshiVariables): KalshiEnvironment {
  if (KALSHI_BASE_URL !== undefined && KALSHI_WS_URL !== undefined) return { rest: KALSHI_BASE_URL, ws: KALSHI_WS_URL }
  return KALSHI_ENV === 'demo' ? 'demo' : 'production'
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
    limits: { requestDelayMillis: variables.KALSHI_REQUEST_DELAY_MS },
    ...(credentials === undefined ? {} : { credentials }),
  })
  return { client, hasKeys: credentials !== undefined }
}

/** Only those that the reader of keys knows, as text. */
function namedVariables({ KALSHI_API_KEY, KALSHI_PRIVATE_KEY, KALSHI_PRIVATE_KEY_PATH }: KalshiVariables) {
  return { KALSHI_API_KEY, KALSHI_PRIVATE_KEY, KALSHI_PRIVATE_KEY_PATH }
}
