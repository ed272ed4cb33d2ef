/*
 * The order Polymarket's exchanges verify. V2 and V3 have one struct and differ in the domain: its
 * version, and the contract. V1 (with taker, nonce and fee rate) is dead and cannot be made here.
 */
import { invariant } from '@arbees/core'
import type { Environment } from '../environment.ts'
import { uintWord, WORD } from './abi.ts'
import type { Address } from './address.ts'
import type { Domain, Keccak } from './eip712.ts'
import { hashText } from './eip712.ts'
import type { Hex } from './hex.ts'

/** How the maker's wallet is bound to the signing key: EOA, proxy, Safe, deposit wallet. */
export type SignatureType = 0 | 1 | 2 | 3

/** Which version of the exchange an order is signed for. */
export type OrderVersion = 2 | 3

/** The side of an order, of the token it names. */
export type OrderSide = 'BUY' | 'SELL'

/** An order before its signature, in the struct's own order. */
export type OrderStruct = {
  /** Unpredictable, at most 2^53 - 1: it travels as a JSON number. */
  readonly salt: number
  /** The wallet that holds the funds. */
  readonly maker: Address
  /** The signing key's address; the wallet itself for a deposit wallet. */
  readonly signer: Address
  /** Decimal digits of a uint256. */
  readonly tokenId: string
  /** What is given at most, in base units (millionths): money for a buy, contracts for a sale. */
  readonly makerAmount: number
  /** What is wanted at least, in base units: contracts for a buy, money for a sale. */
  readonly takerAmount: number
  readonly side: OrderSide
  readonly signatureType: SignatureType
  /** Milliseconds since 1970: for uniqueness, it is no expiry. */
  readonly timestamp: number
  readonly metadata: Hex
  /** The builder's code, or zero. */
  readonly builder: Hex
}

/** The type string of the order struct of versions 2 and 3. */
export const ORDER_TYPE =
  'Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,' +
  'uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)'

/** 32 zero bytes: no metadata, no builder. */
export const ZERO_BYTES32: Hex = `0x${'0'.repeat(64)}`

const ORDER_TYPE_HASH = hashText(ORDER_TYPE)
/** The type's hash, and the eleven fields. */
const ORDER_WORDS = 12

/** The name in every exchange's domain. */
export const EXCHANGE_NAME = 'Polymarket CTF Exchange'

/** Returns the domain an order is signed under. */
export function exchangeDomain(environment: Environment, version: OrderVersion, isNegRisk: boolean): Domain {
  const { chainId, contracts } = environment
  const v2 = isNegRisk ? contracts.negRiskExchange : contracts.exchange
  return {
    name: EXCHANGE_NAME,
    version: String(version),
    chainId,
    verifyingContract: version === 3 ? contracts.exchangeV3 : v2,
  }
}

function writeInteger(view: DataView, word: number, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    invariant(false, `an order's number is a safe integer of at least 0, found ${value}`)
  }
  const end = (word + 1) * WORD
  view.setUint32(end - 4, value)
  view.setUint32(end - 8, value / 0x1_0000_0000)
}

function writeHex(words: Buffer, word: number, text: Hex, bytes: number): void {
  const written = words.write(text.slice(2), (word + 1) * WORD - bytes, bytes, 'hex')
  if (written !== bytes || text.length !== 2 + 2 * bytes) {
    invariant(false, `expected 0x and ${2 * bytes} hexadecimal digits, found ${text}`)
  }
}

/**
 * Returns a token id, in decimal digits, as a word.
 *
 * @throws InvariantError unless it is a uint256.
 */
export function tokenWord(tokenId: string): Uint8Array {
  if (!/^[0-9]{1,78}$/.test(tokenId)) {
    invariant(false, `a token id has at most 78 decimal digits, found ${tokenId.slice(0, 80)}`)
  }
  return uintWord(tokenId)
}

/**
 * Returns a function that hashes orders' structs. Wallets, metadata and builder are the same in one order after
 * the other: what is written of them stays, and is written again when it is another.
 *
 * @param wordOfToken Gives the word of a token id, where it is known already.
 * @throws InvariantError from the function, when a field does not fit its type.
 */
export function createOrderHash(keccak: Keccak, wordOfToken = tokenWord): (order: OrderStruct) => Uint8Array {
  const words = Buffer.alloc(ORDER_WORDS * WORD)
  const view = new DataView(words.buffer, words.byteOffset)
  const texts: string[] = Array.from({ length: ORDER_WORDS }, () => '')
  words.set(ORDER_TYPE_HASH, 0)
  const keepHex = (word: number, text: Hex, bytes: number) => {
    if (texts[word] === text) return
    // Of a text that is refused, a part may have been written over the last one.
    texts[word] = ''
    writeHex(words, word, text, bytes)
    texts[word] = text
  }
  return (order) => {
    writeInteger(view, 1, order.salt)
    keepHex(2, order.maker, 20)
    keepHex(3, order.signer, 20)
    words.set(wordOfToken(order.tokenId), 4 * WORD)
    writeInteger(view, 5, order.makerAmount)
    writeInteger(view, 6, order.takerAmount)
    writeInteger(view, 7, order.side === 'BUY' ? 0 : 1)
    writeInteger(view, 8, order.signatureType)
    writeInteger(view, 9, order.timestamp)
    keepHex(10, order.metadata, WORD)
    keepHex(11, order.builder, WORD)
    return keccak(words)
  }
}
