import { invariant } from '@arbees/core'

type QueryScalar = string | number | boolean

/** Several values under one name, joined by commas. */
export type CommaSeparated = { readonly commaSeparated: readonly QueryScalar[] }

/** What may stand in a query: a value, a repeated list, a comma-separated list, or nothing. */
export type QueryValue = QueryScalar | readonly QueryScalar[] | CommaSeparated | undefined

/**
 * Returns a list to be sent as `name=a,b`; undefined stays undefined. An array alone is sent as `name=a&name=b`.
 *
 * @example
 * buildQuery({ tickers: commaSeparated(['A', 'B']), status: ['open', 'closed'] })
 * // 'tickers=A,B&status=open&status=closed'
 */
export function commaSeparated(values: readonly QueryScalar[] | undefined): CommaSeparated | undefined {
  return values === undefined ? undefined : { commaSeparated: values }
}

function scalarText(name: string, value: QueryScalar): string {
  invariant(
    typeof value !== 'number' || Number.isFinite(value),
    `the query's ${name} is a finite number, found ${String(value)}`,
  )
  return encodeURIComponent(String(value))
}

/** Returns the query as sent, percent-encoded, without the question mark; empty lists are left out. */
export function buildQuery(query: Readonly<Record<string, QueryValue>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    const key = encodeURIComponent(name)
    if (typeof value !== 'object') {
      parts.push(`${key}=${scalarText(name, value)}`)
    } else if ('commaSeparated' in value) {
      const list = value.commaSeparated.map((item) => scalarText(name, item))
      if (list.length > 0) parts.push(`${key}=${list.join(',')}`)
    } else {
      for (const item of value) parts.push(`${key}=${scalarText(name, item)}`)
    }
  }
  return parts.join('&')
}

/**
 * Returns `template` with its `{names}` filled in, percent-encoded: the exact text that is sent and signed.
 *
 * @throws InvariantError when a name has no value, a value no name, or a value is empty or made of dots only.
 * @example
 * fillPath('/events/{event}', { event: 'A B' }) // '/events/A%20B'
 */
export function fillPath(template: string, values?: Readonly<Record<string, string | number>>): string {
  if (values === undefined && !template.includes('{')) return template
  return fillNames(template, values ?? {})
}

function fillNames(template: string, values: Readonly<Record<string, string | number>>): string {
  const used = new Set<string>()
  const path = template.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
    used.add(name)
    const value = values[name]
    invariant(value !== undefined, `${template} needs a value for ${name}, found none`)
    const text = String(value)
    // Dot segments would be folded away on the wire: another path than the one signed.
    invariant(
      !/^\.*$/.test(text),
      `${template} needs a ${name} that is not empty or dots, found ${JSON.stringify(text)}`,
    )
    return encodeURIComponent(text)
  })
  for (const name of Object.keys(values)) invariant(used.has(name), `${template} has no place for ${name}`)
  return path
}
