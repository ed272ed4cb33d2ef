/*
 * Where an owner's wallets are. All are contracts whose address follows from the owner's (CREATE2),
 * so no request is needed; whether one is deployed is another question, which the relayer answers.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { addressWord } from './abi.ts'
import type { Address } from './address.ts'
import { addressBytes, addressOfHash, toAddress } from './address.ts'
import { concatBytes, fromHex } from './hex.ts'

/** The wallets that Polymarket derives from one key. */
export type WalletAddresses = {
  /** Old e-mail accounts, signature type 1. */
  readonly proxy: Address
  /** Old browser-wallet accounts, signature type 2. */
  readonly safe: Address
  /** A deposit wallet of the first kind, signature type 3: the account's, where it is deployed. */
  readonly depositWalletV1: Address
  /** A deposit wallet of the present kind, signature type 3: the account's otherwise. */
  readonly depositWallet: Address
}

const PROXY_FACTORY = toAddress('0xaB45c5A4B0c941a2F231C04C3f49182e1A254052')
const PROXY_IMPLEMENTATION = toAddress('0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f')
const SAFE_FACTORY = toAddress('0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b')
const SAFE_CODE_HASH = fromHex('0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf')
const DEPOSIT_FACTORY = toAddress('0x00000000000Fb5C9ADea0298D729A0CB3823Cc07')
const DEPOSIT_BEACON = toAddress('0x7A18EDfe055488A3128f01F563e5B479D92ffc3a')
const DEPOSIT_IMPLEMENTATION = toAddress('0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB')

/** A minimal proxy with a constructor call, as the proxy factory deploys it. */
const PROXY_CODE = concatBytes(
  fromHex('3d3d606380380380913d393d73'),
  addressBytes(PROXY_FACTORY),
  fromHex('5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73'),
  addressBytes(PROXY_IMPLEMENTATION),
  fromHex('5af43d82803e903d91602b57fd5bf352e831dd'),
  fromHex(`${'0'.repeat(62)}20${'0'.repeat(64)}`),
)

/** An ERC-1967 proxy with arguments after its code: the length of both stands in its head. */
function erc1967Code(target: Address, codeBytes: number, tail: string, words: Uint8Array): Uint8Array {
  const length = (codeBytes + words.length).toString(16).padStart(4, '0')
  return concatBytes(fromHex(`61${length}3d8160233d3973`), addressBytes(target), fromHex(tail), words)
}

const IMPLEMENTATION_TAIL =
  '60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076' +
  'cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3'
const BEACON_TAIL =
  '60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef43' +
  '46578335a9a72aeaee59ff6cb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3'

function create2(factory: Address, salt: Uint8Array, codeHash: Uint8Array): Address {
  return addressOfHash(keccak_256(concatBytes(new Uint8Array([0xff]), addressBytes(factory), salt, codeHash)))
}

/**
 * Returns the addresses of an owner's wallets on Polygon.
 *
 * @example
 * walletAddresses(signer.address).depositWallet // the funder of a new account
 */
export function walletAddresses(owner: Address): WalletAddresses {
  const word = addressWord(owner)
  const words = concatBytes(addressWord(DEPOSIT_FACTORY), word)
  const depositSalt = keccak_256(words)
  const implementationCode = erc1967Code(DEPOSIT_IMPLEMENTATION, 0x3d, IMPLEMENTATION_TAIL, words)
  const beaconCode = erc1967Code(DEPOSIT_BEACON, 0x52, BEACON_TAIL, words)
  return {
    proxy: create2(PROXY_FACTORY, keccak_256(addressBytes(owner)), keccak_256(PROXY_CODE)),
    safe: create2(SAFE_FACTORY, keccak_256(word), SAFE_CODE_HASH),
    depositWalletV1: create2(DEPOSIT_FACTORY, depositSalt, keccak_256(implementationCode)),
    depositWallet: create2(DEPOSIT_FACTORY, depositSalt, keccak_256(beaconCode)),
  }
}
