/*
 * The packages, their levels and their dependency budgets: the one table. tidy compares the
 * manifests with it, dependency-cruiser makes its rules from it, ARCHITECTURE.md draws it.
 */

/** One package's place in the house. */
export type Room = {
  /** Imports only go down. Level 4 is examples and tests, which may see everything. */
  readonly level: 0 | 1 | 2 | 3
  /** The packages of ours it may import. */
  readonly imports: readonly string[]
  /** Exactly the foreign packages it has at run time: regular, optional and peer. */
  readonly budget: readonly string[]
  /** The beginnings of its paths below src at which the clock, chance, files and sockets enter. @default none */
  readonly rim?: readonly string[]
  /** Whether it exists for tests: no production code may import it, examples may. @default false */
  readonly isForTests?: boolean
}

/** Every package by the name of its folder. A package that is not here may not exist. */
export const HOUSE: Readonly<Record<string, Room>> = {
  core: { level: 0, imports: [], budget: [] },
  transport: {
    level: 1,
    imports: ['core'],
    budget: ['bottleneck', 'eventemitter3', 'undici', 'ws'],
    // All of it: this is what the package is for.
    rim: [''],
  },
  'arb-engine': { level: 1, imports: ['core'], budget: [] },
  'market-matcher': { level: 1, imports: ['core'], budget: [] },
  'paper-broker': { level: 1, imports: ['core'], budget: [] },
  testkit: { level: 1, imports: ['core'], budget: [], isForTests: true },
  'kalshi-client': { level: 2, imports: ['core', 'transport'], budget: ['zod'] },
  'polymarket-client': {
    level: 2,
    imports: ['core', 'transport'],
    budget: ['@noble/hashes', '@noble/secp256k1', 'secp256k1', 'tiny-secp256k1', 'zod'],
  },
  'venue-fakes': {
    level: 3,
    imports: ['core', 'transport', 'testkit', 'kalshi-client', 'polymarket-client'],
    budget: ['@noble/hashes', '@noble/secp256k1', 'msw', 'secp256k1', 'ws'],
    rim: ['servers.ts'],
    isForTests: true,
  },
}

/** The scope of every published package. */
export const SCOPE = '@arbees/'
