/*
 * node scripts/check-quick-start.ts [FOLDER], after `pnpm build`: packs each venue's client and what it
 * needs, installs the tarballs in an empty ESM project, compiles the programs of its README's quick
 * start there, and runs the first of them on each Node it can get, against a local server that answers
 * with the example payloads in FOLDER. The Polymarket client must also work where nothing optional is
 * installed, and sign an order to the same bytes.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const NODES = ['22.23.3', '24.21.0']

/** What a local server says: the answer to a request, or undefined for 404. */
type Answer = (url: URL) => string | undefined

/** A client whose quick start is checked. */
type Client = {
  readonly name: string
  /** What its README installs beside it. */
  readonly beside: readonly string[]
  /** The folder of its example payloads. */
  readonly examples: string
  readonly answers: (folder: string) => Answer
  /** Turns a program to the local server. */
  readonly turn: (code: string, origin: string) => string
  /** What the quick start must say. */
  readonly says: string
  /** A program that signs, to be run with and without optional dependencies. */
  readonly signing?: string
}

function replaceOnce(code: string, from: string, to: string): string {
  if (code.split(from).length !== 2) throw new Error(`expected ${from} once in the quick start, found\n${code}`)
  return code.replace(from, to)
}

const text = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8')

type KalshiExample = { readonly file: string; readonly kind: string; readonly operation?: string }

/** Answers each GET with its first example, whatever names its path holds. */
function kalshiAnswers(folder: string): Answer {
  const { files } = JSON.parse(text(folder, 'INDEX.json')) as { files: readonly KalshiExample[] }
  const known = files.flatMap(({ file, kind, operation = '' }) => {
    const path = /^GET (\/[^\s?]*)/.exec(operation)?.[1]
    if (kind !== 'rest_response' || path === undefined) return []
    return [{ file, path: new RegExp(`^/trade-api/v2${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }]
  })
  return ({ pathname }) => {
    const found = known.find(({ path }) => path.test(pathname))
    return found === undefined ? undefined : text(folder, found.file)
  }
}

/** Answers with the examples of one market, which the engine's examples are made to be about. */
function polymarketAnswers(folder: string): Answer {
  const { markets } = JSON.parse(text(folder, 'gamma/markets-keyset.json')) as {
    readonly markets: readonly { readonly conditionId: string; readonly clobTokenIds: string }[]
  }
  const [market] = markets
  const tokens = JSON.parse(market?.clobTokenIds ?? '[]') as readonly string[]
  const engine = JSON.parse(text(folder, 'clob/clob-market.json')) as { readonly t: readonly object[] }
  const book = JSON.parse(text(folder, 'clob/book.json')) as object
  const bodies: Readonly<Record<string, string>> = {
    '/events/keyset': text(folder, 'gamma/events-keyset.json'),
    '/markets/keyset': text(folder, 'gamma/markets-keyset.json'),
    [`/clob-markets/${market?.conditionId}`]: JSON.stringify({
      ...engine,
      t: engine.t.map((token, index) => ({ ...token, t: tokens[index] })),
    }),
    '/book': JSON.stringify({ ...book, market: market?.conditionId, asset_id: tokens[0] }),
  }
  return ({ pathname }) => bodies[pathname]
}

/** Signs one order with whatever implementation is the fastest here. The key is the first one of every test chain. */
const SIGN_ORDER = `
import { createKeccak, createOrderSigner, createPrivateKeySigner, PRODUCTION, ZERO_BYTES32 } from '@arbees/polymarket-client'

const signer = createPrivateKeySigner('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
const orders = createOrderSigner(PRODUCTION, createKeccak())
const order = {
  salt: 1, maker: signer.address, signer: signer.address, tokenId: '123', makerAmount: 5_200_000, takerAmount: 10_000_000,
  side: 'BUY', signatureType: 0, timestamp: 1_795_305_600_000, metadata: ZERO_BYTES32, builder: ZERO_BYTES32,
} as const
console.log(signer.implementation, await orders.sign(signer, order, orders.digest(order, 2, false)))
`

const CLIENTS: readonly Client[] = [
  {
    name: 'kalshi-client',
    beside: [],
    examples: 'kalshi-examples',
    answers: kalshiAnswers,
    turn: (code, origin) => {
      const rest = `${origin}/trade-api/v2`
      return replaceOnce(code, "'demo'", JSON.stringify({ rest, ws: rest.replace('http', 'ws') }))
    },
    says: 'exchange open',
  },
  {
    name: 'polymarket-client',
    beside: ['core'],
    examples: 'polymarket-examples',
    answers: polymarketAnswers,
    turn: (code, origin) => {
      const hosts = { clob: origin, gamma: origin, data: origin, site: origin }
      return replaceOnce(
        code,
        'createPolymarketClient()\n',
        `createPolymarketClient(${JSON.stringify({ environment: { hosts } })})\n`,
      )
    },
    says: 'Bitcoin Up or Down',
    signing: SIGN_ORDER,
  },
]

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

function serve(answer: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    const body = answer(new URL(request.url ?? '/', 'http://localhost'))
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(body ?? '{"error":{"code":"not_found","message":"not found"}}')
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

/** Returns the programs of a README's quick start, in their order. */
function quickStart(name: string): readonly string[] {
  const readme = readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8')
  const section = /\n## Quick start\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const programs = [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)
  if (programs.length === 0) throw new Error(`expected a quick start in the README of ${name}, found none`)
  return programs
}

/** Packs packages once, and returns their tarballs by name. */
function pack(names: readonly string[], work: string): ReadonlyMap<string, string> {
  return new Map(
    names.map((name) => {
      const into = join(work, 'tarballs', name)
      mkdirSync(into, { recursive: true })
      run('pnpm', ['pack', '--pack-destination', into], join(ROOT, 'packages', name))
      return [`@arbees/${name}`, `file:${join(into, readdirSync(into)[0] as string)}`]
    }),
  )
}

function install(project: string, names: readonly string[], tarballs: ReadonlyMap<string, string>, more: string[]) {
  mkdirSync(project)
  const dependencies = Object.fromEntries(names.map((name) => [`@arbees/${name}`, tarballs.get(`@arbees/${name}`)]))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  const overrides = [...tarballs].map(([name, file]) => `  '${name}': '${file}'\n`).join('')
  writeFileSync(join(project, 'pnpm-workspace.yaml'), `overrides:\n${overrides}`)
  run('pnpm', ['install', '--prod', '--ignore-scripts', '--no-frozen-lockfile', ...more], project)
}

function compile(project: string, programs: Readonly<Record<string, string>>): void {
  for (const [name, code] of Object.entries(programs)) writeFileSync(join(project, `${name}.ts`), code)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    outDir: 'out',
  }
  const files = Object.keys(programs).map((name) => `${name}.ts`)
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], project)
}

/** Returns the program of a Node of that version, fetched beside the projects. */
function nodeOf(version: string, work: string): string {
  const into = join(work, `node-${version}`)
  mkdirSync(into)
  const name = `node-linux-${process.arch}`
  writeFileSync(join(into, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }))
  run('pnpm', ['install', '--prod', '--ignore-scripts', '--no-frozen-lockfile'], into)
  return join(into, 'node_modules', name, 'bin', 'node')
}

type Nodes = readonly (readonly [version: string, program: string])[]

/** Checks one client in one project on each Node; returns what its signing program said. */
async function checkProject(client: Client, project: string, origin: string, nodes: Nodes): Promise<string> {
  const [first = '', ...others] = quickStart(client.name)
  const more = Object.fromEntries(others.map((code, index) => [`more${index}`, code]))
  const programs = { main: client.turn(first, origin), ...more }
  compile(project, client.signing === undefined ? programs : { ...programs, sign: client.signing })
  let signed = ''
  for (const [version, node] of nodes) {
    const said = await runBeside(node, ['out/main.js'], project)
    if (!said.includes(client.says)) throw new Error(`expected "${client.says}" of ${client.name}, found ${said}`)
    console.log(`${client.name}, Node ${version}:\n${said.trimEnd()}`)
    if (client.signing === undefined) continue
    const again = run(node, ['out/sign.js'], project)
    if (signed !== '' && signed !== again) throw new Error(`expected ${signed}, found ${again}`)
    signed = again
  }
  return signed
}

async function checkClient(client: Client, folder: string, work: string, nodes: Nodes): Promise<number> {
  const server = await serve(client.answers(join(folder, client.examples)))
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const names = [client.name, ...client.beside]
    const tarballs = pack(['core', 'transport', client.name], join(work, client.name))
    const project = join(work, client.name, 'project')
    install(project, names, tarballs, [])
    const signed = await checkProject(client, project, origin, nodes)
    if (client.signing === undefined) return nodes.length
    const bare = join(work, client.name, 'bare')
    install(bare, names, tarballs, ['--no-optional'])
    const signedBare = await checkProject(client, bare, origin, nodes)
    const [implementation, signature] = signed.trim().split(' ')
    const [implementationBare, signatureBare] = signedBare.trim().split(' ')
    if (implementation !== 'native' || implementationBare !== 'pure' || signature !== signatureBare) {
      throw new Error(`expected one signature, native and pure, found ${signed}and ${signedBare}`)
    }
    console.log(`${client.name}: native and, where nothing optional is installed, pure: the same signature`)
    return 2 * nodes.length
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function main(folder: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'quick-start-'))
  try {
    const nodes = NODES.map((version) => [version, nodeOf(version, work)] as const)
    let passed = 0
    for (const client of CLIENTS) passed += await checkClient(client, folder, work, nodes)
    console.log(`${passed} passed, 0 failed`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const folder = resolve(process.argv[2] ?? join(ROOT, '../shared/protocols'))
if (CLIENTS.every(({ examples }) => existsSync(join(folder, examples)))) await main(folder)
else console.log(`skipped: the folders of example payloads are not in ${folder}`)
