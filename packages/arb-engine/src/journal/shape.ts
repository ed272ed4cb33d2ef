/*
 * What a value must be, said once and checked on both ways: a record that could not be read again is
 * never written, and one that is read is believed only when every field is known and exact.
 */

/** Returns what is wrong with a value that stands at `where`; undefined when nothing is. */
export type Shape = (value: unknown, where: string) => string | undefined

function found(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** An exact integer from `least` to `most`. */
export function integer(least: number = Number.MIN_SAFE_INTEGER, most: number = Number.MAX_SAFE_INTEGER): Shape {
  return (value, where) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return undefined
    return `${where} is an integer from ${least} to ${most}, found ${found(value)}`
  }
}

/** Text; not empty unless `isEmptyAllowed`. */
export function text(isEmptyAllowed = false): Shape {
  return (value, where) => {
    if (typeof value === 'string' && (isEmptyAllowed || value !== '')) return undefined
    return `${where} is text, found ${found(value)}`
  }
}

/** Text that `accepts` takes. */
export function textOf(what: string, accepts: (text: string) => boolean): Shape {
  return (value, where) => {
    if (typeof value === 'string' && accepts(value)) return undefined
    return `${where} is ${what}, found ${found(value)}`
  }
}

/** True or false. */
export const yesOrNo: Shape = (value, where) =>
  typeof value === 'boolean' ? undefined : `${where} is true or false, found ${found(value)}`

/** One of a closed list. */
export function oneOf(...words: readonly (string | number)[]): Shape {
  return (value, where) => {
    if (words.includes(value as string)) return undefined
    return `${where} is one of ${words.join(', ')}, found ${found(value)}`
  }
}

/** A list of any length, or of exactly `length`. */
export function listOf(item: Shape, length?: number): Shape {
  return (value, where) => {
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
      return `${where} is a list${length === undefined ? '' : ` of ${length}`}, found ${found(value)}`
    }
    for (const [index, one] of value.entries()) {
      const defect = item(one, `${where}[${index}]`)
      if (defect !== undefined) return defect
    }
    return undefined
  }
}

/** A field that may be absent. */
export function optional(shape: Shape): Shape {
  return (value, where) => (value === undefined ? undefined : shape(value, where))
}

/** A value that may be null. */
export function orNull(shape: Shape): Shape {
  return (value, where) => (value === null ? undefined : shape(value, where))
}

/** An object of exactly these fields. */
export function objectOf(fields: Readonly<Record<string, Shape>>): Shape {
  const known = Object.entries(fields)
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `${where} is an object, found ${found(value)}`
    }
    const given = value as Readonly<Record<string, unknown>>
    for (const [name, shape] of known) {
      const defect = shape(given[name], `${where}.${name}`)
      if (defect !== undefined) return defect
    }
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name)) return `${where} has no field ${JSON.stringify(name)}, found one`
    }
    return undefined
  }
}
