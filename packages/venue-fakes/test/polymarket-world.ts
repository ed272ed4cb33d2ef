/*
 * A fake Polymarket in virtual time and one raw client: requests signed by hand, answers as they
 * come. What it sees is what any client would.
 */
import type { Price, Quantity } from '@arbees/core'
import { createRng, mulDiv, ONE_SECOND, PRICE_ONE, seconds, toMoney, toPrice, toQuantity } from '@arbees/core'
import type {
  ApiKey,
  Hex,
  OrderSide,
  OrderStruct,
  OrderVersion,
  SignatureType,
  Signer,
} from '@arbees/polymarket-client'
import {
  createApiKey,
  createKeccak,
  createOrderSigner,
  createPrivateKeySigner,
  l2Headers,
  toEnvironment,
  walletAddresses,
  ZERO_BYTES32,
} from '@arbees/polymarket-client'
import type { OrderEntry } from '@arbees/testkit'
import { createVirtualClock } from '@arbees/testkit'
import type { FakeReply } from '../src/fake-venue.ts'
import type { FakeMarketSettings } from '../src/polymarket/fake-market.ts'
import type { FakeAccount, FakePolymarketOptions } from '../src/polymarket/fake-polymarket.ts'
import { fakePolymarket } from '../src/polymarket/fake-polymarket.ts'

/** When every world begins. */
export const START = seconds(1_795_305_600)

/** A publicly known key that nobody may fund. */
export const PRIVATE_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

const CONDITION: Hex = '0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1'
const YES = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'

/** The market of every world, unless a test asks for another. */
export const MARKET: FakeMarketSettings = {
  conditionId: CONDITION,
  tokenIds: [YES, NO],
  question: 'Will it happen?',
  slug: 'will-it-happen',
  tick: 100,
  tags: ['Sports'],
}

/** An order in a test's words. */
export type Draft = {
  readonly side: OrderSide
  readonly price: number
  /** Contracts. */
  readonly size: number
  readonly type?: 'GTC' | 'GTD' | 'FOK' | 'FAK'
  readonly token?: string
  readonly isPostOnly?: boolean
  readonly expiration?: number
  readonly struct?: Partial<OrderStruct>
  readonly version?: OrderVersion
  readonly isNegRisk?: boolean
}

/** A body as the answer had it, and the answer. */
export type Seen = {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a raw client reads what comes
  readonly body: any
  readonly headers: Readonly<Record<string, string>>
  readonly type: FakeReply['type']
}

/** Settings of `createWorld`. */
export type WorldOptions = Partial<Omit<FakePolymarketOptions, 'runtime' | 'markets'>> & {
  readonly market?: Partial<FakeMarketSettings>
  readonly signatureType?: SignatureType
  readonly cash?: number
  readonly yes?: number
}

function walletOf(signer: Signer, signatureType: SignatureType) {
  const { proxy, safe, depositWallet } = walletAddresses(signer.address)
  return [signer.address, proxy, safe, depositWallet][signatureType] ?? signer.address
}

/** Creates a world. */
export function createWorld(options: WorldOptions = {}) {
  const { market = {}, signatureType = 0, cash = 1_000, yes = 0, ...rest } = options
  const clock = createVirtualClock(START)
  const settings = { ...MARKET, ...market }
  const signer = createPrivateKeySigner(PRIVATE_KEY)
  const wallet = walletOf(signer, signatureType)
  const account: FakeAccount = {
    owner: signer.address,
    wallet,
    signatureType,
    cash: toMoney(cash * 1_000_000),
    tokens: yes === 0 ? [] : [{ tokenId: settings.tokenIds[0], quantity: toQuantity(yes * 1_000_000) }],
  }
  const fake = fakePolymarket({
    runtime: { clock, rng: createRng(1) },
    markets: [settings],
    accounts: [account],
    ...rest,
  })
  const credentials = fake.credentialsOf(signer.address)
  const apiKey: ApiKey = createApiKey(credentials)
  const orders = createOrderSigner(toEnvironment({ hosts: {} }), createKeccak())
  let salt = 0
  let traders = 0

  function read(reply: FakeReply): Seen {
    if (reply.type !== 'answer') return { status: 0, body: undefined, headers: {}, type: reply.type }
    const { status, headers, body, type } = reply
    const isJson = headers['content-type']?.startsWith('application/json') === true
    return { status, headers, type, body: isJson ? JSON.parse(body) : body }
  }

  function call(method: string, url: string, value?: unknown, change: { body?: string; headers?: object } = {}): Seen {
    const body = value === undefined ? '' : JSON.stringify(value)
    const path = url.split('?')[0] ?? url
    const now = Math.floor(clock.now() / ONE_SECOND)
    const signed = l2Headers(apiKey, signer.address, now, method, path, body === '' ? undefined : body)
    const headers = Object.fromEntries(
      Object.entries({ ...signed, ...change.headers }).map(([name, one]) => [name.toLowerCase(), String(one)]),
    )
    return read(fake.clob.request({ method, url, headers, body: change.body ?? body }))
  }

  /** Returns the body of POST /order for a draft, signed. */
  function order(draft: Draft) {
    const { side, type = 'GTC', token = settings.tokenIds[0] } = draft
    const price = toPrice(Math.round(draft.price * PRICE_ONE))
    const size = Math.round(draft.size * 1_000_000)
    const money = mulDiv(size, price, PRICE_ONE, 'floor')
    salt += 1
    const struct: OrderStruct = {
      salt,
      maker: wallet,
      signer: signatureType === 3 ? wallet : signer.address,
      tokenId: token,
      makerAmount: side === 'BUY' ? money : size,
      takerAmount: side === 'BUY' ? size : money,
      side,
      signatureType,
      timestamp: Math.floor(clock.now() / 1000),
      metadata: ZERO_BYTES32,
      builder: ZERO_BYTES32,
      ...draft.struct,
    }
    const digest = orders.digest(struct, draft.version ?? 2, draft.isNegRisk ?? settings.isNegRisk ?? false)
    const signature = orders.sign(signer, struct, digest) as Hex
    const wire = {
      ...struct,
      makerAmount: String(struct.makerAmount),
      takerAmount: String(struct.takerAmount),
      timestamp: String(struct.timestamp),
      expiration: String(draft.expiration ?? 0),
      signature,
    }
    return {
      deferExec: false,
      postOnly: draft.isPostOnly ?? false,
      order: wire,
      owner: apiKey.id,
      orderType: type,
    }
  }

  const post = (draft: Draft) => call('POST', '/order', order(draft))

  /** Lets another trader quote or take, in terms of the first token. */
  function quote(side: 'bid' | 'ask', price: number, size: number, part: Partial<OrderEntry> = {}): string {
    traders += 1
    const id = `quote-${traders}`
    fake.act(settings.conditionId, {
      type: 'submit',
      entry: {
        id,
        owner: 'maker',
        side,
        limit: toPrice(Math.round(price * PRICE_ONE)) as Price,
        quantity: toQuantity(Math.round(size * 1_000_000)) as Quantity,
        lifetime: 'gtc',
        selfTrade: 'allow',
        ...part,
      },
    })
    return id
  }

  /** Opens a stream and returns what arrives: parsed where it is JSON. */
  function listen(path: '/ws/market' | '/ws/user') {
    // biome-ignore lint/suspicious/noExplicitAny: a raw client reads what comes
    const seen: any[] = []
    const ends: string[] = []
    const handshake = fake.clob.openSocket(
      path,
      {},
      {
        send: (text) => seen.push(/^[[{]/.test(text) ? JSON.parse(text) : text),
        ping: () => undefined,
        close: (code) => ends.push(String(code)),
        cut: () => ends.push('cut'),
      },
    )
    if (handshake.type !== 'opened') throw new Error('expected an open socket')
    const { socket } = handshake
    return {
      seen,
      ends,
      say: (value: unknown) => socket.frame(typeof value === 'string' ? value : JSON.stringify(value)),
      of: (kind: string) => seen.flat().filter((one) => one?.event_type === kind),
      close: () => socket.closed(),
    }
  }

  const balance = (token?: string) => {
    const asset = token === undefined ? 'COLLATERAL' : `CONDITIONAL&token_id=${token}`
    return call('GET', `/balance-allowance?asset_type=${asset}&signature_type=${signatureType}`).body.balance
  }

  return {
    clock,
    fake,
    signer,
    apiKey,
    credentials,
    settings,
    wallet,
    call,
    order,
    post,
    quote,
    listen,
    balance,
    get: (url: string) => read(fake.clob.request({ method: 'GET', url, headers: {}, body: '' })),
    yes: settings.tokenIds[0],
    no: settings.tokenIds[1],
    read,
    /** Lets time pass. */
    pass: (howLong: number) => clock.run(seconds(Math.floor(clock.now() / ONE_SECOND) + howLong)),
  }
}

/** Creates a world whose client has created its API key. */
export async function createTradingWorld(options: WorldOptions = {}) {
  const probe = createPrivateKeySigner(PRIVATE_KEY)
  const world = createWorld(options)
  const { l1Headers } = await import('@arbees/polymarket-client')
  const signed = await l1Headers(probe, 137, Math.floor(START / ONE_SECOND), 0)
  const headers = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]))
  world.fake.clob.request({ method: 'POST', url: '/auth/api-key', headers, body: '' })
  return world
}
