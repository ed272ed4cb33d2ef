import { describe, expect, it } from 'vitest'
import { KALSHI_RESOURCES, namedEndpoints } from './resources.ts'

describe('the endpoints', () => {
  const all = namedEndpoints()

  it('are values, each once', () => {
    expect(all.length).toBeGreaterThan(85)
    const requests = all.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
    expect(new Set(requests).size).toBe(requests.length)
  })

  it('are retried only where that is safe, and cost something', () => {
    for (const { name, endpoint } of all) {
      expect(endpoint.retry, name).toBe(endpoint.method === 'GET' ? 'reads' : 'unprocessed')
      expect(endpoint.cost.tokens, name).toBeGreaterThan(0)
      if (endpoint.method !== 'GET') expect(endpoint.access, name).toBe('private')
    }
  })

  it('are none of the ones that are gone', () => {
    const gone = /^POST \/portfolio\/orders|exchange\/announcements|\/lookup$/
    for (const { endpoint } of all) expect(`${endpoint.method} ${endpoint.path}`).not.toMatch(gone)
    expect(Object.keys(KALSHI_RESOURCES)).toContain('transfers')
  })
})
