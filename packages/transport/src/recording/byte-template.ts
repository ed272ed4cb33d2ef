/*
 * Bytes that must stand in a line as they are, compared four at a time. The last four overlap the
 * four before where the length is no multiple of four.
 */

/** Fixed bytes to compare with. At least four. */
export type ByteTemplate = { readonly length: number; readonly words: Int32Array }

/** Returns the template of a text. */
export function createByteTemplate(text: string): ByteTemplate {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(bytes.buffer)
  const whole = bytes.length >>> 2
  const words = new Int32Array(whole + 1)
  for (let word = 0; word < whole; word++) words[word] = view.getInt32(word * 4, true)
  words[whole] = view.getInt32(bytes.length - 4, true)
  return { length: bytes.length, words }
}

/** Says whether the template stands at `start`. The view must reach to the template's end. */
export function matchesTemplate(template: ByteTemplate, view: DataView, start: number): boolean {
  const { length, words } = template
  const last = words.length - 1
  for (let word = 0; word < last; word++) {
    if (view.getInt32(start + word * 4, true) !== words[word]) return false
  }
  return view.getInt32(start + length - 4, true) === words[last]
}
