/** Abbreviations whose dot ends no sentence. */
const ABBREVIATIONS = /\b(vs|St|Mt|Jr|Sr|D\.C|a\.m|p\.m)\./g

/** Returns the sentences of a rules text, each without the mark at its end. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(ABBREVIATIONS, '$1')
    .split(/\n+|(?<=[.:]"?)\s+/)
    .map((sentence) => sentence.trim().replace(/[.:]$/, '').replace(/\s+/g, ' '))
    .filter((sentence) => sentence !== '')
}
