import type { Mutant } from './mutant.ts'
import { PORT_MUTANTS } from './port-mutants.ts'
import { RULE_MUTANTS } from './rule-mutants.ts'

/** Every broken executor by its name. */
export const MUTANTS: Readonly<Record<string, Mutant>> = { ...RULE_MUTANTS, ...PORT_MUTANTS }
