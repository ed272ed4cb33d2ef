import type { Log } from '@arbees/core'
import type { AnyEndpoint, Decoder } from '@arbees/transport'
import { nameOf } from '@arbees/transport'
import { unknownWords } from './schema/word.ts'

/** A word of the venue that is in no list here: kept as it is, and told. */
export type Surprise = { readonly where: string; readonly found: string }

/** Returns the endpoint with a decoder that tells the unknown words of each answer. */
export function reporting<Value extends AnyEndpoint>(endpoint: Value, report: (surprise: Surprise) => void): Value {
  const output: Decoder<unknown> = {
    safeParse: (value) => {
      const decoded = endpoint.output.safeParse(value)
      if (decoded.success) {
        for (const { path, found } of unknownWords(endpoint.output, decoded.data)) {
          report({ where: `${nameOf(endpoint)}: ${path}`, found })
        }
      }
      return decoded
    },
  }
  return Object.freeze({ ...endpoint, output })
}

const SEEN_MAX = 1_000

/** Returns what logs each surprise once, as a warning. */
export function warnOnce(log: Log): (surprise: Surprise) => void {
  const seen = new Set<string>()
  return ({ where, found }) => {
    const key = `${where}\n${found}`
    if (seen.has(key) || seen.size >= SEEN_MAX) return
    seen.add(key)
    log('warn', 'polymarket said an unknown word', { where, found })
  }
}
