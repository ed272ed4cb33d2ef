/*
 * Bytes that must stand in a line as they are, compared eight at a time as floats: the eight bytes
 * of a float that is neither NaN nor zero are told by its value, and text has no such bytes. (Where
 * a template has them all the same, it matches nothing, which only costs time.) The last eight
 * overlap those before where the length is no multiple of eight.
 */
import { invariant } from '@arbees/core'

/** Fixed bytes to compare with. At least eight. */
export type ByteTemplate = { readonly length: number; readonly words: Float64Array }

/** Returns the template of a text. */
export function createByteTemplate(text: string): ByteTemplate {
  const bytes = new TextEncoder().encode(text)
  invariant(bytes.length >= 8, `a byte template has at least 8 bytes, found ${JSON.stringify(text)}`)
  const view = new DataView(bytes.buffer)
  const whole = bytes.length >>> 3
  const words = new Float64Array(whole + 1)
  for (let word = 0; word < whole; word++) words[word] = view.getFloat64(word * 8, true)
  words[whole] = view.getFloat64(bytes.length - 8, true)
  return { length: bytes.length, words }
}

/** Says whether the template stands at `start`. The view must reach to the template's end. */
export function matchesTemplate(template: ByteTemplate, view: DataView, start: number): boolean {
  const { length, words } = template
  const last = words.length - 1
  for (let word = 0; word < last; word++) {
    if (view.getFloat64(start + word * 8, true) !== words[word]) return false
  }
  return view.getFloat64(start + length - 8, true) === words[last]
}
