import { mayTouchPlatform } from './banned-calls.ts'
import type { Finding, Rule } from './rule.ts'
import { importsOf } from './syntax.ts'
import type { Tree } from './tree.ts'

// The modules of Node that reach the world; the others (crypto, zlib, path, url, util) only compute.
const REACHING = new Set(
  (
    'fs fs/promises net tls http https http2 dgram dns dns/promises child_process cluster worker_threads ' +
    'timers timers/promises perf_hooks process os console readline readline/promises repl inspector vm v8 sqlite'
  ).split(' '),
)
const CHANCE = new Set(['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'])

function reaches(specifier: string, names: readonly string[]): string | undefined {
  const module = specifier.replace(/^node:/, '')
  if (REACHING.has(module) || module === 'undici' || module === 'ws') return specifier
  const chance = module === 'crypto' ? names.find((name) => CHANCE.has(name)) : undefined
  return chance === undefined ? undefined : `${chance} of ${specifier}`
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    // An example's services may use files; only packages promise to do no I/O.
    if (mayTouchPlatform(path) || !path.startsWith('packages/')) continue
    for (const { specifier, line, names } of importsOf(tree.syntax(path))) {
      const found = reaches(specifier, names)
      if (found !== undefined) yield { path, line, found: `import of ${found}` }
    }
  }
}

/** Refuses imports through which a package could reach files, sockets, timers or chance. */
export const worldImports: Rule = {
  name: 'world-import',
  why: 'only transport touches files, sockets and timers; a package takes a port of core instead',
  check,
}
