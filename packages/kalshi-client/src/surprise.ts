import type { AnyEndpoint, Decoder } from '@arbees/transport'
import type { Surprise } from './schema/wire.ts'
import { surprisesIn } from './schema/wire.ts'

/** Returns the endpoint with a decoder that tells the unknown words of each answer. */
export function reporting<Value extends AnyEndpoint>(endpoint: Value, report: (surprise: Surprise) => void): Value {
  const output: Decoder<unknown> = {
    safeParse: (value) => {
      const decoded = endpoint.output.safeParse(value)
      if (decoded.success) for (const surprise of surprisesIn(decoded.data)) report(surprise)
      return decoded
    },
  }
  return Object.freeze({ ...endpoint, output })
}
