import type { NamedEndpoint } from '../src/resources.ts'
import { namedEndpoints } from '../src/resources.ts'

function rowOf({ name, host, endpoint }: NamedEndpoint): string {
  const { method, path, access, auth, cost, retry } = endpoint
  const needs = auth ?? (access === 'public' ? '–' : access)
  return `| \`${name}\` | ${method} ${path} | ${host} | ${needs} | ${cost.bucket} | ${retry} |`
}

/** Returns the README's table of endpoints, as the endpoints themselves say it. */
export function endpointTable(): string {
  const head = ['| method | request | host | auth | limit | sent again |', '| --- | --- | --- | --- | --- | --- |']
  // A module's own order of names is the loader's affair.
  const rows = namedEndpoints()
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(rowOf)
  return [...head, ...rows].join('\n')
}
