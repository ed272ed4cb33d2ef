import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedEndpoint } from '../src/resources.ts'
import { namedEndpoints } from '../src/resources.ts'

/** One example payload, as its index tells of it. */
export type Example = {
  readonly file: string
  readonly kind: 'rest_response' | 'rest_request_body' | 'error_response' | 'ws_command' | 'ws_message'
  readonly operation?: string
  readonly http_status?: number
}

/** Returns the index of the example payloads. */
export function readIndex(folder: string): readonly Example[] {
  const index = JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as { readonly files: readonly Example[] }
  return index.files
}

const formOf = (path: string) => path.replace(/\{[^}]*\}/g, '{}')

/** Returns the endpoints an operation names: `GET /markets/{ticker}`, or several, separated by commas. */
export function endpointsOf(operation: string): readonly NamedEndpoint[] {
  const all = namedEndpoints()
  return operation.split(/, (?=[A-Z]+ \/)/).flatMap((one) => {
    const found = /^([A-Z]+) (\/[^\s?]*)/.exec(one)
    if (found === null) throw new Error(`expected a method and a path, found ${one}`)
    const [, method, path = ''] = found
    const alternatives = /\{([a-z]+\|[a-z|]+)\}/.exec(path)
    const paths =
      alternatives === null
        ? [path]
        : (alternatives[1] as string).split('|').map((word) => path.replace(alternatives[0], word))
    return paths.map((each) => {
      const match = all.find(({ endpoint }) => endpoint.method === method && formOf(endpoint.path) === formOf(each))
      if (match === undefined) throw new Error(`no endpoint for ${method} ${each}`)
      return match
    })
  })
}
