/*
 * Polymarket in one object: the CLOB with its streams, Gamma, the data API and the site's geoblock,
 * all over one exchange.
 */
import type { Level, Micros, Money, Quantity, Runtime } from '@arbees/core'
import { invariant, NO_MONEY, seconds } from '@arbees/core'
import type { Address, ApiCredentials, SignatureType, Tick } from '@arbees/polymarket-client'
import type { TraderAction } from '@arbees/testkit'
import type { FakeRequest, FakeVenue } from '../fake-venue.ts'
import type { FaultOrder, FaultPlan } from '../faults.ts'
import { createFaultPlan } from '../faults.ts'
import type { Restriction, TradingMode } from './admission.ts'
import { isBlocked } from './admission.ts'
import type { PolymarketService } from './answer.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'
import { createApiKeys, credentialsOf } from './api-keys.ts'
import type { ClobContext } from './clob.ts'
import { answerClob, isEngineRequest } from './clob.ts'
import { openOrdersOfKey } from './clob-private.ts'
import { answerData } from './data-api.ts'
import type { ExchangeEvent, ExchangeState, FakeOrder, FakeTrade, SettlementTimes } from './exchange-state.ts'
import type { FakeMarket, FakeMarketSettings, TokenIndex } from './fake-market.ts'
import { answerGamma } from './gamma.ts'
import { createHeartbeats } from './heartbeats.ts'
import type { Ledger, Wallet } from './ledger.ts'
import { createLedger, deposit, endow, openWallet, splitPairs } from './ledger.ts'
import {
  changeTick,
  closeMarket,
  listMarket,
  marketOf,
  pauseMarket,
  redeemTokens,
  resolveMarket,
  resumeMarket,
} from './market-control.ts'
import { withdrawOrder } from './matching.ts'
import { createNotifications } from './notifications.ts'
import { actAsTrader, walletOfTrader } from './other-orders.ts'
import { showRecordedBook } from './recorded-book.ts'
import { createRestart } from './restart.ts'
import type { Service } from './serve.ts'
import { serve } from './serve.ts'
import { releaseStuckLocks, SETTLEMENT_TIMES } from './settlement.ts'
import type { SignatureChecks } from './signature-checks.ts'
import { createSignatureChecks } from './signature-checks.ts'
import type { Tier } from './signer-buckets.ts'
import { createSignerBuckets, STANDARD_TIER } from './signer-buckets.ts'
import type { Streams } from './streams.ts'
import { createStreams } from './streams.ts'

/** Somebody who may trade through the API. */
export type FakeAccount = {
  /** The address of the signing key. */
  readonly owner: Address
  /** The wallet that holds the funds. @default the owner */
  readonly wallet?: Address
  /** How the wallet is bound to the key. @default 0 */
  readonly signatureType?: SignatureType
  readonly cash: Money
  readonly tokens?: readonly { readonly tokenId: string; readonly quantity: Quantity }[]
  /** An API key of its own. @default none: it is created or derived as the venue's are */
  readonly credentials?: ApiCredentials
}

/** Settings of `fakePolymarket`. */
export type FakePolymarketOptions = {
  readonly runtime: Pick<Runtime, 'clock' | 'rng'>
  readonly markets: readonly FakeMarketSettings[]
  readonly accounts: readonly FakeAccount[]
  /** @default 137 */
  readonly chainId?: 137 | 80002
  /** What proves signatures: one for many fakes of a chain, where they are many. @default of its own */
  readonly checks?: SignatureChecks
  /** @default a plan without faults */
  readonly faults?: FaultPlan | readonly FaultOrder[]
  /** @default the standard tier */
  readonly tier?: Tier
  /** How long after the match a trade is mined, and after that confirmed. @default 2 s and 3 s */
  readonly settlement?: SettlementTimes
  /** How far a request's timestamp may be off. The venue does not document it. @default 60 s */
  readonly clockToleranceMicros?: Micros
  /** Whether the least size binds FAK and FOK too; the venue does not say. @default true */
  readonly isMinimumForImmediate?: boolean
  /**
   * What bounds a FAK or FOK buy. `money`: it spends its amount, and offers below the limit bring more contracts
   * than it named. `contracts`: it takes what it named, and better offers leave money over. @default 'money'
   */
  readonly immediateBuyBound?: 'money' | 'contracts'
  /** What the venue's keys are derived from. @default 'fake polymarket' */
  readonly keySeed?: string
  /** Where the geoblock sees the caller. @default 'IE', which is not blocked */
  readonly country?: string
}

/** A fake Polymarket. */
export type FakePolymarket = {
  /** REST, and both streams under `/ws/market` and `/ws/user`. */
  readonly clob: FakeVenue
  readonly gamma: FakeVenue
  readonly data: FakeVenue
  /** The main site, for `/api/geoblock`. */
  readonly site: FakeVenue
  readonly faults: FaultPlan
  /** Returns the credentials an owner has or will have for a nonce. */
  readonly credentialsOf: (owner: Address, nonce?: number) => ApiCredentials
  readonly market: (conditionId: string) => FakeMarket
  readonly markets: () => readonly FakeMarket[]
  /** Lets another trader act on a market. */
  readonly act: (conditionId: string, action: TraderAction) => void
  /** Makes the recorded part of a book these levels, in terms of the first token. */
  readonly show: (conditionId: string, bids: readonly Level[], asks: readonly Level[]) => void
  readonly list: (settings: FakeMarketSettings) => FakeMarket
  readonly setTick: (conditionId: string, tick: Tick) => void
  readonly pause: (conditionId: string) => void
  readonly resume: (conditionId: string) => void
  readonly closeMarket: (conditionId: string) => void
  readonly resolve: (conditionId: string, outcome: TokenIndex | 'void') => void
  /** Turns a wallet's money into pairs of a market's tokens, or back where the quantity is negative: what the chain does. */
  readonly split: (conditionId: string, wallet: Address, quantity: Quantity) => void
  /** Pays a wallet for its tokens of a resolved market and returns what it got. */
  readonly redeem: (conditionId: string, wallet: Address) => Money
  /** Returns who holds what. */
  readonly ledger: () => Ledger
  readonly trades: () => readonly FakeTrade[]
  /** The wallets of those who trade through the API. */
  readonly accounts: readonly Address[]
  /** Returns the open orders of those who trade through the API. */
  readonly openOrders: () => readonly FakeOrder[]
  /** Calls `listener` for everything that happens, and returns how to stop. */
  readonly listen: (listener: (event: ExchangeEvent) => void) => () => void
  /** Says what the venue takes from now on. */
  readonly setMode: (mode: TradingMode) => void
  /** Restricts the accounts of a key's owner, or lets them trade again. */
  readonly restrict: (owner: Address, restriction: Restriction | undefined) => void
  /** Lets go of locks that `lock.stuck` kept. */
  readonly releaseLocks: () => void
  /** Ends its timers and its connections. */
  readonly end: () => void
}

const KEY_SEED = 'fake polymarket'
const COUNTRY = 'IE'

function createState(options: FakePolymarketOptions, faults: FaultPlan, emit: ExchangeState['emit']): ExchangeState {
  const state: ExchangeState = {
    runtime: options.runtime,
    ledger: createLedger(),
    traders: new Map(),
    markets: new Map(),
    byToken: new Map(),
    orders: new Map(),
    open: new Map(),
    trades: [],
    times: options.settlement ?? SETTLEMENT_TIMES,
    planSettlement: ({ taker, makers, market }) => {
      // Only trades of somebody who can see them fail.
      const isSeen = taker.keyId !== '' || makers.some((maker) => maker.order.keyId !== '')
      const subject = market.settings.conditionId
      if (isSeen && faults.strikes('lock.stuck', subject) !== undefined) state.areLocksStuck = true
      return isSeen && faults.strikes('fill.ghost', subject) !== undefined ? 'fail' : 'confirm'
    },
    areLocksStuck: false,
    stuckLocks: [],
    emit,
  }
  return state
}

function openAccount(state: ExchangeState, account: FakeAccount): Wallet {
  const { owner, wallet: address = owner, signatureType = 0, cash, tokens = [] } = account
  const wallet = openWallet(state.ledger, address, owner, signatureType)
  deposit(state.ledger, wallet, cash)
  for (const { tokenId, quantity } of tokens) {
    const place = state.byToken.get(tokenId)
    invariant(place !== undefined, `an account holds tokens of listed markets, found ${tokenId}`)
    const pair = place.market.settings.tokenIds[place.token === 0 ? 1 : 0]
    endow(state.ledger, wallet, tokenId, walletOfTrader(state, 'house'), pair, quantity)
  }
  return wallet
}

function refuseSocket(): ReturnType<FakeVenue['openSocket']> {
  return { type: 'refused', status: 404, headers: {}, body: '' }
}

/** Everything behind the wire. */
type Inside = {
  readonly state: ExchangeState
  readonly context: ClobContext
  readonly streams: Streams
  readonly listeners: Set<(event: ExchangeEvent) => void>
}

function createInside(options: FakePolymarketOptions, faults: FaultPlan): Inside {
  const { runtime, chainId = 137, keySeed = KEY_SEED } = options
  const { clock } = runtime
  const { checks = createSignatureChecks(chainId) } = options
  invariant(checks.chainId === chainId, `checks are of the fake's chain ${chainId}, found ${checks.chainId}`)
  const { recovery, readAddress } = checks
  const { exchange, negRiskExchange, exchangeV3 } = checks.contracts
  const keys = createApiKeys(keySeed)
  const notifications = createNotifications()
  const listeners = new Set<(event: ExchangeEvent) => void>()
  const streams = createStreams({ state: () => state, keys, faults, clock })
  const state = createState(options, faults, (events) => {
    for (const event of events) {
      notifications.hear(event, clock.now())
      for (const listener of listeners) listener(event)
    }
    streams.publish(events)
  })
  const heartbeats = createHeartbeats(clock, (keyId) => {
    const record = keys.find(keyId)
    if (record !== undefined) for (const order of openOrdersOfKey(state, record)) withdrawOrder(state, order)
  })
  const context: ClobContext = {
    state,
    keys,
    heartbeats,
    notifications,
    admission: { country: options.country ?? COUNTRY, mode: 'open', restrictions: new Map() },
    spenders: [exchange, negRiskExchange, exchangeV3],
    auth: { chainId, keys, recovery, readAddress, toleranceMicros: options.clockToleranceMicros ?? seconds(60) },
    placement: {
      chainId,
      recovery,
      readAddress,
      ledger: state.ledger,
      signer: checks.signer,
      isMinimumForImmediate: options.isMinimumForImmediate ?? true,
      isBuyByMoney: options.immediateBuyBound !== 'contracts',
    },
    buckets: createSignerBuckets(options.tier ?? STANDARD_TIER),
    restart: createRestart(clock),
    faults,
  }
  return { state, context, streams, listeners }
}

type Venues = Pick<FakePolymarket, 'clob' | 'gamma' | 'data' | 'site'>

function createVenues({ state, context, streams }: Inside, faults: FaultPlan): Venues {
  const { clock } = state.runtime
  const { country } = context.admission
  const venue = (name: PolymarketService, answer: Service['answer']): FakeVenue => ({
    request: (request: FakeRequest) => serve({ name, answer }, faults, clock, request),
    openSocket: refuseSocket,
    close: () => undefined,
  })
  const answerEngine: Service['answer'] = (request, now) => {
    const subject = `${request.method} ${request.path}`
    const begun = isEngineRequest(request) ? faults.strikes('restart.425', subject) : undefined
    if (begun !== undefined) context.restart.begin(begun.amountMicros)
    return answerClob(context, request, now)
  }
  const clob: FakeVenue = {
    ...venue('clob', answerEngine),
    openSocket: (url, _headers, peer) => {
      if (url.startsWith('/ws/market')) return { type: 'opened', socket: streams.openMarket(peer) }
      if (url.startsWith('/ws/user')) return { type: 'opened', socket: streams.openUser(peer) }
      return refuseSocket()
    },
    close: () => {
      context.heartbeats.close()
      streams.close()
    },
  }
  const site: Service['answer'] = ({ path }) =>
    path === '/api/geoblock'
      ? jsonAnswer({ blocked: isBlocked(country), ip: '203.0.113.42', country, region: '' })
      : errorAnswer(404, 'not found')
  return {
    clob: Object.freeze(clob),
    gamma: Object.freeze(venue('gamma', (request) => answerGamma(state, request))),
    data: Object.freeze(venue('data', (request) => answerData(state, request))),
    site: Object.freeze(venue('site', site)),
  }
}

/**
 * Creates a Polymarket that answers in virtual time, under msw or behind real sockets.
 *
 * @example
 * const fake = fakePolymarket({ runtime, markets: [market], accounts: [{ owner: signer.address, cash: toMoney(1_000_000_000) }] })
 * const http = fakeHttp([{ origin: 'https://clob.polymarket.com', venue: fake.clob }], runtime.clock)
 */
export function fakePolymarket(options: FakePolymarketOptions): FakePolymarket {
  const { runtime, keySeed = KEY_SEED } = options
  const given = options.faults ?? []
  const faults = 'strikes' in given ? given : createFaultPlan({ ...runtime, script: given })
  const inside = createInside(options, faults)
  const { state, context, listeners } = inside
  for (const market of options.markets) listMarket(state, market)
  for (const account of options.accounts) {
    openAccount(state, account)
    if (account.credentials !== undefined) context.keys.register(account.owner, account.credentials)
  }
  const of = (conditionId: string) => marketOf(state, conditionId)
  const venues = createVenues(inside, faults)
  return Object.freeze({
    ...venues,
    faults,
    credentialsOf: (owner: Address, nonce = 0) =>
      context.keys.derive(owner, nonce)?.key.reveal() ?? credentialsOf(keySeed, owner, nonce),
    market: of,
    markets: () => [...state.markets.values()],
    act: (conditionId: string, action: TraderAction) => actAsTrader(state, of(conditionId), action),
    show: (conditionId: string, bids: readonly Level[], asks: readonly Level[]) =>
      showRecordedBook(state, of(conditionId), bids, asks),
    list: (settings: FakeMarketSettings) => listMarket(state, settings),
    setTick: (conditionId: string, tick: Tick) => changeTick(state, of(conditionId), tick),
    pause: (conditionId: string) => pauseMarket(of(conditionId)),
    resume: (conditionId: string) => resumeMarket(of(conditionId)),
    closeMarket: (conditionId: string) => closeMarket(state, of(conditionId)),
    resolve: (conditionId: string, outcome: TokenIndex | 'void') => resolveMarket(state, of(conditionId), outcome),
    split: (conditionId: string, address: Address, quantity: Quantity) => {
      const wallet = state.ledger.wallets.get(address)
      invariant(wallet !== undefined, `a wallet is open, found none of ${address}`)
      splitPairs(state.ledger, wallet, of(conditionId).settings.tokenIds, quantity)
    },
    redeem: (conditionId: string, address: Address) => {
      const wallet = state.ledger.wallets.get(address)
      return wallet === undefined ? NO_MONEY : redeemTokens(state, of(conditionId), wallet)
    },
    ledger: () => state.ledger,
    trades: () => state.trades,
    accounts: options.accounts.map(({ owner, wallet = owner }) => wallet),
    openOrders: () => [...state.open.values()].flatMap((orders) => [...orders]).filter((one) => one.keyId !== ''),
    listen: (listener: (event: ExchangeEvent) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setMode: (mode: TradingMode) => {
      context.admission.mode = mode
    },
    restrict: (owner: Address, restriction: Restriction | undefined) => {
      if (restriction === undefined) context.admission.restrictions.delete(owner)
      else context.admission.restrictions.set(owner, restriction)
    },
    releaseLocks: () => releaseStuckLocks(state),
    end: venues.clob.close,
  })
}
