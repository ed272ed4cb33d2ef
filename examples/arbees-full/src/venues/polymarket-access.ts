/*
 * Which variables say where Polymarket is and who we are there, and the client that comes out of them.
 */
import type { Runtime } from '@arbees/core'
import type { EnvironmentChoice, Hosts, PolymarketClient, SignatureType } from '@arbees/polymarket-client'
import { createPolymarketClient, createPrivateKeySigner } from '@arbees/polymarket-client'
import { undiciHttp, wsConnect } from '@arbees/transport'
import type { z } from 'zod'
import type { polymarketVariables } from '../platform/config/trading-variables.ts'

/** What those variables say. */
export type PolymarketVariables = z.output<z.ZodObject<typeof polymarketVariables>>

function environmentOf(variables: PolymarketVariables): EnvironmentChoice {
  const { POLYMARKET_CLOB_URL: clob, POLYMARKET_GAMMA_URL: gamma, POLYMARKET_DATA_URL: data } = variables
  const { POLYMARKET_SITE_URL: site, POLYMARKET_WS_URL: ws, POLYMARKET_CHAIN_ID: chainId } = variables
  const hosts: Partial<Hosts> = {
    ...(clob === undefined ? {} : { clob }),
    ...(gamma === undefined ? {} : { gamma }),
    ...(data === undefined ? {} : { data }),
    ...(site === undefined ? {} : { site }),
    ...(ws === undefined ? {} : { marketStream: `${ws}/ws/market`, userStream: `${ws}/ws/user` }),
  }
  return Object.keys(hosts).length === 0 && chainId === 137 ? 'production' : { hosts, chainId }
}

/** The world as it is reached through the proxy, where there is one. */
function behindProxy(runtime: Runtime, { POLYMARKET_PROXY_URL: proxy }: PolymarketVariables, signal: AbortSignal) {
  if (proxy === undefined) return runtime
  const proxyUrl = proxy.reveal()
  const { clock } = runtime
  return { ...runtime, http: undiciHttp({ proxyUrl, signal }), connect: wsConnect({ clock, proxyUrl }) }
}

/**
 * Returns a client for Polymarket's public side; with `isTrader`, one that signs as well, its API key
 * made or derived.
 *
 * @throws VenueError `config.invalid` for a key, wallet or chain that is none; what asking for the API key throws.
 */
export async function openPolymarket(
  variables: PolymarketVariables,
  runtime: Runtime,
  signal: AbortSignal,
  isTrader = false,
): Promise<PolymarketClient> {
  const shared = { environment: environmentOf(variables), runtime: behindProxy(runtime, variables, signal), signal }
  const { POLYMARKET_PRIVATE_KEY: key, POLYMARKET_FUNDER_ADDRESS: funder } = variables
  if (!isTrader || key === undefined) return createPolymarketClient(shared)
  const type = variables.POLYMARKET_SIGNATURE_TYPE
  const signatureType = type === 'auto' ? undefined : (Number(type) as SignatureType)
  const identity = {
    signer: createPrivateKeySigner(withPrefix(key.reveal())),
    ...(funder === undefined ? {} : { funder }),
    ...(signatureType === undefined ? {} : { signatureType }),
  }
  const credentials = await createPolymarketClient({ ...shared, ...identity }).createOrDeriveApiKey()
  return createPolymarketClient({ ...shared, ...identity, credentials })
}

function withPrefix(key: string): `0x${string}` {
  return key.startsWith('0x') ? (key as `0x${string}`) : `0x${key}`
}
