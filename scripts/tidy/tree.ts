import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The files of the repository as the rules see them; paths are relative to its root, with `/`. */
export type Tree = {
  readonly paths: readonly string[]
  readonly has: (path: string) => boolean
  readonly read: (path: string) => string
  /** Returns the parsed file; parsed once. */
  readonly syntax: (path: string) => ts.SourceFile
}

const TEXT =
  /(\.(ts|tsx|mts|cts|js|mjs|cjs|json|yaml|yml|md|sql|sh|html|css|toml|txt)|(^|\/)(Dockerfile|LICENSE|\.gitignore|\.env\.example|run|\.npmrc))$/
const DOT_FOLDERS = ['.ci', '.github', '.changeset']

function createTree(
  paths: Iterable<string>,
  readText: (path: string) => string,
  base?: Tree,
  others: ReadonlySet<string> = new Set(),
): Tree {
  const known = new Set(paths)
  const texts = new Map<string, string>()
  const sources = new Map<string, ts.SourceFile>()
  const read = (path: string) => {
    const text = texts.get(path) ?? readText(path)
    texts.set(path, text)
    return text
  }
  const syntax = (path: string) => {
    const unchanged = base?.has(path) && base.read(path) === read(path) ? base : undefined
    const source =
      sources.get(path) ??
      unchanged?.syntax(path) ??
      ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true)
    sources.set(path, source)
    return source
  }
  return {
    paths: [...known].sort(),
    has: (path) => known.has(path) || others.has(path) || base?.has(path) === true,
    read,
    syntax,
  }
}

/** Returns a tree of the given texts, for tests. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  return createTree(Object.keys(files), (path) => files[path] ?? '')
}

/** Returns `tree` with some files replaced or added: a planted violation. */
export function withFiles(tree: Tree, files: Readonly<Record<string, string>>): Tree {
  return createTree([...tree.paths, ...Object.keys(files)], (path) => files[path] ?? tree.read(path), tree)
}

/** Returns the test of whether a path is ignored: the three shapes of line our .gitignore uses. */
function ignoredBy(lines: readonly string[]): (path: string, name: string) => boolean {
  const folders = new Set(lines.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1)))
  const endings = lines.filter((line) => line.startsWith('*')).map((line) => line.slice(1))
  return (path, name) => folders.has(name) || folders.has(path) || endings.some((ending) => name.endsWith(ending))
}

/** Returns the tree on disk under `root`: text files that are neither ignored nor in a foreign dot folder. */
export function readTree(root: string): Tree {
  const isIgnored = ignoredBy(readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean))
  const paths: string[] = []
  // Pictures and the like: nothing to read, but something to link to.
  const others = new Set<string>()
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isIgnored(path, entry.name)) continue
      if (entry.isFile()) {
        if (TEXT.test(path)) paths.push(path)
        else others.add(path)
      } else if (entry.isDirectory() && (!entry.name.startsWith('.') || DOT_FOLDERS.includes(entry.name))) visit(path)
    }
  }
  visit('')
  return createTree(paths, (path) => readFileSync(join(root, path), 'utf8'), undefined, others)
}
