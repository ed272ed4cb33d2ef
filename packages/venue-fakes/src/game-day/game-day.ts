/*
 * A whole day in one object: games on ESPN, their markets on both venues, traders who follow the
 * games, and settlements, over any clock. In process, or behind real sockets by `serveGameDay`.
 */
import type { Micros, Money, Runtime } from '@arbees/core'
import { createRng, ONE_SECOND, toMicros, toMoney } from '@arbees/core'
import type { Address, ApiCredentials } from '@arbees/polymarket-client'
import { createPrivateKeySigner } from '@arbees/polymarket-client'
import type { FakeEspn } from '../espn/fake-espn.ts'
import { fakeEspn } from '../espn/fake-espn.ts'
import type { FaultName, FaultPlan } from '../faults.ts'
import { createFaultPlan } from '../faults.ts'
import type { FakeRoute } from '../in-process.ts'
import type { FakeKalshi } from '../kalshi/fake-kalshi.ts'
import { fakeKalshi } from '../kalshi/fake-kalshi.ts'
import { credentialsOf } from '../polymarket/api-keys.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'
import { fakePolymarket } from '../polymarket/fake-polymarket.ts'
import { createTimerScope } from '../timer-scope.ts'
import type { KalshiTestKey } from '../venues/credentials.ts'
import { kalshiTestKey, polymarketTestKey } from '../venues/credentials.ts'
import type { DayPlanSettings, PlannedGame } from './day-plan.ts'
import { planDay } from './day-plan.ts'
import { followGame } from './game-traders.ts'

/** Settings of `createGameDay`. */
export type GameDayOptions = Omit<DayPlanSettings, 'startAt'> & {
  readonly runtime: Pick<Runtime, 'clock' | 'rng'>
  /** When the day begins. @default now */
  readonly startAt?: Micros
  /** How late ESPN knows of a play, at full length. @default 4 s */
  readonly espnLagMicros?: Micros
  /** How likely each fault strikes at each of its chances, on all three. @default none */
  readonly faultWeights?: Readonly<Partial<Record<FaultName, number>>>
  /** What the account has on each venue. @default $100,000 */
  readonly cash?: Money
  /** A tier of Kalshi, or 'unlimited'. @default 'prestige' */
  readonly kalshiTier?: string
  /** What opens the account on Kalshi: of another day, when programs know it before this one begins. @default a new one */
  readonly kalshiKey?: KalshiTestKey
}

/** A day that goes on with its clock. */
export type GameDay = {
  readonly games: readonly PlannedGame[]
  readonly espn: FakeEspn
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  /** Opens the account on Kalshi. */
  readonly kalshiKey: KalshiTestKey
  /** Opens the account on Polymarket. */
  readonly owner: {
    readonly privateKey: `0x${string}`
    readonly address: Address
    readonly credentials: ApiCredentials
  }
  /** When the last market has settled. */
  readonly endsAt: Micros
  /** Ends every timer and connection. */
  readonly end: () => void
}

const FUNDS = toMoney(100_000_000_000)
const ESPN_LAG = toMicros(4 * ONE_SECOND)

/**
 * Creates a day of games. The same settings on a virtual clock give the same day.
 *
 * @example
 * const day = createGameDay({ runtime: createVirtualRuntime({ seed: 7 }), seed: 7, games: 8 })
 * const http = fakeHttp(routesOfDay(day), clock)
 */
export function createGameDay(options: GameDayOptions): GameDay {
  const {
    seed,
    speed = 1,
    faultWeights = {},
    cash = FUNDS,
    kalshiTier = 'prestige',
    espnLagMicros = ESPN_LAG,
    kalshiKey = kalshiTestKey(seed),
  } = options
  const scope = createTimerScope(options.runtime.clock)
  const { clock } = scope
  const runtime = { clock, rng: options.runtime.rng }
  const startAt = options.startAt ?? clock.now()
  const games = planDay({ seed, startAt, speed, ...(options.games === undefined ? {} : { games: options.games }) })
  const plan = (venue: string): FaultPlan =>
    createFaultPlan({ clock, rng: createRng(`${seed}:faults:${venue}`), weights: faultWeights })
  const privateKey = polymarketTestKey(seed)
  const { address } = createPrivateKeySigner(privateKey)
  const keySeed = `${seed}:polymarket-api`
  const credentials = credentialsOf(keySeed, address, 0)
  const kalshi = fakeKalshi({
    runtime,
    seed,
    markets: games.flatMap(({ onKalshi }) => [onKalshi.away, onKalshi.home]),
    members: [
      {
        keyId: kalshiKey.keyId,
        keyPem: kalshiKey.publicKeyPem,
        tier: kalshiTier,
        cash: { 0: cash, 1: cash, 2: cash, 3: cash },
      },
    ],
    faults: plan('kalshi'),
    paceMicros: null,
  })
  const polymarket = fakePolymarket({
    runtime,
    markets: games.map(({ onPolymarket }) => onPolymarket.market),
    accounts: [{ owner: address, cash, credentials }],
    faults: plan('polymarket'),
    keySeed,
  })
  const espn = fakeEspn({
    clock,
    games: games.map(({ game }) => game),
    faults: plan('espn'),
    lagMicros: toMicros(Math.round(espnLagMicros / speed)),
  })
  for (const planned of games)
    followGame({ clock, seed: `${seed}:${planned.game.id}`, planned, kalshi, polymarket, speed })
  let endsAt = 0
  for (const { endsAt: over, onKalshi, onPolymarket } of games) {
    endsAt = Math.max(endsAt, over + Math.max(onKalshi.manner.settleMicros, onPolymarket.manner.settleMicros))
  }
  return Object.freeze({
    games,
    espn,
    kalshi,
    polymarket,
    kalshiKey,
    owner: { privateKey, address, credentials },
    endsAt: toMicros(endsAt),
    end: () => {
      kalshi.end()
      polymarket.end()
      scope.end()
    },
  })
}

/** Where the real ones stand: a runtime with these routes meets the day in their place. */
export function routesOfDay({ espn, kalshi, polymarket }: GameDay): readonly FakeRoute[] {
  return [
    { origin: 'https://site.api.espn.com', venue: espn.venue },
    { origin: 'http://site.api.espn.com', venue: espn.venue },
    { origin: 'https://external-api.kalshi.com', venue: kalshi.venue },
    { origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue },
    { origin: 'https://clob.polymarket.com', venue: polymarket.clob },
    { origin: 'wss://ws-subscriptions-clob.polymarket.com', venue: polymarket.clob },
    { origin: 'https://gamma-api.polymarket.com', venue: polymarket.gamma },
    { origin: 'https://data-api.polymarket.com', venue: polymarket.data },
    { origin: 'https://polymarket.com', venue: polymarket.site },
  ]
}
