import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { ERROR_RULES } from '../packages/core/src/index.ts'

const ROOT = join(import.meta.dirname, '..')

function documents(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)
  return ['README.md', 'packages/core/README.md', ...docs.sort()]
}

/** Returns the TypeScript of a document that stands by itself: each block that imports a package of ours. */
function programsIn(path: string): readonly string[] {
  const blocks = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
  return blocks.map(([, code = '']) => code).filter((code) => code.includes("from '@arbees/"))
}

/** Returns what the compiler says of texts, as if they stood in an example, which may import every package. */
function compile(programs: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (path) => programs.has(path) || fileExists(path)
  host.readFile = (path) => programs.get(path) ?? readFile(path)
  host.getSourceFile = (path, languageVersion, onError) => {
    const text = programs.get(path)
    return text === undefined
      ? getSourceFile(path, languageVersion, onError)
      : ts.createSourceFile(path, text, languageVersion)
  }
  const program = ts.createProgram([...programs.keys()], { ...options, noUnusedLocals: false }, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
}

describe('the documents', () => {
  test('show code that compiles', () => {
    const programs = new Map<string, string>()
    for (const path of documents()) {
      for (const [at, code] of programsIn(path).entries()) {
        const name = `${path.replaceAll(/[/.]/g, '-')}-${at}.ts`
        programs.set(join(ROOT, 'examples/arbees-full/src', name), code)
      }
    }
    expect(programs.size).toBeGreaterThanOrEqual(5)
    expect(compile(programs)).toEqual([])
    const wrong = new Map([[join(ROOT, 'examples/arbees-full/src/wrong.ts'), 'export const x: string = 1\n']])
    expect(compile(wrong)).toHaveLength(1)
  })

  test('list every error code with its rules', () => {
    const page = readFileSync(join(ROOT, 'docs/concepts/errors.md'), 'utf8')
    const rows = page
      .split('\n')
      .filter((line) => /^\| `[a-z]+\.[a-z-]+` /.test(line))
      .map((line) => line.replaceAll(/ +/g, ' '))
    const expected = Object.entries(ERROR_RULES).map(
      ([code, { sentence, retry, order }]) => `| \`${code}\` | ${sentence} | ${retry} | ${order} |`,
    )
    expect(rows).toEqual(expected)
  })

  test('list every decision', () => {
    const index = readFileSync(join(ROOT, 'docs/index.md'), 'utf8')
    const decisions = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => name.endsWith('.md'))
    expect(decisions.filter((name) => !index.includes(`(decisions/${name})`))).toEqual([])
  })
})
