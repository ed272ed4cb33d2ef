/*
 * node scripts/check-quick-start.ts [FOLDER], after `pnpm build`: packs the Kalshi client and what it needs, installs the
 * tarballs in an empty ESM project, and there compiles and runs the quick start of the README, on each
 * Node it can get, against a local server that answers with the example payloads in FOLDER.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const PACKAGES = ['core', 'transport', 'kalshi-client']
const NODES = ['22.23.3', '24.21.0']

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  if (status === 0) return stdout
  throw new Error(`${[command, ...args].join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`)
}

/** Runs a program while this process goes on serving. */
function runBeside(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.on('error', failed)
    child.on('close', (status) => (status === 0 ? done(said) : failed(new Error(`ended with ${status}\n${said}`))))
  })
}

type Example = {
  readonly file: string
  readonly kind: string
  readonly operation?: string
  readonly http_status?: number
}

/** Serves the first example of each GET, whatever names its path holds. */
function serveExamples(folder: string): Promise<Server> {
  const { files } = JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as { files: readonly Example[] }
  const answers = files.flatMap(({ file, kind, operation = '' }) => {
    const path = /^GET (\/[^\s?]*)/.exec(operation)?.[1]
    if (kind !== 'rest_response' || path === undefined) return []
    return [{ file, path: new RegExp(`^/trade-api/v2${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }]
  })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const found = answers.find(({ path }) => path.test(pathname))
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(
      found === undefined
        ? '{"error":{"code":"not_found","message":"not found"}}'
        : readFileSync(join(folder, found.file)),
    )
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

/** Returns the quick start of the README, turned to a local server. */
function quickStart(rest: string): string {
  const readme = readFileSync(join(ROOT, 'packages/kalshi-client/README.md'), 'utf8')
  const code = /## Quick start[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1]
  if (code === undefined || !code.includes("'demo'")) throw new Error('expected a quick start on the demo exchange')
  return code.replace("'demo'", JSON.stringify({ rest, ws: rest.replace('http', 'ws') }))
}

function install(project: string): void {
  const files = PACKAGES.map((name) => {
    const into = join(project, 'tarballs', name)
    mkdirSync(into, { recursive: true })
    run('pnpm', ['pack', '--pack-destination', into], join(ROOT, 'packages', name))
    return [`@arbees/${name}`, `file:${join(into, readdirSync(into)[0] as string)}`] as const
  })
  const dependencies = { '@arbees/kalshi-client': Object.fromEntries(files)['@arbees/kalshi-client'] }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  const overrides = files.map(([name, file]) => `  '${name}': '${file}'\n`).join('')
  writeFileSync(join(project, 'pnpm-workspace.yaml'), `overrides:\n${overrides}`)
  run('pnpm', ['install', '--prod', '--ignore-scripts', '--no-frozen-lockfile'], project)
}

/** Returns the program of a Node of that version, fetched beside the project. */
function nodeOf(version: string, folder: string): string {
  const into = join(folder, `node-${version}`)
  mkdirSync(into)
  const name = `node-linux-${process.arch}`
  writeFileSync(join(into, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }))
  run('pnpm', ['install', '--prod', '--ignore-scripts', '--no-frozen-lockfile'], into)
  return join(into, 'node_modules', name, 'bin', 'node')
}

async function main(folder: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'quick-start-'))
  const server = await serveExamples(folder)
  try {
    const project = join(work, 'project')
    mkdirSync(project)
    install(project)
    const { port } = server.address() as AddressInfo
    writeFileSync(join(project, 'main.ts'), quickStart(`http://127.0.0.1:${port}/trade-api/v2`))
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      outDir: 'out',
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
    run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], project)
    for (const version of NODES) {
      const said = await runBeside(nodeOf(version, work), ['out/main.js'], project)
      if (!said.includes('exchange open'))
        throw new Error(`expected the quick start to tell of the exchange, found ${said}`)
      console.log(`Node ${version}:\n${said.trimEnd()}`)
    }
    console.log(`${NODES.length} passed, 0 failed`)
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(work, { recursive: true, force: true })
  }
}

const folder = resolve(process.argv[2] ?? join(ROOT, '../shared/protocols/kalshi-examples'))
if (existsSync(folder)) await main(folder)
else console.log(`skipped: the folder of example payloads is not at ${folder}`)
