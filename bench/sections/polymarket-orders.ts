/* What stands between a decision and Polymarket's wire. */
import { createHmac } from 'node:crypto'
import type { Micros, Money, Quantity } from '../../packages/core/src/index.ts'
import { createRng, seconds, toMarketId, toPrice, toQuantity } from '../../packages/core/src/index.ts'
import { createApiKey } from '../../packages/polymarket-client/src/credentials.ts'
import { PRODUCTION } from '../../packages/polymarket-client/src/environment.ts'
import type { OrderDraft } from '../../packages/polymarket-client/src/order-builder.ts'
import { createOrderBuilder } from '../../packages/polymarket-client/src/order-builder.ts'
import { l2Headers } from '../../packages/polymarket-client/src/sign/l2-headers.ts'
import { ZERO_BYTES32 } from '../../packages/polymarket-client/src/sign/order.ts'
import type { SignerImplementation } from '../../packages/polymarket-client/src/sign/private-key-signer.ts'
import {
  availableSigners,
  createPrivateKeySigner,
} from '../../packages/polymarket-client/src/sign/private-key-signer.ts'
import { gridOfTick } from '../../packages/polymarket-client/src/tick.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { PeerSubmit } from '../peers/polymarket-orders.ts'
import { ccxtSubmit, ethersSigner, officialHeaders, officialSubmit, viemSigner } from '../peers/polymarket-orders.ts'
import type { Contender, Result } from '../race.ts'
import { race } from '../race.ts'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const CREDENTIALS = { key: '00000000-0000-4000-8000-000000000001', secret: 'c2VjcmV0', passphrase: 'passphrase' }
const YES = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'
const CONDITION = '0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1'
const ORDERS = 1_000
const PEER_ORDERS = 100
/** Code is compiled as it proves hot; before that one measures the compiler. */
const WARM_UP_RUNS = 6
const RAW = 'raw native signature'
const HMAC = 'node:crypto HMAC, key as bytes'

const draft: OrderDraft = {
  market: {
    market: {
      id: toMarketId('polymarket', YES),
      venue: 'polymarket',
      title: '',
      status: 'open',
      grid: gridOfTick(100),
      lot: 10_000 as Quantity,
      quantityMin: 5_000_000 as Quantity,
      notionalMin: 1_000_000 as Money,
      closesAt: null,
    },
    slug: 'bench',
    conditionId: CONDITION,
    tokens: [YES, NO],
    outcomes: ['Yes', 'No'],
    protocol: 'v1',
    orderVersion: 2,
    isNegRisk: false,
    rules: { tick: 100, quantityMin: 5_000_000 as Quantity, notionalMin: 1_000_000 as Money },
    feeTerms: undefined,
    delayMicros: 0 as Micros,
  },
  action: 'buy',
  outcome: 'yes',
  price: toPrice(5200),
  quantity: toQuantity(10_000_000),
  kind: 'FAK',
}

function rawSignature(): Contender[] {
  if (!availableSigners().includes('native')) return []
  const signer = createPrivateKeySigner(KEY, 'native')
  const digest = new Uint8Array(32).fill(7)
  return [
    {
      name: RAW,
      run: () => {
        for (let count = 0; count < ORDERS; count++) signer.signDigest(digest)
        return ORDERS
      },
    },
  ]
}

/** The whole submit, but for the sending: amounts, hash, signature, body, headers. */
function ourSubmit(implementation: SignerImplementation): Contender {
  const signer = createPrivateKeySigner(KEY, implementation)
  const apiKey = createApiKey(CREDENTIALS)
  const clock = { now: () => seconds(1_795_305_600), setTimer: () => () => undefined }
  const party = { signer, funder: signer.address, signatureType: 0, apiKey, builder: ZERO_BYTES32 } as const
  const builder = createOrderBuilder(PRODUCTION, party, { clock, rng: createRng(1) })
  return {
    name: `**ours, ${implementation}**`,
    run: async () => {
      for (let count = 0; count < ORDERS; count++) {
        const signed = builder.sign(builder.prepare(draft))
        const { body } = signed instanceof Promise ? await signed : signed
        l2Headers(apiKey, signer.address, 1_795_305_600, 'POST', '/order', body)
      }
      return ORDERS
    },
  }
}

/** A peer's submit of the same order; its amounts must be ours. */
function peerSubmit(name: string, submit: PeerSubmit): Contender {
  const order = { tokenID: YES, price: 0.52, dollars: 5.2 }
  return {
    name: `peer: ${name}`,
    run: async () => {
      let body = ''
      for (let count = 0; count < PEER_ORDERS; count++) body = await submit(order)
      if (!body.includes('"makerAmount":"5200000","takerAmount":"10000000"')) throw new Error(`${name} orders ${body}`)
      return PEER_ORDERS
    },
  }
}

function peerSubmits(): readonly Contender[] {
  const { address } = createPrivateKeySigner(KEY, 'pure')
  return [
    peerSubmit('clob-client-v2, viem', officialSubmit(viemSigner(KEY), CREDENTIALS)),
    peerSubmit('clob-client-v2, ethers 5', officialSubmit(ethersSigner(KEY), CREDENTIALS)),
    peerSubmit('ccxt', ccxtSubmit(KEY, address, CREDENTIALS, YES)),
  ]
}

function headerContenders(): readonly Contender[] {
  const apiKey = createApiKey(CREDENTIALS)
  const { address } = createPrivateKeySigner(KEY, 'pure')
  const secret = Buffer.from(CREDENTIALS.secret, 'base64')
  const body = 'x'.repeat(760)
  const times = (name: string, work: () => unknown): Contender => ({
    name,
    run: () => {
      for (let count = 0; count < 20_000; count++) work()
      return 20_000
    },
  })
  const official = viemSigner(KEY)
  return [
    times(HMAC, () => createHmac('sha256', secret).update(`1795305600POST/order${body}`).digest('base64')),
    times('**l2Headers**', () => l2Headers(apiKey, address, 1_795_305_600, 'POST', '/order', body)),
    {
      name: 'peer: clob-client-v2',
      run: async () => {
        for (let count = 0; count < 2_000; count++) await officialHeaders(official, CREDENTIALS, body)
        return 2_000
      },
    },
  ]
}

function shown(results: readonly Result[], base: string): string {
  const rows = results.map(({ name, nanos, nanosMin, nanosMax, ratioTo }) => [
    name,
    formatFigure(nanos / 1_000),
    `${formatFigure(nanosMin / 1_000)} – ${formatFigure(nanosMax / 1_000)}`,
    formatFigure(ratioTo(base)),
  ])
  return table(['work', 'µs', 'fastest – slowest round', `× ${base}`], rows)
}

function verdict(results: readonly Result[], name: string | undefined, base: string, target: number): string {
  const reached = results.find((one) => one.name === name)?.ratioTo(base)
  if (reached === undefined) return 'not measured here'
  return `${reached <= target ? 'met' : 'missed'} in this run: ${formatFigure(reached)}`
}

/** Polymarket's orders and headers. */
export const polymarketOrdersSection: Section = {
  name: 'polymarket-orders',
  title: 'Polymarket: an order, from the decision to what is sent',
  measure: async ({ rounds, say }) => {
    const raw = rawSignature()
    const submits = availableSigners().map(ourSubmit)
    say('orders')
    const contenders = [...raw, ...submits, ...peerSubmits()]
    for (let count = 0; count < WARM_UP_RUNS; count++) for (const { run } of contenders) await run()
    const orders = await race(contenders, rounds)
    say('headers')
    const headers = await race(headerContenders(), rounds)
    const base = raw[0]?.name ?? (submits[0] as Contender).name
    const named = (name: SignerImplementation) => submits.find((one) => one.name.includes(name))?.name
    return [
      'A FAK buy, from the draft to all that is sent: amounts, EIP-712 hash, signature, body, headers. The peers make the same order of the same market, and nobody asks the network.',
      `> Targets: ≤ 1.25 × the raw native signature (${verdict(orders, named('native'), base, 1.25)}), ≤ 3 × without native code (wasm, ${verdict(orders, named('wasm'), base, 3)}).`,
      shown(orders, base),
      `> Target of the L2 headers: ≤ 1.3 × the HMAC of node:crypto (${verdict(headers, '**l2Headers**', HMAC, 1.3)}).`,
      shown(headers, HMAC),
    ].join('\n\n')
  },
}
