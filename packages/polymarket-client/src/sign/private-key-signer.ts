/*
 * One key in this process, three implementations of the same curve: libsecp256k1 as a native addon,
 * the same library as WebAssembly, and @noble/secp256k1 in JavaScript. Nonces are deterministic
 * (RFC 6979) and s is in the lower half in all three, so they give the same bytes.
 */
import { createRequire } from 'node:module'
import { VenueError } from '@arbees/core'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { getPublicKey, hashes, sign as signPure, utils } from '@noble/secp256k1'
import { addressOfPublicKey } from './address.ts'
import { fromHex } from './hex.ts'
import type { Signer } from './signer.ts'

/** How signatures are computed: a native addon, WebAssembly, or JavaScript alone. */
export type SignerImplementation = 'native' | 'wasm' | 'pure'

type SignCompact = (digest: Uint8Array, key: Uint8Array) => Uint8Array

/** The part of the package secp256k1 that is used. */
type NativeAddon = {
  readonly ecdsaSign: (
    digest: Uint8Array,
    key: Uint8Array,
    options: object,
    output: Uint8Array,
  ) => { readonly recid: number }
}

/** The part of the package tiny-secp256k1 that is used. */
type WasmModule = {
  readonly signRecoverable: (
    digest: Uint8Array,
    key: Uint8Array,
  ) => { readonly signature: Uint8Array; readonly recoveryId: number }
}

function load(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name)
  } catch {
    // Optional: not installed, or no binary for this platform.
    return undefined
  }
}

function loadNative(): SignCompact | undefined {
  // The package's main file falls back to slow JavaScript silently; its bindings alone do not.
  const addon = load('secp256k1/bindings.js') as NativeAddon | undefined
  if (addon === undefined) return undefined
  return (digest, key) => {
    const signature = new Uint8Array(65)
    const { recid } = addon.ecdsaSign(digest, key, {}, signature.subarray(0, 64))
    signature[64] = 27 + recid
    return signature
  }
}

function loadWasm(): SignCompact | undefined {
  const module = load('tiny-secp256k1') as WasmModule | undefined
  if (module === undefined) return undefined
  return (digest, key) => {
    const { signature: compact, recoveryId } = module.signRecoverable(digest, key)
    const signature = new Uint8Array(65)
    signature.set(compact)
    signature[64] = 27 + recoveryId
    return signature
  }
}

function loadPure(): SignCompact {
  return (digest, key) => {
    hashes.sha256 ??= sha256
    hashes.hmacSha256 ??= (secret, message) => hmac(sha256, secret, message)
    const recovered = signPure(digest, key, { prehash: false, format: 'recovered' })
    const signature = new Uint8Array(65)
    signature.set(recovered.subarray(1))
    signature[64] = 27 + (recovered[0] as number)
    return signature
  }
}

const LOADERS: Readonly<Record<SignerImplementation, () => SignCompact | undefined>> = {
  native: loadNative,
  wasm: loadWasm,
  pure: loadPure,
}

/** Returns the implementations that work in this process, fastest first; `pure` always does. */
export function availableSigners(): readonly SignerImplementation[] {
  return (['native', 'wasm', 'pure'] as const).filter((name) => LOADERS[name]() !== undefined)
}

function keyBytes(privateKey: string): Uint8Array {
  const digits = privateKey.startsWith('0x') ? privateKey.slice(2) : privateKey
  const refuse = (issue: string) => new VenueError('config.invalid', { issues: [`privateKey: ${issue}`] })
  // The key itself is never repeated, only what is wrong with its form.
  if (!/^[0-9a-fA-F]*$/.test(digits)) throw refuse('expected hexadecimal digits, found other characters')
  if (digits.length !== 64) throw refuse(`expected 64 hexadecimal digits, found ${digits.length}`)
  const bytes = fromHex(digits)
  if (!utils.isValidSecretKey(bytes)) throw refuse('expected a number below the order of secp256k1 and above 0')
  return bytes
}

/**
 * Returns a signer for a private key held in this process. The key cannot be read back: it is in no
 * property, error or inspection of the signer.
 *
 * @param implementation One of {@link availableSigners}. @default the fastest there is
 * @throws VenueError `config.invalid` for a key that is none, or an implementation that is not here.
 * @example
 * const signer = createPrivateKeySigner(readFileSync('key.txt', 'utf8').trim())
 * signer.address // "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
 */
export function createPrivateKeySigner(
  privateKey: string,
  implementation?: SignerImplementation,
): Signer & { readonly implementation: SignerImplementation } {
  const key = keyBytes(privateKey)
  const name = implementation ?? (availableSigners()[0] as SignerImplementation)
  const signCompact = LOADERS[name]()
  if (signCompact === undefined) {
    const issue = `implementation: expected one of ${availableSigners().join(', ')}, found ${name}, which is not installed`
    throw new VenueError('config.invalid', { issues: [issue] })
  }
  return Object.freeze({
    address: addressOfPublicKey(getPublicKey(key, false)),
    implementation: name,
    signDigest: (digest: Uint8Array) => signCompact(digest, key),
  })
}
