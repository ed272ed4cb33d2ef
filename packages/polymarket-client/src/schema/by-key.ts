import { z } from 'zod'

/**
 * Returns the schema of objects that are told apart by a key only one of them has. Unlike a union,
 * it names the path of what is wrong.
 */
export function byKey<const Cases extends Readonly<Record<string, z.ZodType>>>(
  cases: Cases,
): z.ZodType<z.output<Cases[keyof Cases]>, unknown> {
  const keys = Object.keys(cases)
  return z.unknown().transform((value, context) => {
    const key = typeof value === 'object' && value !== null ? keys.find((one) => one in value) : undefined
    if (key === undefined) {
      context.addIssue({ code: 'custom', message: `expected an object with one of ${keys.join(', ')}` })
      return z.NEVER
    }
    const parsed = (cases[key] as z.ZodType).safeParse(value)
    if (parsed.success) return parsed.data as z.output<Cases[keyof Cases]>
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    return z.NEVER
  })
}
