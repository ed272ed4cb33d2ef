/** Says whether a path is TypeScript. */
export function isTypeScript(path: string): boolean {
  return /\.(ts|tsx|mts|cts)$/.test(path)
}

/** Says whether a path exists only to check or measure: tests, type tests, benches and their folders. */
export function isTest(path: string): boolean {
  return (
    /\.(test|test-d|bench)\.tsx?$/.test(path) || /^((packages|examples)\/[^/]+\/)?(test|bench|fixtures)\//.test(path)
  )
}

/** Says whether a path configures a tool, which may demand a default export. */
export function isConfig(path: string): boolean {
  return /(^|\/)[^/]+\.config\.(ts|mts|mjs)$/.test(path)
}

/** Returns the package or example a path belongs to, as `packages/core`; undefined at the root. */
export function memberOf(path: string): string | undefined {
  return /^(packages|examples)\/[^/]+(?=\/)/.exec(path)?.[0]
}

/** Says whether a path is code that users run: a package's or an example's `src`, without tests. */
export function isProduction(path: string): boolean {
  return isTypeScript(path) && /^(packages|examples)\/[^/]+\/src\//.test(path) && !isTest(path)
}

/** Says whether a path is the outer rim of an example: its `main.ts` and its command line. */
export function isExampleRim(path: string): boolean {
  return /^examples\/[^/]+\/src\/(main\.tsx?$|cli\/|.*\/main\.tsx?$)/.test(path)
}
