import { defineConfig } from 'vitest/config'
import { createSkipReporter } from './scripts/skip-reporter.ts'

// The source condition makes every package import its neighbors' sources, so no test can run
// against a stale build. It must be set on the root and inherited (`extends: true`): a bare glob
// of project folders would ignore it.
// `import` is not among them: Vite adds it by itself, and Node, which is given the same list, would hand ES modules
// to foreign packages that require.
const conditions = ['@arbees/source', 'module', 'node']

// Where to write the JSON report, when somebody wants one: .ci/run does.
const report = process.env['TEST_REPORT']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Many tests wait for processes of their own, so that one core would be idle with one worker.
    maxWorkers: 2,
    reporters: [
      'default',
      createSkipReporter(console.log),
      ...(report === undefined ? [] : [['json', { outputFile: report }] as ['json', { outputFile: string }]]),
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          // Modules keep nothing between their users (a house rule), so test files share them: a
          // third of the time, and a module that does keep something is found.
          isolate: false,
          // Enough for the slowest rule on a machine that does much else.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/{src,test}/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
