/*
 * Where the values stand in a frame. The venue writes the fields of a message always in one order,
 * which is learned from a frame that the schema has accepted; what stands between the values is then
 * compared four bytes at a time. A frame with another layout is declined, and may teach a new one.
 */

/** The values of a price_change frame, in the numbers that a layout is made of. */
export const MARKET = 0
export const CHANGES = 1
export const TIMESTAMP = 2
export const ASSET = 3
export const PRICE = 4
export const SIZE = 5
export const SIDE = 6
export const HASH = 7
export const BEST_BID = 8
export const BEST_ASK = 9

/**
 * Fixed bytes before a value, as words of four bytes: the first, second, third and last, which are
 * all there are in up to 16 bytes, and the others with the places where they stand.
 */
export type Segment = {
  readonly length: number
  readonly bytes: Uint8Array
  readonly first: number
  readonly second: number
  readonly third: number
  readonly last: number
  readonly words: Int32Array
  readonly offsets: Int32Array
}

/** One order of fields: before each value its fixed bytes, and after the last one what ends the object. */
export type FieldOrder = { readonly values: Uint8Array; readonly before: readonly Segment[]; readonly end: Segment }

/** The layout of a price_change frame: its own fields, and those of each change. */
export type FrameLayout = { readonly key: string; readonly frame: FieldOrder; readonly change: FieldOrder }

const FRAME_VALUES: Readonly<Record<string, number>> = { market: MARKET, price_changes: CHANGES, timestamp: TIMESTAMP }
const CHANGE_VALUES: Readonly<Record<string, number>> = {
  asset_id: ASSET,
  price: PRICE,
  size: SIZE,
  side: SIDE,
  hash: HASH,
  best_bid: BEST_BID,
  best_ask: BEST_ASK,
}
const WORD = 4

/** Returns a text as fixed bytes. */
export function segmentOf(text: string): Segment {
  const bytes = new TextEncoder().encode(text)
  const { length } = bytes
  const view = new DataView(bytes.buffer)
  const wordAt = (offset: number) => (offset >= 0 && offset + WORD <= length ? view.getInt32(offset) : 0)
  const offsets: number[] = []
  for (let offset = 3 * WORD; offset + WORD <= length; offset += WORD) offsets.push(offset)
  return {
    length,
    bytes,
    first: wordAt(0),
    second: wordAt(WORD),
    third: wordAt(2 * WORD),
    last: wordAt(length - WORD),
    words: Int32Array.from(offsets, wordAt),
    offsets: Int32Array.from(offsets),
  }
}

/** Returns an order of fields, or undefined when one of them is not known or one is missing. */
function orderOf(
  keys: readonly string[],
  values: Readonly<Record<string, number>>,
  constants: Readonly<Record<string, string>>,
): FieldOrder | undefined {
  const kinds: number[] = []
  const before: Segment[] = []
  let pending = '{'
  for (const [index, key] of keys.entries()) {
    pending += `${index === 0 ? '' : ','}"${key}":`
    const constant = constants[key]
    const kind = values[key]
    if (constant !== undefined) {
      pending += `"${constant}"`
    } else if (kind === undefined) {
      return undefined
    } else {
      // A list opens with its own bracket; everything else is a text.
      const [opening, closing] = kind === CHANGES ? ['[', ']'] : ['"', '"']
      before.push(segmentOf(pending + opening))
      kinds.push(kind)
      pending = closing
    }
  }
  const isWhole =
    kinds.length === Object.keys(values).length && Object.keys(constants).every((key) => keys.includes(key))
  return isWhole ? { values: Uint8Array.from(kinds), before, end: segmentOf(`${pending}}`) } : undefined
}

/**
 * Returns the layout of frames with these keys in this order; undefined when they have fields that
 * are not known, and then such frames are never decoded in place.
 */
export function layoutOf(frameKeys: readonly string[], changeKeys: readonly string[]): FrameLayout | undefined {
  const frame = orderOf(frameKeys, FRAME_VALUES, { event_type: 'price_change' })
  const change = orderOf(changeKeys, CHANGE_VALUES, {})
  if (frame === undefined || change === undefined) return undefined
  return { key: layoutKey(frameKeys, changeKeys), frame, change }
}

/** Returns a text that is the same for the same orders of keys. */
export function layoutKey(frameKeys: readonly string[], changeKeys: readonly string[]): string {
  return `${frameKeys.join()} ${changeKeys.join()}`
}
