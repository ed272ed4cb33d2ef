/*
 * Both fakes as servers on loopback, funded, quoted and kept alive, with a control interface.
 */
import type { Micros, Runtime } from '@arbees/core'
import { createRng, seconds, toMoney } from '@arbees/core'
import type { Address, ApiCredentials } from '@arbees/polymarket-client'
import { createPrivateKeySigner } from '@arbees/polymarket-client'
import type { FaultName, FaultPlan } from '../faults.ts'
import { createFaultPlan } from '../faults.ts'
import type { FakeKalshi, KalshiMarketSettings } from '../kalshi/fake-kalshi.ts'
import { fakeKalshi } from '../kalshi/fake-kalshi.ts'
import { credentialsOf } from '../polymarket/api-keys.ts'
import type { FakeMarketSettings } from '../polymarket/fake-market.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'
import { fakePolymarket } from '../polymarket/fake-polymarket.ts'
import type { Tier } from '../polymarket/signer-buckets.ts'
import type { VenueServer } from '../servers.ts'
import { serveVenue } from '../servers.ts'
import { createTimerScope } from '../timer-scope.ts'
import { createControl } from './control.ts'
import { controlTokenOf, kalshiTestKey, polymarketTestKey } from './credentials.ts'
import { createCrowd } from './crowd.ts'
import { openRecording } from './played-recording.ts'
import { questionsOf } from './questions.ts'

/** Settings of `startVenues`. */
export type StartVenuesOptions = {
  readonly runtime: Pick<Runtime, 'clock' | 'rng'>
  /** @default 7 */
  readonly seed?: number | string
  /** The first of five ports in a row: Kalshi, CLOB, Gamma, data, control. @default any free ones */
  readonly port?: number
  /** How likely each fault strikes at each of its chances. @default none */
  readonly faultWeights?: Readonly<Partial<Record<FaultName, number>>>
  /** How often the other traders move; null: only when told to. @default 1 s */
  readonly paceMicros?: Micros | null
  /** A tier of Kalshi, or 'unlimited'. @default 'prestige' */
  readonly kalshiTier?: string
  /** The buckets of Polymarket's signer. @default the standard tier */
  readonly polymarketTier?: Tier
  /** A recording whose books take the place of the seeded traders. @default none */
  readonly recording?: string
}

/** Where the fakes are and what opens them: everything a client needs, in one JSON line. */
export type VenuesLine = {
  readonly kalshi: {
    readonly rest: string
    readonly ws: string
    readonly keyId: string
    readonly privateKeyPem: string
    readonly tickers: readonly string[]
  }
  readonly polymarket: {
    readonly clob: string
    readonly gamma: string
    readonly data: string
    readonly wsMarket: string
    readonly wsUser: string
    readonly chainId: number
    readonly privateKey: string
    readonly funder: string
    readonly signatureType: number
    readonly apiCreds: { readonly key: string; readonly secret: string; readonly passphrase: string }
    readonly markets: readonly {
      readonly conditionId: string
      readonly tokenIds: readonly [string, string]
      readonly tick: string
      readonly negRisk: boolean
    }[]
  }
  readonly control: string
  /** What requests to `control` must show that change anything: `authorization: Bearer …`. */
  readonly controlToken: string
}

/** Both fakes, listening. */
export type RunningVenues = {
  readonly line: VenuesLine
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  /** Resolves at the end of the recording; rejects where a line of it is malformed. */
  readonly played: Promise<void>
  /** Ends every connection and frees the ports. */
  readonly close: () => Promise<void>
}

const FUNDS = toMoney(100_000_000_000)

type Made = {
  readonly kalshi: FakeKalshi
  readonly polymarket: FakePolymarket
  readonly key: ReturnType<typeof kalshiTestKey>
  readonly owner: {
    readonly privateKey: `0x${string}`
    readonly address: Address
    readonly credentials: ApiCredentials
  }
}

type Listed = {
  readonly kalshi: readonly KalshiMarketSettings[]
  readonly polymarket: readonly FakeMarketSettings[]
}

function makeFakes(options: StartVenuesOptions, listed: Listed): Made {
  const { runtime, seed = 7, faultWeights = {}, kalshiTier = 'prestige' } = options
  const { clock } = runtime
  const plan = (venue: string): FaultPlan =>
    createFaultPlan({ clock, rng: createRng(`${seed}:faults:${venue}`), weights: faultWeights })
  const key = kalshiTestKey(seed)
  const privateKey = polymarketTestKey(seed)
  const { address } = createPrivateKeySigner(privateKey)
  const keySeed = `${seed}:polymarket-api`
  const credentials = credentialsOf(keySeed, address, 0)
  return {
    key,
    owner: { privateKey, address, credentials },
    kalshi: fakeKalshi({
      runtime,
      seed,
      markets: listed.kalshi,
      members: [
        {
          keyId: key.keyId,
          keyPem: key.publicKeyPem,
          tier: kalshiTier,
          cash: { 0: FUNDS, 1: FUNDS, 2: FUNDS, 3: FUNDS },
        },
      ],
      faults: plan('kalshi'),
      paceMicros: null,
    }),
    polymarket: fakePolymarket({
      runtime,
      markets: listed.polymarket,
      accounts: [{ owner: address, cash: FUNDS, credentials }],
      faults: plan('polymarket'),
      keySeed,
      ...(options.polymarketTier === undefined ? {} : { tier: options.polymarketTier }),
    }),
  }
}

/** A tick as Polymarket writes it. */
function tickText(ticks: number): string {
  return String(ticks / 10_000)
}

/** Returns what a client needs of servers in the order of `startVenues`. */
function lineOf({ kalshi, polymarket, key, owner }: Made, servers: readonly VenueServer[], token: string): VenuesLine {
  const [atKalshi, atClob, atGamma, atData, atControl] = servers as readonly [
    VenueServer,
    VenueServer,
    VenueServer,
    VenueServer,
    VenueServer,
  ]
  return {
    kalshi: {
      rest: `${atKalshi.httpOrigin}/trade-api/v2`,
      ws: `${atKalshi.wsOrigin}/trade-api/ws/v2`,
      keyId: key.keyId,
      privateKeyPem: key.privateKeyPem,
      tickers: kalshi.tickers,
    },
    polymarket: {
      clob: atClob.httpOrigin,
      gamma: atGamma.httpOrigin,
      data: atData.httpOrigin,
      wsMarket: `${atClob.wsOrigin}/ws/market`,
      wsUser: `${atClob.wsOrigin}/ws/user`,
      chainId: 137,
      privateKey: owner.privateKey,
      funder: owner.address,
      signatureType: 0,
      apiCreds: owner.credentials,
      markets: polymarket.markets().map(({ settings, tick }) => ({
        conditionId: settings.conditionId,
        tokenIds: settings.tokenIds,
        tick: tickText(tick),
        negRisk: settings.isNegRisk,
      })),
    },
    control: atControl.httpOrigin,
    controlToken: token,
  }
}

/**
 * Starts both fakes and resolves when every port is open.
 *
 * @example
 * const venues = await startVenues({ runtime: nodeRuntime(), seed: 7 })
 * console.log(JSON.stringify(venues.line))
 */
export async function startVenues(options: StartVenuesOptions): Promise<RunningVenues> {
  const { seed = 7, port, paceMicros = seconds(1) } = options
  const scope = createTimerScope(options.runtime.clock)
  const { clock } = scope
  const runtime = { clock, rng: options.runtime.rng }
  const recording = options.recording === undefined ? undefined : await openRecording(options.recording, clock)
  const questions = questionsOf(seed)
  const listed = recording ?? {
    kalshi: questions.map((question) => question.kalshi),
    polymarket: questions.map((question) => question.polymarket),
  }
  const { kalshi, polymarket, key, owner } = makeFakes({ ...options, runtime }, listed)
  const crowd =
    recording === undefined ? createCrowd({ clock, seed, questions, kalshi, polymarket, paceMicros }) : undefined
  const token = controlTokenOf(key)
  const control = createControl({ kalshi, polymarket, crowd, token })
  const venues = [kalshi.venue, polymarket.clob, polymarket.gamma, polymarket.data, control]
  const servers = await Promise.all(
    venues.map((venue, index) => serveVenue({ venue, clock, ...(port === undefined ? {} : { port: port + index }) })),
  )
  const played = recording?.play({ kalshi, polymarket }) ?? Promise.resolve()
  // Whoever waits for it hears of it; whoever does not is not brought down by it.
  played.catch(() => undefined)
  return Object.freeze({
    line: lineOf({ kalshi, polymarket, key, owner }, servers, token),
    kalshi,
    polymarket,
    played,
    close: async () => {
      crowd?.end()
      kalshi.end()
      polymarket.clob.close()
      await Promise.all(servers.map((server) => server.close()))
      scope.end()
    },
  } satisfies RunningVenues)
}
