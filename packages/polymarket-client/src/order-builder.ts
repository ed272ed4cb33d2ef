/*
 * From what is wanted to the bytes that are sent. `prepare` says what an order will really buy or
 * sell; `sign` makes it binding and names it, since an order's id is its hash; neither sends.
 */
import type { Action, Clock, Micros, Money, OrderId, Outcome, Price, Quantity, Rng } from '@arbees/core'
import { VenueError } from '@arbees/core'
import type { ApiKey } from './credentials.ts'
import type { Environment } from './environment.ts'
import type { OrderAmounts } from './order-amounts.ts'
import { immediateAmounts, marketAmounts, restingAmounts } from './order-amounts.ts'
import type { Address } from './sign/address.ts'
import type { Keccak } from './sign/eip712.ts'
import type { Hex } from './sign/hex.ts'
import { toHex } from './sign/hex.ts'
import { createKeccak } from './sign/keccak.ts'
import type { OrderSide, OrderStruct, OrderVersion, SignatureType } from './sign/order.ts'
import { ZERO_BYTES32 } from './sign/order.ts'
import { createOrderSigner } from './sign/order-signature.ts'
import type { Signer } from './sign/signer.ts'
import type { PolymarketMarket } from './to-core.ts'

/** How long an order lives: until canceled, until a time, all at once or not at all, what it can at once. */
export type OrderKind = 'GTC' | 'GTD' | 'FOK' | 'FAK'

/** What is wanted. */
export type OrderDraft = {
  readonly market: PolymarketMarket
  readonly action: Action
  readonly outcome: Outcome
  /** The worst acceptable price of `outcome`. */
  readonly price: Price
  /** Contracts; or, for FOK and FAK, `give`. */
  readonly quantity?: Quantity
  /** For FOK and FAK instead of `quantity`: the money of a buy, the contracts of a sale, all to be given. */
  readonly give?: Money | Quantity
  readonly kind: OrderKind
  /** Until when a GTD order rests; at least three minutes from now, and withdrawn about one before. */
  readonly restsUntil?: Micros
  /** Refused rather than matched at once; for GTC and GTD. @default false */
  readonly isPostOnly?: boolean
  /** 53 unpredictable bits. @default from the runtime's chance */
  readonly salt?: number
  /** Milliseconds since 1970. @default from the runtime's clock */
  readonly timestamp?: number
}

/** What an order will be: nothing is signed yet. */
export type PreparedOrder = { readonly draft: OrderDraft; readonly amounts: OrderAmounts }

/** An order as it is sent. */
export type SignedOrder = PreparedOrder & {
  /** The order's hash. */
  readonly orderId: OrderId
  readonly version: OrderVersion
  /** The exact text of the request. */
  readonly body: string
}

/** Who orders: the key, the wallet that holds the funds, and how the two are bound. */
export type OrderParty = {
  readonly signer: Signer
  readonly funder: Address
  readonly signatureType: SignatureType
  readonly apiKey: ApiKey
  /** The builder's code in every order; zero for none. */
  readonly builder: Hex
}

/** Makes orders for one party. */
export type OrderBuilder = {
  /**
   * Returns what an order will be.
   *
   * @throws VenueError `order.rejected` when the venue would certainly refuse it.
   */
  readonly prepare: (draft: OrderDraft) => PreparedOrder
  /** Returns the order signed; at once when the signer does. `version` is for the market's own otherwise. */
  readonly sign: (prepared: PreparedOrder, version?: OrderVersion) => SignedOrder | Promise<SignedOrder>
  /** Returns the id an order will have, without a signature. */
  readonly idOf: (prepared: PreparedOrder, version?: OrderVersion) => OrderId
}

const GTD_MIN_MICROS = 180_000_000

/** Returns the draft's amounts, by its kind. */
function amountsOf(draft: OrderDraft): OrderAmounts {
  const { market, action, price, quantity, give, kind } = draft
  const side: OrderSide = action === 'buy' ? 'BUY' : 'SELL'
  const isImmediate = kind === 'FAK' || kind === 'FOK'
  const found =
    isImmediate && give !== undefined
      ? marketAmounts({ side, give, worst: price }, market.rules)
      : isImmediate
        ? immediateAmounts({ side, price, quantity: quantity ?? (0 as Quantity) }, market.rules)
        : restingAmounts({ side, price, quantity: quantity ?? (0 as Quantity) }, market.rules)
  if (found.type === 'amounts') return found
  const { reason, sentence: detail } = found
  throw new VenueError('order.rejected', { reason, venue: 'polymarket', market: market.market.id, detail })
}

/**
 * Returns the body as text, in the order of fields of the official client. Each value is digits,
 * hexadecimal, a UUID or a word of ours, all checked when the order was hashed: nothing to escape.
 */
function bodyOf(order: OrderStruct, signature: Hex, draft: OrderDraft, owner: string): string {
  const { salt, maker, signer, tokenId, makerAmount, takerAmount, side, signatureType, timestamp } = order
  const expiration = draft.restsUntil === undefined ? 0 : Math.floor(draft.restsUntil / 1_000_000)
  return (
    `{"deferExec":false,"postOnly":${draft.isPostOnly ?? false},"order":{"salt":${salt},"maker":"${maker}",` +
    `"signer":"${signer}","tokenId":"${tokenId}","makerAmount":"${makerAmount}","takerAmount":"${takerAmount}",` +
    `"side":"${side}","signatureType":${signatureType},"timestamp":"${timestamp}","expiration":"${expiration}",` +
    `"metadata":"${order.metadata}","builder":"${order.builder}","signature":"${signature}"},` +
    `"owner":"${owner}","orderType":"${draft.kind}"}`
  )
}

/** Creates the builder of a party's orders. */
export function createOrderBuilder(
  environment: Environment,
  party: OrderParty,
  runtime: { readonly clock: Clock; readonly rng: Rng },
  keccak: Keccak = createKeccak(),
): OrderBuilder {
  const orders = createOrderSigner(environment, keccak)
  const { signer, funder, signatureType, apiKey, builder } = party
  const { clock, rng } = runtime

  const prepare = (draft: OrderDraft): PreparedOrder => {
    const { market, kind, restsUntil, isPostOnly } = draft
    const refuse = (detail: string) =>
      new VenueError('order.rejected', { reason: 'invalid', venue: 'polymarket', market: market.market.id, detail })
    const now = clock.now()
    if (kind === 'GTD' && !(restsUntil !== undefined && restsUntil >= now + GTD_MIN_MICROS)) {
      throw refuse('a GTD order rests until a time at least three minutes from now')
    }
    if (kind !== 'GTD' && restsUntil !== undefined) throw refuse(`only a GTD order rests until a time, found ${kind}`)
    if (isPostOnly && (kind === 'FAK' || kind === 'FOK')) throw refuse(`a post-only order rests, found ${kind}`)
    // Fixed here, so that signing twice for two versions of the exchange is the same order otherwise.
    const salt = draft.salt ?? (rng.next() & 0x1f_ffff) * 0x1_0000_0000 + rng.next()
    const timestamp = draft.timestamp ?? Math.floor(now / 1_000)
    return { draft: { ...draft, salt, timestamp }, amounts: amountsOf(draft) }
  }

  const structOf = ({ draft, amounts }: PreparedOrder): OrderStruct => ({
    salt: draft.salt as number,
    maker: funder,
    // A deposit wallet signs for itself, by its owner's key.
    signer: signatureType === 3 ? funder : signer.address,
    tokenId: draft.market.tokens[draft.outcome === 'yes' ? 0 : 1],
    makerAmount: amounts.makerAmount,
    takerAmount: amounts.takerAmount,
    side: amounts.side,
    signatureType,
    timestamp: draft.timestamp as number,
    metadata: ZERO_BYTES32,
    builder,
  })

  const sign = (
    prepared: PreparedOrder,
    version: OrderVersion = prepared.draft.market.orderVersion,
  ): SignedOrder | Promise<SignedOrder> => {
    const { draft } = prepared
    const struct = structOf(prepared)
    const hashes = orders.digest(struct, version, draft.market.isNegRisk)
    const finish = (signature: Hex): SignedOrder => ({
      ...prepared,
      orderId: toHex(hashes.digest) as string as OrderId,
      version,
      body: bodyOf(struct, signature, draft, apiKey.id),
    })
    const signature = orders.sign(signer, struct, hashes)
    return signature instanceof Promise ? signature.then(finish) : finish(signature)
  }

  const idOf = (prepared: PreparedOrder, version: OrderVersion = prepared.draft.market.orderVersion): OrderId => {
    const { digest } = orders.digest(structOf(prepared), version, prepared.draft.market.isNegRisk)
    return toHex(digest) as string as OrderId
  }

  return Object.freeze({ prepare, sign, idOf })
}
