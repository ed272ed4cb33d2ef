/*
 * Where the values stand in a frame. The venue writes the fields of a message always in one order,
 * which is learned from a frame that the schema has accepted; what stands between the values is then
 * compared eight bytes at a time. A frame with another layout is declined, and may teach a new one.
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
 * Fixed bytes, as numbers of eight bytes each: all but the last follow each other from the first
 * byte, the last one ends with the last byte and may overlap. ASCII makes no NaN and no negative
 * zero, so that two such numbers are equal exactly when their bytes are.
 */
export type Segment = { readonly length: number; readonly bytes: Uint8Array; readonly words: readonly number[] }

/** One order of fields: before each value its fixed bytes, and after the last one what ends the object. */
export type FieldOrder = { readonly values: Uint8Array; readonly before: readonly Segment[]; readonly end: Segment }

/** The layout of a price_change frame: its own fields, and those of each change. */
export type FrameLayout = {
  readonly key: string
  readonly frame: FieldOrder
  readonly change: FieldOrder
  /** Whether all fields stand in the order that is documented and seen: it is read by a way of its own. */
  readonly isUsual: boolean
}

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
const USUAL_KEY = layoutKey([...Object.keys(FRAME_VALUES), 'event_type'], Object.keys(CHANGE_VALUES))

/** The bytes of one number of a segment. */
export const WORD = 8

/** Returns a text as fixed bytes. A text of fewer than eight is equal to nothing. */
export function segmentOf(text: string): Segment {
  const bytes = new TextEncoder().encode(text)
  const { length } = bytes
  if (length < WORD) return { length, bytes, words: [Number.NaN] }
  const view = new DataView(bytes.buffer)
  const words: number[] = []
  for (let offset = 0; offset < length - WORD; offset += WORD) words.push(view.getFloat64(offset, true))
  words.push(view.getFloat64(length - WORD, true))
  return { length, bytes, words }
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
  const key = layoutKey(frameKeys, changeKeys)
  return { key, frame, change, isUsual: key === USUAL_KEY }
}

/** Returns a text that is the same for the same orders of keys. */
export function layoutKey(frameKeys: readonly string[], changeKeys: readonly string[]): string {
  return `${frameKeys.join()} ${changeKeys.join()}`
}
