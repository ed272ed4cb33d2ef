/*
 * The body of POST /order, read as strictly as the venue reads it. Orders of version 1 carry `nonce`
 * and `feeRateBps`; they are recognized to be refused by name.
 */
import type { Address, Hex, OrderSide, OrderStruct, SignatureType } from '@arbees/polymarket-client'
import type { ReadAddress } from './addresses.ts'

/** How long an order lives. */
export type WireOrderType = 'GTC' | 'GTD' | 'FOK' | 'FAK'

/** What was posted. */
export type OrderPayload = {
  readonly struct: OrderStruct
  readonly signature: string
  /** Seconds since 1970; 0 when there is none. */
  readonly expiration: number
  /** The API key that posts it. */
  readonly owner: string
  readonly orderType: WireOrderType
  readonly isPostOnly: boolean
  readonly isDeferred: boolean
}

/** The reading of one order: it, or why it is none. */
export type PayloadResult =
  | { readonly type: 'order'; readonly payload: OrderPayload }
  | { readonly type: 'refused'; readonly error: string }

const REFUSED: PayloadResult = { type: 'refused', error: 'Invalid order payload' }

type Fields = Readonly<Record<string, unknown>>

/** Says whether a value is an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns a JSON text's value; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readInteger(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^[0-9]{1,16}$/.test(value)) return undefined
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

function readBytes32(value: unknown): Hex | undefined {
  return typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value) ? (value.toLowerCase() as Hex) : undefined
}

function readTokenId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9]{1,78}$/.test(value) ? value : undefined
}

const ORDER_TYPES: readonly WireOrderType[] = ['GTC', 'GTD', 'FOK', 'FAK']
const SIDES: readonly OrderSide[] = ['BUY', 'SELL']

type Numbers = Pick<OrderStruct, 'salt' | 'makerAmount' | 'takerAmount' | 'timestamp'> & { readonly expiration: number }

function readNumbers(order: Fields): Numbers | undefined {
  // The official clients send the salt as a JSON number; a string is another version's form.
  const salt = typeof order['salt'] === 'number' ? readInteger(order['salt']) : undefined
  const makerAmount = readInteger(order['makerAmount'])
  const takerAmount = readInteger(order['takerAmount'])
  const timestamp = readInteger(order['timestamp'])
  const expiration = readInteger(order['expiration'] ?? '0')
  if (salt === undefined || makerAmount === undefined || takerAmount === undefined) return undefined
  if (timestamp === undefined || expiration === undefined) return undefined
  return { salt, makerAmount, takerAmount, timestamp, expiration }
}

function readStruct(order: Fields, numbers: Numbers, readAddress: ReadAddress): OrderStruct | undefined {
  const maker = readAddress(order['maker'])
  const signer = readAddress(order['signer'])
  const tokenId = readTokenId(order['tokenId'])
  const side = SIDES.find((one) => one === order['side'])
  const signatureType = ([0, 1, 2, 3] as const).find((one) => one === order['signatureType'])
  const metadata = readBytes32(order['metadata'])
  const builder = readBytes32(order['builder'])
  if (maker === undefined || signer === undefined || tokenId === undefined || side === undefined) return undefined
  if (signatureType === undefined || metadata === undefined || builder === undefined) return undefined
  const { salt, makerAmount, takerAmount, timestamp } = numbers
  return {
    salt,
    maker: maker as Address,
    signer: signer as Address,
    tokenId,
    makerAmount,
    takerAmount,
    side,
    signatureType: signatureType as SignatureType,
    timestamp,
    metadata,
    builder,
  }
}

/** Returns the order in a value read from JSON, or the venue's words for what is wrong with it. */
export function readOrderPayload(value: unknown, readAddress: ReadAddress): PayloadResult {
  if (!isFields(value) || !isFields(value['order'])) return REFUSED
  const { order } = value
  // A `taker` alone proves nothing: some clients of version 2 still send one.
  const isVersion1 = 'nonce' in order || 'feeRateBps' in order
  if (isVersion1) return { type: 'refused', error: 'order_version_mismatch' }
  const orderType = ORDER_TYPES.find((one) => one === value['orderType'])
  const numbers = readNumbers(order)
  const struct = numbers === undefined ? undefined : readStruct(order, numbers, readAddress)
  const {
    owner,
    postOnly = false,
    deferExec = false,
  } = value as { owner?: unknown; postOnly?: unknown; deferExec?: unknown }
  const { signature } = order as { signature?: unknown }
  if (numbers === undefined || struct === undefined || orderType === undefined) return REFUSED
  if (typeof owner !== 'string' || typeof signature !== 'string') return REFUSED
  if (typeof postOnly !== 'boolean' || typeof deferExec !== 'boolean') return REFUSED
  if (struct.makerAmount === 0 || struct.takerAmount === 0) return REFUSED
  return {
    type: 'order',
    payload: {
      struct,
      signature,
      expiration: numbers.expiration,
      owner,
      orderType,
      isPostOnly: postOnly,
      isDeferred: deferExec,
    },
  }
}
