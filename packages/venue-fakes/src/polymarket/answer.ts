/** One request as the fake reads it: the host says which of the venue's services it is for. */
export type PolymarketRequest = {
  readonly service: PolymarketService
  readonly method: string
  /** The path alone, without a query. */
  readonly path: string
  /** The text after the question mark; empty when there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact text that arrived; empty when there was none. */
  readonly body: string
}

/** The venue's services, each with its own host. */
export type PolymarketService = 'clob' | 'gamma' | 'data' | 'site'

/** One answer. */
export type PolymarketAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Returns an answer of JSON. */
export function jsonAnswer(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): PolymarketAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Returns the CLOB's answer to what it refuses: `{"error": text}`. */
export function errorAnswer(
  status: number,
  error: string,
  more: Readonly<Record<string, unknown>> = {},
): PolymarketAnswer {
  return jsonAnswer({ error, ...more }, status)
}

/** Returns what stands before the venue answers when it does: a page for people. */
export function htmlAnswer(status: number, title: string): PolymarketAnswer {
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' }, body }
}
