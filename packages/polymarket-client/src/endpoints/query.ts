import type { QueryValue } from '@arbees/transport'

/** Returns a query whose names are the input's in snake_case: `clobTokenIds` becomes `clob_token_ids`. */
export function snakeQuery(input: Readonly<Record<string, QueryValue>>): Readonly<Record<string, QueryValue>> {
  const query: Record<string, QueryValue> = {}
  for (const [key, value] of Object.entries(input)) {
    query[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value
  }
  return query
}
