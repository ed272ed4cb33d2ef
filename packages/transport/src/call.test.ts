import type { Http, HttpRequest, HttpResponse, Micros } from '@arbees/core'
import { isVenueError, seconds, toMicros, VenueError } from '@arbees/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { bind } from './bind.ts'
import type { CallContext, VenueDialect } from './call.ts'
import { call } from './call.ts'
import { endpoint } from './endpoint.ts'
import { commaSeparated } from './query.ts'
import { statusError } from './status-error.ts'

const getMarket = endpoint({
  method: 'GET',
  path: '/markets/{ticker}',
  access: 'public',
  cost: { bucket: 'read', tokens: 10 },
  retry: 'reads',
  request: (input: { readonly ticker: string; readonly tags?: readonly string[] }) => ({
    path: { ticker: input.ticker },
    query: { tags: input.tags, list: commaSeparated(input.tags) },
  }),
  output: z.object({ market: z.object({ ticker: z.string(), yes: z.string().transform((text) => text.length) }) }),
})

const Page = z.object({ items: z.array(z.number()), cursor: z.string() })

const getItems = endpoint({
  method: 'GET',
  path: '/items',
  access: 'optional',
  cost: { bucket: 'read', tokens: 10 },
  retry: 'reads',
  request: (input: { readonly cursor?: string }) => ({ query: { cursor: input.cursor } }),
  output: Page,
  paging: {
    items: (page) => page.items,
    next: (page, input) => (page.cursor === '' ? undefined : { ...input, cursor: page.cursor }),
  },
})

const createOrder = endpoint({
  method: 'POST',
  path: '/orders',
  access: 'private',
  cost: { bucket: 'write', tokens: 10 },
  charges: (input: { readonly count: number }, cost) => [{ ...cost, tokens: cost.tokens * input.count }],
  retry: 'unprocessed',
  request: (input: { readonly count: number }) => ({ body: { count: input.count } }),
  output: z.object({ id: z.string() }),
})

const getOk = endpoint({
  method: 'GET',
  path: '/ok',
  access: 'public',
  cost: { bucket: 'read', tokens: 1 },
  retry: 'reads',
  output: z.literal('OK'),
  format: 'text',
})

type Scene = { readonly context: CallContext; readonly sent: HttpRequest[] }

function scene(
  answer: (request: HttpRequest) => Partial<HttpResponse>,
  dialect: Partial<VenueDialect> = {},
  now: Micros = seconds(1000),
): Scene {
  const sent: HttpRequest[] = []
  const http: Http = async (request) => {
    sent.push(request)
    return { status: 200, headers: {}, body: '{}', ...answer(request) }
  }
  const context: CallContext = {
    dialect: {
      venue: 'kalshi',
      baseUrl: 'https://venue.test/api/v2',
      toError: (response, request) => statusError('kalshi', response, request),
      ...dialect,
    },
    http,
    clock: { now: () => now, setTimer: () => () => undefined },
    timeoutMicros: seconds(5),
  }
  return { context, sent }
}

const market = { body: JSON.stringify({ market: { ticker: 'A', yes: '0.5600' } }) }

describe('call', () => {
  test('fills the path, writes lists both ways, and gives the decoded answer', async () => {
    const { context, sent } = scene(() => market)
    const answer = await call(context, getMarket, { ticker: 'A/B %', tags: ['x', 'y&z'] })
    expect(answer).toEqual({ market: { ticker: 'A', yes: 6 } })
    expectTypeOf(answer.market.yes).toEqualTypeOf<number>()
    expect(sent[0]?.url).toBe('https://venue.test/api/v2/markets/A%2FB%20%25?tags=x&tags=y%26z&list=x,y%26z')
    expect(sent[0]?.timeoutMicros).toBe(seconds(5))
  })

  test('signs the exact path on the wire, without the query, at the time of sending', async () => {
    const signed: string[] = []
    const { context, sent } = scene(() => ({ body: '{"id":"1"}' }), {
      sign: (request, now) => {
        signed.push(`${now}${request.method}${request.path}${request.body}`)
        return { 'x-signature': 's' }
      },
    })
    await call(context, createOrder, { count: 2 })
    expect(signed).toEqual(['1000000000POST/api/v2/orders{"count":2}'])
    expect(sent[0]?.headers).toMatchObject({ 'x-signature': 's', 'content-type': 'application/json' })
  })

  test('a private endpoint without credentials sends nothing', async () => {
    const { context, sent } = scene(() => ({}))
    await expect(call(context, createOrder, { count: 1 })).rejects.toMatchObject({ code: 'auth.missing' })
    expect(sent).toEqual([])
  })

  test('an optional endpoint is signed only when there are credentials', async () => {
    const page = { body: '{"items":[],"cursor":""}' }
    const bare = scene(() => page)
    await call(bare.context, getItems, {})
    expect(bare.sent[0]?.headers).not.toHaveProperty('x-signature')
    const keyed = scene(() => page, { sign: () => ({ 'x-signature': 's' }) })
    await call(keyed.context, getItems, {})
    expect(keyed.sent[0]?.headers).toHaveProperty('x-signature')
  })

  test('an answer of another form names the path of every fault', async () => {
    const { context } = scene(() => ({ body: '{"market":{"yes":1}}' }))
    const error = await call(context, getMarket, { ticker: 'A' }).catch((caught: unknown) => caught)
    expect(isVenueError(error, 'payload.malformed') && error.context.issues.map((line) => line.split(':')[0])).toEqual([
      'market.ticker',
      'market.yes',
    ])
    expect(isVenueError(error, 'payload.malformed') && error.context.where).toBe('GET /markets/{ticker}')
  })

  test('a page of HTML with status 200 is malformed, and short in the error', async () => {
    const { context } = scene(() => ({ body: `<!DOCTYPE html>${'x'.repeat(1000)}` }))
    const error = await call(context, getMarket, { ticker: 'A' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'payload.malformed' })
    expect((error as VenueError).message.length).toBeLessThan(250)
  })

  test('a text endpoint is not parsed', async () => {
    const { context } = scene(() => ({ body: 'OK' }))
    expect(await call(context, getOk, {})).toBe('OK')
  })

  test.each([
    [429, { 'retry-after': '3' }, 'rate.limited', { by: 'venue', retryAfterMicros: 3_000_000 }],
    [429, { 'retry-after': 'soon' }, 'rate.limited', { by: 'venue' }],
    [401, {}, 'auth.rejected', { venue: 'kalshi' }],
    [503, {}, 'response.status', { status: 503, method: 'GET' }],
  ])('status %s is an error of the table', async (status, headers, code, context) => {
    const { context: callContext } = scene(() => ({ status, headers }))
    const error = await call(callContext, getMarket, { ticker: 'A' }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(VenueError)
    expect(error).toMatchObject({ code, context })
  })

  test('an expired request does not leave', async () => {
    const { context, sent } = scene(() => ({ body: '{"id":"1"}' }), { sign: () => ({}) })
    const late = call(context, createOrder, { count: 1 }, { expiresAt: toMicros(999_999_999) })
    await expect(late).rejects.toMatchObject({ code: 'order.rejected', context: { reason: 'expired' } })
    expect(sent).toEqual([])
    await call(context, createOrder, { count: 1 }, { expiresAt: toMicros(1_000_000_000) })
    expect(sent).toHaveLength(1)
  })

  test('leaves in the tick of the call', () => {
    const { context, sent } = scene(() => ({ body: '{"id":"1"}' }), { sign: () => ({}) })
    void call(context, createOrder, { count: 1 })
    void call(context, createOrder, { count: 2 })
    expect(sent).toHaveLength(2)
  })

  test.each(['', '.', '..'])('a path value of %j is refused: the wire would fold it away', async (ticker) => {
    const { context } = scene(() => market)
    await expect(call(context, getMarket, { ticker })).rejects.toThrow('not empty or dots')
  })
})

describe('bind', () => {
  test('endpoints become methods; input may be left out where nothing is needed', async () => {
    const { context } = scene((request) => (request.url.endsWith('/ok') ? { body: 'OK' } : market))
    const bound = bind(context, { getMarket, getOk, getItems })
    expect((await bound.getMarket({ ticker: 'A' })).market.ticker).toBe('A')
    expect(await bound.getOk()).toBe('OK')
    expectTypeOf(bound.getMarket).parameter(0).toEqualTypeOf<{
      readonly ticker: string
      readonly tags?: readonly string[]
    }>()
    // @ts-expect-error an input is needed
    await expect(bound.getMarket()).rejects.toThrow('needs a value for ticker')
    // @ts-expect-error not paged
    expect(bound.getMarket.each).toBeUndefined()
    expect(Object.isFrozen(bound)).toBe(true)
  })

  test('pages are walked to their end, one fetch each', async () => {
    const { context, sent } = scene((request) => {
      const cursor = new URL(request.url).searchParams.get('cursor') ?? '0'
      const next = Number(cursor) + 1
      return { body: JSON.stringify({ items: [next, next * 10], cursor: next === 3 ? '' : String(next) }) }
    })
    const bound = bind(context, { getItems })
    const seen: number[] = []
    for await (const item of bound.getItems.each()) {
      expectTypeOf(item).toEqualTypeOf<number>()
      seen.push(item)
    }
    expect(seen).toEqual([1, 10, 2, 20, 3, 30])
    expect(sent).toHaveLength(3)
    sent.length = 0
    for await (const page of bound.getItems.pages()) {
      expect(page.items).toEqual([1, 10])
      break
    }
    expect(sent).toHaveLength(1)
  })

  test('a cursor that does not move ends the walk with an error', async () => {
    const { context } = scene(() => ({ body: '{"items":[1],"cursor":"same"}' }))
    const walk = async () => {
      for await (const _page of bind(context, { getItems }).getItems.pages());
    }
    await expect(walk()).rejects.toThrow('this page again')
  })

  test('a list without end is given up', async () => {
    let count = 0
    const { context } = scene(() => ({ body: `{"items":[1],"cursor":"${++count}"}` }))
    const walk = async () => {
      for await (const _page of bind(context, { getItems }, { pagesMax: 5 }).getItems.pages());
    }
    await expect(walk()).rejects.toThrow('an end within 5 pages')
    expect(count).toBe(5)
  })
})

describe('endpoint', () => {
  test('a path with names and no way to fill them is refused', () => {
    const spec = { method: 'GET', access: 'public', cost: { bucket: 'read', tokens: 1 }, retry: 'reads' } as const
    expect(() => endpoint({ ...spec, path: '/a/{b}', output: z.string() })).toThrow('says how to fill them')
    expect(() => endpoint({ ...spec, path: 'a', output: z.string() })).toThrow('begins with a slash')
  })

  test('names in the path are checked by the compiler', () => {
    endpoint({
      method: 'GET',
      path: '/a/{b}',
      access: 'public',
      cost: { bucket: 'read', tokens: 1 },
      retry: 'reads',
      // @ts-expect-error the path says b
      request: (input: { readonly c: string }) => ({ path: { c: input.c } }),
      output: z.string(),
    })
  })
})
