/*
 * A fake as msw handlers, for code whose HTTP cannot be given another address or another port.
 */
import type { Clock } from '@arbees/core'
import { sleep } from '@arbees/core'
import type { HttpHandler } from 'msw'
import { HttpResponse, http } from 'msw'
import type { FakeVenue } from './fake-venue.ts'

/**
 * Returns the handlers that answer every request to `origin` out of a fake. A cut is a network
 * error; a silence never ends.
 *
 * @example
 * const server = setupServer(...fakeHandlers('https://external-api.kalshi.com', fake.venue, runtime.clock))
 */
export function fakeHandlers(origin: string, venue: FakeVenue, clock: Clock): readonly HttpHandler[] {
  return [
    http.all(`${origin}/*`, async ({ request }) => {
      const { pathname, search } = new URL(request.url)
      const reply = venue.request({
        method: request.method,
        url: `${pathname}${search}`,
        headers: Object.fromEntries(request.headers.entries()),
        body: await request.text(),
      })
      if (reply.type === 'silence') return new Promise<never>(() => undefined)
      if (reply.after > 0) await sleep(clock, reply.after)
      if (reply.type === 'cut') return HttpResponse.error()
      const { status, headers, body } = reply
      return new HttpResponse(body === '' ? null : body, { status, headers })
    }),
  ]
}
