import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const STATES = ['done', 'partly', 'by hand', 'not yet']

type SeedRow = { readonly row: number; readonly state: string; readonly shownBy: string }

/** Returns the rows of the page: those of its tables that begin with a number. */
function seedRows(): readonly SeedRow[] {
  const text = readFileSync(join(root, 'docs/seed.md'), 'utf8')
  return [...text.matchAll(/^\| +(\d+) \|[^|]*\|([^|]*)\|(.*)\|$/gm)].map(([, row, state = '', shownBy = '']) => ({
    row: Number(row),
    state: state.trim(),
    shownBy,
  }))
}

/** The files that a row names, from the root of the project. */
function filesOf({ shownBy }: SeedRow): readonly string[] {
  const named = [...shownBy.matchAll(/`([^` ]+\.ts)`/g)].map(([, path = '']) => path)
  return named.map((path) => (/^(src|test)\//.test(path) ? `examples/arbees-full/${path}` : path))
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

test('each row of the checklist is told once, and what shows it exists', () => {
  const rows = seedRows()
  expect(rows.map(({ row }) => row)).toEqual([...numbers(1, 56), ...numbers(81, 91)])
  expect(rows.filter(({ state }) => !STATES.includes(state))).toEqual([])
  expect(rows.flatMap(filesOf).filter((path) => !existsSync(join(root, path)))).toEqual([])
  const shown = rows.filter(({ state }) => state !== 'not yet')
  expect(shown.filter((row) => filesOf(row).length === 0).map(({ row }) => row)).toEqual([25])
})
