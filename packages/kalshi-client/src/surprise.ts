import type { AnyEndpoint, Decoder } from '@arbees/transport'
import type { Surprise } from './schema/wire.ts'
import { surprisesIn } from './schema/wire.ts'

/**
 * Returns the endpoint with a decoder that tells the unknown words of each answer; the endpoint itself where
 * its decoder says that there are none, so that an order's answer is not gone through in vain.
 */
export function reporting<Value extends AnyEndpoint>(endpoint: Value, report: (surprise: Surprise) => void): Value {
  const { hasWords = true } = endpoint.output as { readonly hasWords?: boolean }
  if (!hasWords) return endpoint
  const output: Decoder<unknown> = {
    safeParse: (value) => {
      const decoded = endpoint.output.safeParse(value)
      if (decoded.success) for (const surprise of surprisesIn(decoded.data)) report(surprise)
      return decoded
    },
  }
  return Object.freeze({ ...endpoint, output })
}
