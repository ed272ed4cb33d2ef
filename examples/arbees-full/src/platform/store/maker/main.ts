/* A process of its own, since making a database takes a quarter of a gigabyte that a process never gives back. */
import { PGlite } from '@electric-sql/pglite'

const database = await PGlite.create(String(process.argv[2]))
await database.close()
