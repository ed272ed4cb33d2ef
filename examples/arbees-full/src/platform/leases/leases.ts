/*
 * Who works on what, for how long. A lease has a fence: a number that rises with every new holder, so
 * that what a former holder still sends can be told and refused.
 */
import type { Micros } from '@arbees/core'

/** What a holder has. */
export type Lease = {
  readonly name: string
  readonly holder: string
  /** Greater than that of every holder before. */
  readonly fence: number
  /** By this process's clock. */
  readonly until: Micros
}

/** Leases by name. */
export type Leases = {
  /**
   * Takes the lease, or prolongs it if `holder` has it; undefined while somebody else does. A holder
   * that prolongs in time keeps its fence.
   */
  readonly take: (name: string, holder: string, length: Micros) => Promise<Lease | undefined>
  /** Gives it back; nothing happens if `holder` does not have it. */
  readonly release: (name: string, holder: string) => Promise<void>
  /** Returns who has it now; undefined when nobody does. */
  readonly holderOf: (name: string) => Promise<Lease | undefined>
  /** Returns every lease in force whose name begins so. */
  readonly list: (prefix: string) => Promise<readonly Lease[]>
}
