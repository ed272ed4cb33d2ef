/*
 * Endpoints bound to a context become methods. The mapped type runs over the endpoints' own keys,
 * so the editor shows each endpoint's documentation on its method.
 */
import { invariant } from '@arbees/core'
import type { CallContext } from './call.ts'
import { call } from './call.ts'
import type { AnyEndpoint, Endpoint } from './endpoint.ts'
import { nameOf } from './endpoint.ts'
import type { CallOptions } from './outgoing.ts'
import { items, pages } from './paginate.ts'

type Arguments<Input> =
  Record<never, never> extends Input
    ? readonly [input?: Input, options?: CallOptions]
    : readonly [input: Input, options?: CallOptions]

/** Iterates over what an endpoint gives in pages. */
export type PagedMethods<Input, Output, Item> = {
  /** Gives every item, fetching pages as they are needed. */
  readonly each: (...args: Arguments<Input>) => AsyncGenerator<Item, void>
  /** Gives every page. */
  readonly pages: (...args: Arguments<Input>) => AsyncGenerator<Output, void>
}

/** An endpoint as a method; a paged one has `each` and `pages` too. */
export type BoundMethod<Input, Output, Item> = ((...args: Arguments<Input>) => Promise<Output>) &
  ([Item] extends [never] ? unknown : PagedMethods<Input, Output, Item>)

/** The methods of a module of endpoints. */
export type Bound<Endpoints> = {
  readonly [Name in keyof Endpoints]: Endpoints[Name] extends Endpoint<infer Input, infer Output, infer Item>
    ? BoundMethod<Input, Output, Item>
    : never
}

type LooseEndpoint = Endpoint<object, unknown, unknown>

function bindOne(context: CallContext, endpoint: LooseEndpoint, pagesMax: number | undefined): unknown {
  const method = (input: object = {}, options?: CallOptions) => call(context, endpoint, input, options)
  const { paging } = endpoint
  if (paging === undefined) return Object.freeze(method)
  const walk = (input: object = {}, options?: CallOptions) => ({
    paging,
    fetch: (page: object) => call(context, endpoint, page, options),
    input,
    where: nameOf(endpoint),
    ...(pagesMax === undefined ? {} : { pagesMax }),
  })
  const each = (input?: object, options?: CallOptions) => items(walk(input, options))
  const everyPage = (input?: object, options?: CallOptions) => pages(walk(input, options))
  return Object.freeze(Object.assign(method, { each, pages: everyPage }))
}

/**
 * Returns a module of endpoints as methods over `context`.
 *
 * @throws InvariantError when the module exports something that is not an endpoint.
 * @example
 * import * as markets from './endpoints/markets.ts'
 * const bound = bind(context, markets)
 * const market = await bound.getMarket({ ticker })
 * for await (const one of bound.getMarkets.each({ status: 'open' })) seen.add(one.ticker)
 */
export function bind<Endpoints extends Readonly<Record<string, AnyEndpoint>>>(
  context: CallContext,
  endpoints: Endpoints,
  options: { readonly pagesMax?: number } = {},
): Bound<Endpoints> {
  const methods: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(endpoints)) {
    invariant('method' in value && 'output' in value, `a bound module holds only endpoints, found ${name}`)
    methods[name] = bindOne(context, value as unknown as LooseEndpoint, options.pagesMax)
  }
  return Object.freeze(methods) as Bound<Endpoints>
}
