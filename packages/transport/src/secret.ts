declare const secret: unique symbol

/** A text that must not be seen: printing, logging and JSON show `[redacted]`; only `reveal` gives it. */
export type Secret = { readonly reveal: () => string; readonly [secret]: true }

/** What is shown in the place of a secret. */
export const REDACTED = '[redacted]'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const BRAND = Symbol.for('@arbees/transport/Secret')

/**
 * Returns `text` as a secret.
 *
 * @example
 * const key = createSecret(pem)
 * console.log({ key }) // { key: [redacted] }
 */
export function createSecret(text: string): Secret {
  const shown = () => REDACTED
  const held = { reveal: () => text, toString: shown, toJSON: shown, [INSPECT]: shown, [BRAND]: true }
  for (const key of [...Object.keys(held), INSPECT, BRAND]) Object.defineProperty(held, key, { enumerable: false })
  return Object.freeze(held) as unknown as Secret
}

/** Says whether `value` is a secret. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && BRAND in value
}
