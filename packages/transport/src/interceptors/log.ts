import type { Clock, Log } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import type { HttpLayer } from '../compose.ts'

/** Returns the layer that writes one line per request: no header, no body and no query, so no secret. */
export function logHttp(options: { readonly clock: Clock; readonly log: Log }): HttpLayer {
  const { clock, log } = options
  return (next) => async (request) => {
    const begun = clock.now()
    const line = { method: request.method, url: request.url.split('?', 1)[0] }
    try {
      const response = await next(request)
      const micros = clock.now() - begun
      const { status, body } = response
      log(status < 400 ? 'debug' : 'warn', 'http answered', { ...line, status, micros, characters: body.length })
      return response
    } catch (error) {
      const code = isVenueError(error) ? error.code : 'unexpected'
      log('warn', 'http failed', { ...line, code, micros: clock.now() - begun })
      throw error
    }
  }
}
