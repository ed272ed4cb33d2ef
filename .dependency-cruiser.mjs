/*
 * The layers as the imports show them; scripts/tidy checks the same picture in the manifests. The
 * rules are made from the one table, so that neither can be loosened alone.
 */
import { HOUSE } from './scripts/tidy/house.ts'

const TESTS = '(\\.(test|test-d|bench)\\.ts$)|(/(test|bench)/)'

/** No package imports one that its row of the table does not name; tests may also use the test packages. */
const rooms = Object.entries(HOUSE).flatMap(([room, { imports }]) => {
  const forTests = Object.keys(HOUSE).filter((name) => HOUSE[name].isForTests && room !== 'core')
  const anyOf = (names) => `^packages/(${[room, ...names].join('|')})/`
  const from = `^packages/${room}/`
  return [
    {
      name: `level-of-${room}`,
      severity: 'error',
      comment: `${room} imports ${imports.join(', ') || 'nothing'} and no other package`,
      from: { path: from, pathNot: TESTS },
      to: { path: '^(packages|examples|scripts|bench)/', pathNot: anyOf(imports) },
    },
    {
      name: `level-of-${room}-tests`,
      severity: 'error',
      comment: `tests of ${room} see what it sees, and the packages made for tests`,
      from: { path: from },
      to: { path: '^(packages|examples|scripts|bench)/', pathNot: anyOf([...imports, ...forTests]) },
    },
  ]
})

/** @type {import('dependency-cruiser').IConfiguration} */
const config = {
  forbidden: [
    ...rooms,
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'two files that need each other are one file, or hide a third',
      from: {},
      to: { circular: true },
    },
    {
      name: 'could-not-resolve',
      severity: 'error',
      comment: 'what a manifest does not list cannot be imported',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      comment: 'what users run needs what users install',
      from: { path: '^(packages|examples)/[^/]+/src/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer', 'npm-optional'],
      },
    },
    {
      name: 'no-test-import',
      severity: 'error',
      comment: 'a test is imported by nobody',
      from: { pathNot: TESTS },
      to: { path: '\\.(test|test-d|bench)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: 'specify',
    combinedDependencies: false,
    enhancedResolveOptions: {
      conditionNames: ['@arbees/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json'],
    },
  },
}

export default config
