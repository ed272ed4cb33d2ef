/*
 * Spoils a payload in every way its schema should notice: each needed field dropped, each declared
 * field of another type. Which fields are needed is asked of the schema itself, with nothing in
 * their place; that the needed ones are needed is what the mutated payload then shows.
 */
import type { z } from 'zod'

/** A spoiled payload, and where the complaint must point. */
export type Mutation = { readonly what: string; readonly path: string; readonly payload: unknown }

type Path = readonly (string | number)[]

function definitionOf(schema: z.ZodType) {
  return schema.def as unknown as {
    readonly type: string
    readonly shape?: Readonly<Record<string, z.ZodType>>
    readonly element?: z.ZodType
    readonly innerType?: z.ZodType
    readonly valueType?: z.ZodType
    readonly in?: z.ZodType
    readonly options?: readonly z.ZodType[]
  }
}

function changed(
  value: unknown,
  path: Path,
  change: (parent: Record<string | number, unknown>, key: string | number) => void,
): unknown {
  const copy = structuredClone(value)
  let parent = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>
  change(parent, path.at(-1)!)
  return copy
}

/** Gives every spoiled form of `payload`; of a list, its first element stands for all. */
export function mutations(schema: z.ZodType, payload: unknown): readonly Mutation[] {
  const found: Mutation[] = []
  const visit = (inner: z.ZodType, value: unknown, path: Path): void => {
    const { type, shape, element, innerType, valueType, in: input, options } = definitionOf(inner)
    if (type === 'optional' || type === 'nullable') {
      if (value !== null && value !== undefined) visit(innerType as z.ZodType, value, path)
    } else if (type === 'pipe') visit(input as z.ZodType, value, path)
    else if (shape !== undefined) visitFields(shape, value as Readonly<Record<string, unknown>>, path)
    else if (element !== undefined) {
      const list = value as readonly unknown[]
      if (list.length > 0) {
        spoil(path, 0)
        visit(element, list[0], [...path, 0])
      }
    } else if (valueType !== undefined && definitionOf(valueType).type !== 'unknown') {
      const [key, first] = Object.entries(value as object)[0] ?? []
      if (key !== undefined) {
        spoil(path, key)
        visit(valueType, first, [...path, key])
      }
    } else if (type === 'union') {
      const option = options?.find((one) => one.safeParse(value).success && definitionOf(one).shape !== undefined)
      if (option !== undefined) visit(option, value, path)
    }
  }
  const spoil = (path: Path, key: string | number): void => {
    const at = [...path, key]
    // A list of an impossible element is neither text, number, boolean, object nor any list that is declared.
    found.push({
      what: `${key} of another type`,
      path: at.join('.'),
      payload: changed(payload, at, (parent, last) => {
        parent[last] = Array.isArray(parent[last]) ? { impossible: true } : [[Symbol.iterator.toString()]]
      }),
    })
  }
  const visitFields = (
    shape: Readonly<Record<string, z.ZodType>>,
    value: Readonly<Record<string, unknown>>,
    path: Path,
  ): void => {
    for (const [key, inner] of Object.entries(shape)) {
      if (!(key in value)) continue
      const at = [...path, key]
      if (!inner.safeParse(undefined).success) {
        found.push({
          what: `${key} dropped`,
          path: at.join('.'),
          payload: changed(payload, at, (parent, last) => delete parent[last]),
        })
      }
      // What stands in the place of null is not said, so no wrong type of it is known.
      if (value[key] === null) continue
      spoil(path, key)
      visit(inner, value[key], at)
    }
  }
  visit(schema, payload, [])
  return found
}
