/* The tables of the README are made from the code: `UPDATE_README=1 pnpm vitest run …/readme.test.ts` writes them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REJECT_REASONS } from '../src/reject-reason.ts'
import { namedEndpoints } from '../src/resources.ts'

const PATH = join(import.meta.dirname, '..', 'README.md')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

const TABLES: Readonly<Record<string, () => string>> = {
  endpoints: () =>
    table(
      ['method', 'request', 'tokens', 'access'],
      namedEndpoints().map(({ name, endpoint: { method, path, cost, access } }) => [
        `\`${name}\``,
        `${method} \`${path}\``,
        `${cost.tokens} ${cost.bucket}`,
        access,
      ]),
    ),
  reasons: () =>
    table(
      ['Kalshi’s code', 'reason'],
      Object.entries(REJECT_REASONS).map(([code, reason]) => [`\`${code}\``, reason]),
    ),
}

function between(name: string, text: string): readonly [head: string, inner: string, tail: string] {
  const begin = `<!-- ${name}: generated from the code; a test compares -->\n`
  const end = `<!-- end of ${name} -->`
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
  return [text.slice(0, from), text.slice(from, to), text.slice(to)]
}

/** A table without the padding that the formatter gives it. */
const plain = (text: string) => text.replace(/ +/g, ' ').replace(/\| ?-+ ?(?=\|)/g, '|---')

describe('the README', () => {
  it.each(Object.keys(TABLES))('has the table of %s that the code gives', (name) => {
    const made = `\n${TABLES[name]?.() ?? ''}\n\n`
    const [head, inner, tail] = between(name, readFileSync(PATH, 'utf8'))
    if (process.env['UPDATE_README'] !== undefined) writeFileSync(PATH, head + made + tail)
    else expect(plain(inner)).toBe(plain(made))
  })
})
