/** The polynomial of Castagnoli, as iSCSI and ext4 use it, seen from the low bit. */
const POLYNOMIAL = 0x82f63b78

/** Four tables of 256, one after the other, so that four bytes are taken at a time. */
const TABLES: Int32Array = createTables()

function createTables(): Int32Array {
  const tables = new Int32Array(4 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
    tables[byte] = rest
  }
  for (let index = 256; index < tables.length; index++) {
    const rest = tables[index - 256] as number
    tables[index] = (rest >>> 8) ^ (tables[rest & 0xff] as number)
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
  const tables = TABLES
  let crc = -1
  let at = start
  for (const last = end - 4; at <= last; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (tables[768 + (crc & 0xff)] as number) ^
      (tables[512 + ((crc >>> 8) & 0xff)] as number) ^
      (tables[256 + ((crc >>> 16) & 0xff)] as number) ^
      (tables[crc >>> 24] as number)
  }
  for (; at < end; at++) crc = (tables[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
