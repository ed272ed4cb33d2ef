/*
 * What stands between a decision and Polymarket's wire, and between its wire and a book.
 */
import { createHmac } from 'node:crypto'
import type { Micros, Money, Quantity } from '../../packages/core/src/index.ts'
import {
  bestPrice,
  changeLadder,
  createRng,
  seconds,
  toMarketId,
  toPrice,
  toQuantity,
} from '../../packages/core/src/index.ts'
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
import { createPriceChangeDecoder } from '../../packages/polymarket-client/src/stream/price-change.ts'
import { addMarket, createTokenIndex } from '../../packages/polymarket-client/src/stream/token-index.ts'
import { gridOfTick } from '../../packages/polymarket-client/src/tick.ts'
import type { Section } from '../page.ts'
import { formatFigure, table } from '../page.ts'
import type { Contender, Result } from '../race.ts'
import { race } from '../race.ts'

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const CREDENTIALS = { key: '00000000-0000-4000-8000-000000000001', secret: 'c2VjcmV0', passphrase: 'passphrase' }
const YES = '71321045679252212594626385532706912750332728571942532289631379312455583992563'
const NO = '52114319501245915516055106046884209969926127482827954674443846427813813222426'
const CONDITION = '0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1'
const ORDERS = 300
const FRAMES = 1_000
const FRAME_REPEATS = 40

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
      name: 'raw native signature',
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
    name: `ours, ${implementation}: amounts, hash, signature, body, headers`,
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
  return [
    times('node:crypto HMAC, key as bytes', () =>
      createHmac('sha256', secret).update(`1795305600POST/order${body}`).digest('base64'),
    ),
    times('l2Headers', () => l2Headers(apiKey, address, 1_795_305_600, 'POST', '/order', body)),
  ]
}

function frameTexts(): readonly string[] {
  return Array.from({ length: FRAMES }, (_, index) => {
    const ticks = 3_000 + (index % 20) * 100
    const size = (100 + ((index * 7.5) % 900)).toFixed(2)
    const text = (value: number) => String(value / 10_000)
    const one = {
      asset_id: YES,
      price: text(ticks),
      size,
      side: 'BUY',
      hash: '56621a121a47ed9333273e21c83b660cff37ae50',
      best_bid: '0.5',
      best_ask: '0.52',
    }
    const other = { ...one, asset_id: NO, price: text(10_000 - ticks), side: 'SELL', best_bid: '0.48', best_ask: '0.5' }
    return JSON.stringify({
      event_type: 'price_change',
      market: CONDITION,
      price_changes: [one, other],
      timestamp: String(1_757_908_892_351 + index),
    })
  })
}

function frameContenders(): readonly Contender[] {
  const texts = frameTexts()
  const index = createTokenIndex()
  const entry = addMarket(index, { market: toMarketId('polymarket', YES), conditionId: CONDITION, yes: YES, no: NO })
  const decoder = createPriceChangeDecoder()
  decoder.learn(JSON.parse(texts[0] as string))
  let seen = 0
  const over = (name: string, work: (text: string) => number): Contender => ({
    name,
    run: () => {
      for (let repeat = 0; repeat < FRAME_REPEATS; repeat++) for (const text of texts) seen += work(text)
      return Number.isNaN(seen) ? 0 : FRAMES * FRAME_REPEATS
    },
  })
  const maps = { bids: new Map<string, number>(), asks: new Map<string, number>() }
  return [
    over('JSON.parse alone', (text) => JSON.parse(text).timestamp.length),
    over('ours: frame → ladder → best bid and ask, every field checked', (text) => {
      if (!decoder.decode(text, index)) throw new Error('expected every frame to be decoded')
      changeLadder(entry.ladder, decoder.change.bids, decoder.change.asks)
      return bestPrice(entry.ladder.bids) + bestPrice(entry.ladder.asks)
    }),
    over('the usual bot: JSON.parse, Maps of floats, max and min', (text) => {
      for (const { asset_id, price, size, side } of JSON.parse(text).price_changes) {
        if (asset_id !== YES) continue
        const book = side === 'BUY' ? maps.bids : maps.asks
        if (Number(size) === 0) book.delete(price)
        else book.set(price, Number(size))
      }
      return Math.max(...[...maps.bids.keys()].map(Number)) + maps.asks.size
    }),
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

/** Polymarket's orders, headers and frames. */
export const polymarketSection: Section = {
  name: 'polymarket',
  title: 'Polymarket: orders, headers, frames',
  measure: async ({ rounds, say }) => {
    const raw = rawSignature()
    const submits = availableSigners().map(ourSubmit)
    say('orders')
    const orders = await race([...raw, ...submits], rounds)
    say('headers and frames')
    const headers = await race(headerContenders(), rounds)
    const frames = await race(frameContenders(), rounds)
    const base = raw[0]?.name ?? (submits[0] as Contender).name
    return [
      '> Targets: a whole submit ≤ 1.25 × the raw native signature, ≤ 3 × without native code; L2 headers ≤ 1.3 × the HMAC; a price change ≤ 0.35 × JSON.parse.',
      shown(orders, base),
      shown(headers, 'node:crypto HMAC, key as bytes'),
      shown(frames, 'JSON.parse alone'),
    ].join('\n\n')
  },
}
