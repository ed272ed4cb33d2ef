/*
 * A request as a value. Because it is data, the executor, the rate limits, the mock handlers and the
 * table of endpoints in the docs are all derived from the same list.
 */
import type { HttpRequest } from '@arbees/core'
import { invariant } from '@arbees/core'
import type { Decoder } from './decoder.ts'
import type { QueryValue } from './query.ts'

/** Whether credentials are needed: never, always, or used when there are some. */
export type Access = 'public' | 'private' | 'optional'

/**
 * When the same request may be sent again.
 * `reads`: whenever the error table allows it for a request that changes nothing.
 * `unprocessed`: only after a 429, which the venue certainly did not process.
 * `never`: under no condition.
 */
export type RetryPolicy = 'reads' | 'unprocessed' | 'never'

/** Tokens to be taken from one bucket of the venue's rate limits. */
export type Charge = { readonly bucket: string; readonly tokens: number }

type PathParam<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParam<Rest>
  : never

/** What one call puts into its request. */
export type RequestParts<Name extends string = string> = {
  /** The values of the path's `{names}`; percent-encoded by the executor. */
  readonly path?: { readonly [Key in Name]: string | number }
  /** An array is repeated (`a=1&a=2`); `commaSeparated` joins; undefined is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
  /** Beside the dialect's own and the signature's. */
  readonly headers?: Readonly<Record<string, string>>
}

/** How an answer leads to the next page. */
export type Paging<Input, Output, Item> = {
  readonly items: (output: Output) => readonly Item[]
  /** The input of the next page; undefined after the last. */
  readonly next: (output: Output, input: Input) => Input | undefined
}

/** The input of an endpoint that needs none. */
export type NoInput = Readonly<Record<string, never>>

/** A request as a value: what is sent, what it costs, and what comes back. */
export type Endpoint<Input extends object, Output, Item = never> = {
  readonly method: HttpRequest['method']
  /** Below the dialect's base, with `{names}` to be filled in. */
  readonly path: string
  readonly access: Access
  /** Which of the venue's ways to authenticate; the dialect's `sign` reads it. */
  readonly auth?: string
  /** What one call costs by the venue's documentation. */
  readonly cost: Charge
  /** What this call costs, where that depends on its input: items of a batch, buckets of a shard. */
  readonly charges?: (input: Input, cost: Charge) => readonly Charge[]
  readonly retry: RetryPolicy
  readonly request?: (input: Input) => RequestParts
  readonly output: Decoder<Output>
  /** How the body is read before `output` sees it. @default 'json' */
  readonly format?: 'json' | 'text'
  readonly paging?: Paging<Input, Output, Item>
}

/** Any endpoint, whatever it takes and gives. */
export type AnyEndpoint = Omit<Endpoint<never, unknown, unknown>, 'paging'> & { readonly paging?: unknown }

type EndpointSpec<Path extends string, Input extends object, Output, Item> = Omit<
  Endpoint<Input, Output, Item>,
  'path' | 'request' | 'paging'
> & {
  readonly path: Path
  readonly request?: (input: Input) => RequestParts<PathParam<Path>>
  readonly paging?: Paging<NoInfer<Input>, NoInfer<Output>, Item>
}

/**
 * Returns a request as a value, its types inferred.
 *
 * @throws InvariantError when the path does not begin with a slash or carries a query.
 * @example
 * export const getMarket = endpoint({
 *   method: 'GET', path: '/markets/{ticker}', access: 'public', cost: { bucket: 'read', tokens: 10 }, retry: 'reads',
 *   request: (input: { readonly ticker: string }) => ({ path: { ticker: input.ticker } }),
 *   output: MarketAnswer,
 * })
 */
export function endpoint<const Path extends string, Output, Input extends object = NoInput, Item = never>(
  spec: EndpointSpec<Path, Input, Output, Item>,
): Endpoint<Input, Output, Item> {
  invariant(
    spec.path.startsWith('/') && !spec.path.includes('?'),
    `an endpoint's path begins with a slash and has no query, found ${JSON.stringify(spec.path)}`,
  )
  invariant(
    !spec.path.includes('{') || spec.request !== undefined,
    `an endpoint with names in its path says how to fill them, found no request for ${spec.path}`,
  )
  return Object.freeze(spec)
}

/** Returns an endpoint's short name for logs and errors: `GET /markets/{ticker}`. */
export function nameOf(of: { readonly method: string; readonly path: string }): string {
  return `${of.method} ${of.path}`
}
