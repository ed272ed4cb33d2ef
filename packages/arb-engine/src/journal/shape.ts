/*
 * What a value must be, said once and checked on both ways: a record that could not be read again is
 * never written, and one that is read is believed only when every field is known and exact.
 */

/**
 * Returns what is wrong with a value, to be read after its name: ` is text, found 7` or
 * `.at is an integer…`; undefined when nothing is. A path is only put together when it is needed.
 */
export type Shape = (value: unknown) => string | undefined

function found(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** An exact integer from `least` to `most`. */
export function integer(least: number = Number.MIN_SAFE_INTEGER, most: number = Number.MAX_SAFE_INTEGER): Shape {
  return (value) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return undefined
    return ` is an integer from ${least} to ${most}, found ${found(value)}`
  }
}

/** Text; not empty unless `isEmptyAllowed`. */
export function text(isEmptyAllowed = false): Shape {
  return (value) => {
    if (typeof value === 'string' && (isEmptyAllowed || value !== '')) return undefined
    return ` is text, found ${found(value)}`
  }
}

/** Text that `accepts` takes. */
export function textOf(what: string, accepts: (text: string) => boolean): Shape {
  return (value) => {
    if (typeof value === 'string' && accepts(value)) return undefined
    return ` is ${what}, found ${found(value)}`
  }
}

/** True or false. */
export const yesOrNo: Shape = (value) =>
  typeof value === 'boolean' ? undefined : ` is true or false, found ${found(value)}`

/** One of a closed list. */
export function oneOf(...words: readonly (string | number)[]): Shape {
  return (value) => {
    if (words.includes(value as string)) return undefined
    return ` is one of ${words.join(', ')}, found ${found(value)}`
  }
}

/** A list of any length, or of `least` to `most` items. */
export function listOf(item: Shape, least = 0, most = Number.POSITIVE_INFINITY): Shape {
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      const length = most === Number.POSITIVE_INFINITY ? '' : ` of ${least} to ${most}`
      return ` is a list${length}, found ${found(value)}`
    }
    for (const [index, one] of value.entries()) {
      const defect = item(one)
      if (defect !== undefined) return `[${index}]${defect}`
    }
    return undefined
  }
}

/** A value of one shape or the other; of neither, both say why. */
export function eitherOf(one: Shape, other: Shape): Shape {
  return (value) => {
    const defect = one(value)
    if (defect === undefined) return undefined
    const second = other(value)
    return second === undefined ? undefined : `${defect}, or${second}`
  }
}

/** A field that may be absent. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value))
}

/** A value that may be null. */
export function orNull(shape: Shape): Shape {
  return (value) => (value === null ? undefined : shape(value))
}

/** An object of exactly these fields. */
export function objectOf(fields: Readonly<Record<string, Shape>>): Shape {
  const known = Object.entries(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return ` is an object, found ${found(value)}`
    }
    const given = value as Readonly<Record<string, unknown>>
    for (const [name, shape] of known) {
      const defect = shape(given[name])
      if (defect !== undefined) return `.${name}${defect}`
    }
    for (const name in given) {
      if (!Object.hasOwn(fields, name)) return ` has no field ${JSON.stringify(name)}, found one`
    }
    return undefined
  }
}
