/*
 * A file in memory that knows what of it has reached the medium.
 */
import type { Rng } from '@arbees/core'
import { nextChance, nextInteger } from '@arbees/core'

/** A file, changed in place. */
export type VirtualFile = {
  bytes: Uint8Array
  length: number
  /** How much of it, from the start, is on the medium. */
  durable: number
  /** What the medium still holds of it if its truncation never gets there. */
  before: Uint8Array | undefined
}

/** Returns a file that holds `bytes`, of which the first `durable` are on the medium. */
export function createFile(bytes: Uint8Array = new Uint8Array(), durable = 0): VirtualFile {
  return { bytes: bytes.slice(), length: bytes.length, durable, before: undefined }
}

/** Returns a copy of what the file holds. */
export function contentOf(file: VirtualFile): Uint8Array {
  return file.bytes.slice(0, file.length)
}

/** Adds bytes at the end. */
export function extendFile(file: VirtualFile, bytes: Uint8Array): void {
  const length = file.length + bytes.length
  if (length > file.bytes.length) {
    const grown = new Uint8Array(Math.max(length, file.bytes.length * 2))
    grown.set(file.bytes.subarray(0, file.length))
    file.bytes = grown
  }
  file.bytes.set(bytes, file.length)
  file.length = length
}

/** Cuts the file to its first `length` bytes. */
export function shortenFile(file: VirtualFile, length: number): void {
  if (length < file.durable) file.before ??= file.bytes.slice(0, file.durable)
  file.length = length
  file.durable = Math.min(file.durable, length)
}

/** The first `length` bytes have reached the medium. */
export function hardenFile(file: VirtualFile, length: number): void {
  file.durable = Math.max(file.durable, Math.min(length, file.length))
  file.before = undefined
}

/** Returns what a power cut leaves of the file: what was durable and any beginning of the rest. */
export function survivorOf(file: VirtualFile, rng: Rng): VirtualFile {
  if (file.before !== undefined && nextChance(rng, 0.5)) return createFile(file.before, file.before.length)
  const left = file.bytes.slice(0, nextInteger(rng, file.durable, file.length))
  // A file's length may reach the medium before its bytes do.
  if (left.length > file.durable && nextChance(rng, 0.25)) left.fill(0, nextInteger(rng, file.durable, left.length))
  return createFile(left, left.length)
}
