/** The polynomial of Castagnoli, as iSCSI and ext4 use it, seen from the low bit. */
const POLYNOMIAL = 0x82f63b78

/** Four tables, so that four bytes are taken at a time. */
const TABLES: readonly Int32Array[] = createTables()

function createTables(): readonly Int32Array[] {
  const tables = Array.from({ length: 4 }, () => new Int32Array(256))
  const [first] = tables as [Int32Array]
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
    first[byte] = rest
  }
  for (let which = 1; which < 4; which++) {
    const before = tables[which - 1] as Int32Array
    const table = tables[which] as Int32Array
    for (let byte = 0; byte < 256; byte++) {
      const rest = before[byte] as number
      table[byte] = (rest >>> 8) ^ (first[rest & 0xff] as number)
    }
  }
  return tables
}

/**
 * Returns the CRC-32C of `bytes` from `start` to before `end`, as an unsigned 32-bit integer.
 *
 * @example
 * crc32c(new TextEncoder().encode('123456789')) // 0xe3069283
 */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const [one, two, three, four] = TABLES as readonly [Int32Array, Int32Array, Int32Array, Int32Array]
  let crc = -1
  let at = start
  for (; at + 4 <= end; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (four[crc & 0xff] as number) ^
      (three[(crc >>> 8) & 0xff] as number) ^
      (two[(crc >>> 16) & 0xff] as number) ^
      (one[crc >>> 24] as number)
  }
  for (; at < end; at++) crc = (one[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
