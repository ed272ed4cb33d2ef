/*
 * The whole program of examples/live-trader as a bot, with a mark at each stage of its road.
 */
import { performance } from 'node:perf_hooks'
import { openLiveTrader } from '../../examples/live-trader/src/live-trader.ts'
import type { TraderSettings } from '../../examples/live-trader/src/settings.ts'
import { createKeys } from '../../examples/simulate/src/world/keys.ts'
import { QUESTIONS } from '../../examples/simulate/src/world/question.ts'
import { nodeRuntime } from '../../packages/transport/src/index.ts'
import type { Bot, Origins } from './tick-bots.ts'

/** Which program runs: how its journal is kept, and whether Kalshi's headers are signed ahead. */
export type TickProgram = {
  readonly origins: Origins
  readonly folder: string
  readonly durability: 'process' | 'machine'
  readonly signAheadMillis?: number
}

/** The stages of the road, in their order: what has happened when each is marked. */
export const TICK_STAGES = ['framed', 'decided', 'written', 'kalshi sent', 'polymarket sent'] as const
/** One of them. */
export type TickStage = (typeof TICK_STAGES)[number]

function settingsOf({ origins, folder, durability, signAheadMillis }: TickProgram): TraderSettings {
  const { kalshiKeyId, kalshiPrivatePem, polymarketPrivate, apiKey } = createKeys()
  const [{ name, ticker, polymarketMarket }] = QUESTIONS as [(typeof QUESTIONS)[number]]
  const ws = (origin: string) => origin.replace('http', 'ws')
  return {
    folder,
    durability,
    cash: { kalshi: 1_000_000_000_000, polymarket: 1_000_000_000_000 },
    contractsMax: 10,
    ordersPerSecond: 10_000,
    edgeMin: 5_000,
    mayUnwind: true,
    settleMillis: 5_000,
    pairs: [{ name, ticker, token: polymarketMarket.tokenIds[0], polarity: 'same' }],
    kalshi: {
      rest: `${origins.kalshi}/trade-api/v2`,
      ws: `${ws(origins.kalshi)}/trade-api/ws/v2`,
      keyId: kalshiKeyId,
      privateKeyPem: kalshiPrivatePem,
      signAheadMillis,
    },
    polymarket: {
      hosts: {
        clob: origins.clob,
        gamma: origins.gamma,
        data: origins.data,
        site: origins.site,
        marketStream: `${ws(origins.clob)}/ws/market`,
        userStream: `${ws(origins.clob)}/ws/user`,
      },
      privateKey: polymarketPrivate,
      apiKey,
    },
  }
}

/** The program, whole. `mark` hears when it has come to which stage. */
export function oursBot(program: TickProgram, mark: (stage: TickStage) => void): Bot {
  return async () => {
    const end = new AbortController()
    const real = nodeRuntime({ log: () => undefined, signal: end.signal })
    const trader = await openLiveTrader({
      runtime: {
        ...real,
        connect: (url, headers, handlers) =>
          real.connect(url, headers, {
            ...handlers,
            frame: (text, at) => {
              mark('framed')
              handlers.frame(text, at)
            },
          }),
        disk: {
          ...real.disk,
          openAppend: (path) => {
            const file = real.disk.openAppend(path)
            if (!path.endsWith('.journal')) return file
            return {
              ...file,
              append: (bytes) => {
                file.append(bytes)
                mark('written')
              },
            }
          },
        },
        http: (request) => {
          const answer = real.http(request)
          if (request.method === 'POST') {
            mark(request.url.startsWith(program.origins.kalshi) ? 'kalshi sent' : 'polymarket sent')
          }
          return answer
        },
      },
      settings: settingsOf(program),
      writer: { name: `bench-${performance.now()}`, isAlive: () => false },
      say: ({ type }) => {
        if (type === 'opportunity.taken') mark('decided')
      },
      signal: end.signal,
    })
    await trader.executor.ready
    trader.trade()
    return async () => {
      await trader.rest()
      end.abort()
    }
  }
}
