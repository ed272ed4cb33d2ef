/*
 * Keccak-256 with its permutation in WebAssembly. An order takes four permutations between the
 * decision and the wire; in JavaScript, whose integers have 32 bits, they cost a fifth of the native
 * signature itself, here a twentieth. The module is assembled below from the definition of the
 * permutation (FIPS 202, section 3.2): no binary is shipped that nobody can read.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Keccak } from './eip712.ts'

const ROUNDS = 24
const LANES = 25
const RATE = 136
const STATE_BYTES = LANES * 8
/** Where the round constants stand in the module's memory, after the state. */
const CONSTANTS_AT = STATE_BYTES

const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14]

// Instructions of WebAssembly, by their code.
const [LOOP, BR_IF, END] = [0x03, 0x0d, 0x0b]
const [LOCAL_GET, LOCAL_SET, LOCAL_TEE] = [0x20, 0x21, 0x22]
const [I64_LOAD, I64_STORE, I32_CONST, I64_CONST] = [0x29, 0x37, 0x41, 0x42]
const [I32_NE, I32_ADD, I64_AND, I64_XOR, I64_ROTL] = [0x47, 0x6a, 0x83, 0x85, 0x89]
const [TYPE_I32, TYPE_I64, NO_RESULT, ALIGN_8] = [0x7f, 0x7e, 0x40, 3]

/** The round constants, from the linear feedback shift register of the definition. */
function roundConstants(): bigint[] {
  const constants: bigint[] = []
  let register = 1
  for (let round = 0; round < ROUNDS; round++) {
    let constant = 0n
    for (let bit = 0; bit < 7; bit++) {
      if (register & 1) constant |= 1n << BigInt(2 ** bit - 1)
      register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1
    }
    constants.push(constant)
  }
  return constants
}

/** LEB128: unsigned, and signed where the instruction's operand is. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}

const get = (local: number) => [LOCAL_GET, ...unsigned(local)]
const set = (local: number) => [LOCAL_SET, ...unsigned(local)]

/** One round on locals: `a` the state, `b` the turned state, `c` the column parities. */
function roundCode(pointer: number, a: number, b: number, c: number): number[] {
  const code: number[] = []
  const spare = c + 5
  for (let x = 0; x < 5; x++) {
    code.push(...get(a + x))
    for (let y = 1; y < 5; y++) code.push(...get(a + x + 5 * y), I64_XOR)
    code.push(...set(c + x))
  }
  for (let x = 0; x < 5; x++) {
    code.push(...get(c + ((x + 1) % 5)), I64_CONST, 1, I64_ROTL, ...get(c + ((x + 4) % 5)), I64_XOR, ...set(spare))
    for (let y = 0; y < 5; y++) {
      code.push(...get(a + x + 5 * y), ...get(spare), I64_XOR)
      code.push(I64_CONST, ...signed(ROTATIONS[x + 5 * y] as number), I64_ROTL)
      code.push(...set(b + y + 5 * ((2 * x + 3 * y) % 5)))
    }
  }
  for (let lane = 0; lane < LANES; lane++) {
    const row = lane - (lane % 5)
    code.push(...get(b + row + ((lane + 1) % 5)), I64_CONST, ...signed(-1), I64_XOR)
    code.push(...get(b + row + ((lane + 2) % 5)), I64_AND, ...get(b + lane), I64_XOR)
    if (lane === 0) code.push(...get(pointer), I64_LOAD, ALIGN_8, ...unsigned(CONSTANTS_AT), I64_XOR)
    code.push(...set(a + lane))
  }
  return code
}

function assemble(): Uint8Array<ArrayBuffer> {
  const [pointer, a, b, c] = [0, 1, 1 + LANES, 1 + 2 * LANES]
  const code: number[] = []
  for (let lane = 0; lane < LANES; lane++) {
    code.push(I32_CONST, 0, I64_LOAD, ALIGN_8, ...unsigned(8 * lane), ...set(a + lane))
  }
  code.push(LOOP, NO_RESULT, ...roundCode(pointer, a, b, c))
  code.push(...get(pointer), I32_CONST, 8, I32_ADD, LOCAL_TEE, pointer)
  code.push(I32_CONST, ...signed(8 * ROUNDS), I32_NE, BR_IF, 0, END)
  for (let lane = 0; lane < LANES; lane++) {
    code.push(I32_CONST, 0, ...get(a + lane), I64_STORE, ALIGN_8, ...unsigned(8 * lane))
  }
  const body = [2, 1, TYPE_I32, ...unsigned(2 * LANES + 6), TYPE_I64, ...code, END]
  const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content]
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)]
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('permute'), 0, 0, ...name('memory'), 2, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ])
}

/** The part of the platform's WebAssembly that is used here; the compiler's libraries do not declare it. */
type Platform = {
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
  ) => { readonly exports: { readonly permute: () => void; readonly memory: { readonly buffer: ArrayBuffer } } }
}

/**
 * Returns a Keccak-256 function with memory of its own: the fast one where WebAssembly is, else the
 * one of @noble/hashes. Both give the same bytes.
 */
export function createKeccak(): Keccak {
  const platform = (globalThis as { readonly WebAssembly?: Platform }).WebAssembly
  if (platform === undefined) return keccak_256
  const { permute, memory: pages } = new platform.Instance(new platform.Module(assemble())).exports
  const memory = new Uint8Array(pages.buffer)
  const view = new DataView(pages.buffer)
  for (const [round, constant] of roundConstants().entries()) {
    view.setBigUint64(CONSTANTS_AT + 8 * round, constant, true)
  }
  /** Adds `length` bytes to the state, four at a time, and what is left one by one. */
  const absorb = (input: DataView, from: number, length: number) => {
    const whole = length & ~3
    for (let at = 0; at < whole; at += 4)
      view.setInt32(at, view.getInt32(at, true) ^ input.getInt32(from + at, true), true)
    for (let at = whole; at < length; at++) view.setUint8(at, view.getUint8(at) ^ input.getUint8(from + at))
  }
  return (bytes) => {
    memory.fill(0, 0, STATE_BYTES)
    const { length } = bytes
    const input = new DataView(bytes.buffer, bytes.byteOffset, length)
    let offset = 0
    for (; offset + RATE <= length; offset += RATE) {
      absorb(input, offset, RATE)
      permute()
    }
    const rest = length - offset
    absorb(input, offset, rest)
    memory[rest] = (memory[rest] as number) ^ 0x01
    memory[RATE - 1] = (memory[RATE - 1] as number) ^ 0x80
    permute()
    return memory.slice(0, 32)
  }
}
