/* Recorded rules texts of game winners, where they lie beside the checkout: none may hold a sentence we cannot read. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readClauses } from '../src/index.ts'
import { readRows } from './labeled-pairs.ts'
import { sharedData } from './shared-data.ts'

test('the rules of Kalshi’s game winners are read whole', (context) => {
  const folder = sharedData('rules')
  if (folder === undefined) context.skip('there is no shared/data/rules beside this checkout')
  const rows = readRows<{ venue: string; id: string; rules: string }>(join(folder ?? '', 'markets.jsonl.gz'))
  const games = rows.filter(({ venue, id }) => venue === 'kalshi' && /^KX[A-Z0-9]+GAME-/.test(id))
  expect(games.length).toBeGreaterThanOrEqual(12)
  for (const { rules } of games) {
    expect(readClauses(rules)).toMatchObject({
      waitsDays: 14,
      canceled: 'fair-price',
      countsOvertime: false,
      unread: [],
    })
  }
})

test('the rules of Polymarket’s games of American leagues are read whole', (context) => {
  const folder = sharedData('wire/polymarket-fixtures-lgpl')
  if (folder === undefined) context.skip('there is no shared/data/wire beside this checkout')
  const body = readFileSync(join(folder ?? '', 'py_markets.json'), 'utf8')
  const texts = [...body.matchAll(/"description": ?("(?:[^"\\]|\\.)*")/g)]
    .map(([, text = '""']) => JSON.parse(text) as string)
    .filter((text) => /^In the upcoming (?:MLB|NBA|NFL)/.test(text))
  expect(texts.length).toBeGreaterThanOrEqual(20)
  for (const text of texts) {
    const clauses = readClauses(text)
    expect(clauses).toMatchObject({ canceled: 'half', waitsDays: 7, unread: [] })
    expect(clauses.outcomes).toHaveLength(2)
  }
})
