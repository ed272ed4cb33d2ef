import type { Micros, Money, Quantity } from '@arbees/core'
import { createRng, parsePrice, seconds, toMarketId } from '@arbees/core'
import { createApiKey } from '../../src/credentials.ts'
import { roundDecimal } from '../../src/decimal-rounding.ts'
import type { OrderDraft } from '../../src/order-builder.ts'
import { createOrderBuilder } from '../../src/order-builder.ts'
import { toAddress } from '../../src/sign/address.ts'
import type { Hex } from '../../src/sign/hex.ts'
import { toHex } from '../../src/sign/hex.ts'
import { createKeccak } from '../../src/sign/keccak.ts'
import type { OrderStruct, OrderVersion, SignatureType } from '../../src/sign/order.ts'
import { ZERO_BYTES32 } from '../../src/sign/order.ts'
import { createOrderSigner } from '../../src/sign/order-signature.ts'
import { createPrivateKeySigner } from '../../src/sign/private-key-signer.ts'
import type { Tick } from '../../src/tick.ts'
import { gridOfTick, readTick } from '../../src/tick.ts'
import { rulesOf } from './amounts.ts'
import { hashOrderV1 } from './order-v1.ts'
import type { Account } from './signing.ts'
import { environmentOf } from './signing.ts'
import type { Outcome, Tally } from './tally.ts'
import { createTally } from './tally.ts'

type Message = Readonly<Record<string, string | number>>

/** One signed order of the file. */
export type SignedVector = {
  readonly name: string
  readonly orderVersion: number
  readonly inputs: Readonly<Record<string, unknown>>
  readonly exchange?: { readonly role: string; readonly address: string }
  readonly typedData: {
    readonly domain: { readonly version: string; readonly chainId: number; readonly verifyingContract: string }
    readonly message: Message
  }
  readonly domainSeparator?: string
  readonly structHash?: string
  readonly typedDataHash: string
  readonly orderId: string
  readonly signature: string
  readonly postBody?: string
}

export function structOf(message: Message): OrderStruct {
  const text = (name: string) => String(message[name])
  return {
    salt: Number(message['salt']),
    maker: toAddress(text('maker')),
    signer: toAddress(text('signer')),
    tokenId: text('tokenId'),
    makerAmount: Number(message['makerAmount']),
    takerAmount: Number(message['takerAmount']),
    side: Number(message['side']) === 0 ? 'BUY' : 'SELL',
    signatureType: Number(message['signatureType']) as SignatureType,
    timestamp: Number(message['timestamp']),
    metadata: text('metadata') as Hex,
    builder: text('builder') as Hex,
  }
}

/** The body our client sends for an order of given inputs. */
export async function bodyOf(
  vector: Pick<SignedVector, 'inputs' | 'orderVersion'>,
  message: Message,
  account: Account,
): Promise<string> {
  const { inputs, orderVersion } = vector
  const user = inputs['user'] as Readonly<Record<string, unknown>>
  const { tickSize = '0.01', negRisk = false } = (inputs['options'] ?? {}) as { tickSize?: string; negRisk?: boolean }
  const tick = readTick(tickSize) as Tick
  const funder = toAddress((inputs['funder'] as string | null) ?? account.address)
  const now = seconds(1) as Micros
  const builder = createOrderBuilder(
    environmentOf(inputs['chainId'] as number),
    {
      signer: createPrivateKeySigner(account.privateKey),
      funder,
      signatureType: inputs['signatureType'] as SignatureType,
      apiKey: createApiKey(account.creds),
      builder: (user['builderCode'] as Hex | undefined) ?? ZERO_BYTES32,
    },
    { clock: { now: () => now, setTimer: () => () => undefined }, rng: createRng(1) },
  )
  const tokenId = String(user['tokenID'])
  const micros = (value: unknown) => roundDecimal(String(value), 6, 'floor')
  const isMarket = inputs['market'] === true
  const expiration = user['expiration'] as number | undefined
  const kind = inputs['orderType'] as OrderDraft['kind']
  const draft: OrderDraft = {
    market: {
      market: {
        id: toMarketId('polymarket', tokenId),
        venue: 'polymarket',
        title: '',
        status: 'open',
        grid: gridOfTick(tick),
        lot: 10_000 as Quantity,
        quantityMin: 0 as Quantity,
        notionalMin: 0 as Money,
        closesAt: null,
      },
      slug: 'vector',
      conditionId: '0x',
      tokens: [tokenId, '0'],
      outcomes: ['Yes', 'No'],
      protocol: orderVersion === 3 ? 'v2' : 'v1',
      orderVersion: orderVersion as OrderVersion,
      isNegRisk: negRisk,
      rules: rulesOf(tick),
      feeTerms: undefined,
      delayMicros: 0 as Micros,
    },
    action: user['side'] === 'BUY' ? 'buy' : 'sell',
    outcome: 'yes',
    price: parsePrice(String(user['price'])),
    ...(isMarket ? { give: micros(user['amount']) as Money } : { quantity: micros(user['size']) as Quantity }),
    kind,
    ...(expiration === undefined || kind !== 'GTD' ? {} : { restsUntil: seconds(expiration) }),
    isPostOnly: inputs['postOnly'] === true,
    salt: Number(message['salt']),
    timestamp: Number(message['timestamp']),
  }
  return (await builder.sign(builder.prepare(draft))).body
}

/** The parts of a body that must agree; our client never defers an execution, whatever the official one was told. */
const parsed = (body: string) => ({ ...JSON.parse(body), deferExec: false })

async function runBody(tally: Tally, vector: SignedVector, account: Account): Promise<void> {
  const { name, inputs, typedData, postBody, orderVersion } = vector
  if (postBody === undefined) return
  const official = parsed(postBody)
  const { message } = typedData
  tally.checkAll(`${name}: the official body says what was signed`, [
    ['signature', official.order.signature, vector.signature],
    ['makerAmount', official.order.makerAmount, message['makerAmount']],
    ['takerAmount', official.order.takerAmount, message['takerAmount']],
    ['owner', official.owner, account.creds.key],
    ['orderType', official.orderType, inputs['orderType']],
  ])
  if (orderVersion === 1 || (inputs['user'] as { readonly price?: unknown }).price === undefined) return
  const isImmediate = inputs['orderType'] === 'FAK' || inputs['orderType'] === 'FOK'
  const own = await bodyOf(vector, message, account).catch((error: Error) => error.message)
  const found = own.startsWith('{') ? parsed(own) : own
  const [maker, taker] = [Number(message['makerAmount']), Number(message['takerAmount'])]
  const isLawful = !isImmediate || (maker % 10_000 === 0 && taker % 100 === 0)
  if (isLawful) {
    const isDeferred = inputs['deferExec'] === true
    tally.checkAll(`${name}: body`, [
      ['body', found, official],
      ...(isDeferred ? [] : [['text', own, postBody] as const]),
    ])
    return
  }
  // The venue refuses the official client's decimals: ours are the ones below them.
  const { order } = found as { readonly order?: { readonly makerAmount: string; readonly takerAmount: string } }
  const cut = (value: number, step: number) => String(value - (value % step))
  tally.checkAll(
    `${name}: amounts by the server rule`,
    [
      ['makerAmount', order?.makerAmount, cut(maker, 10_000)],
      ['takerAmount at most', Number(order?.takerAmount) <= taker && Number(order?.takerAmount) % 100 === 0, true],
    ],
    `the venue takes two decimals given and four wanted; the official client signs ${maker} and ${taker}, ours ${order?.makerAmount} and ${order?.takerAmount}`,
  )
}

export async function runSignedOrders(section: unknown, account: Account): Promise<readonly Outcome[]> {
  const tally = createTally()
  const signer = createPrivateKeySigner(account.privateKey)
  for (const vector of section as readonly SignedVector[]) {
    const { name, typedData, orderVersion } = vector
    const { domain, message } = typedData
    if (orderVersion === 1) {
      const { structHash, separator, digest } = hashOrderV1(message, domain.chainId, domain.verifyingContract)
      tally.checkAll(name, [
        ['domain', toHex(separator), vector.domainSeparator ?? toHex(separator)],
        ['struct hash', toHex(structHash), vector.structHash ?? toHex(structHash)],
        ['digest', toHex(digest), vector.typedDataHash],
        ['order id', toHex(digest), vector.orderId],
        ['signature', toHex(await signer.signDigest(digest)), vector.signature],
      ])
    } else {
      const environment = environmentOf(domain.chainId)
      const orders = createOrderSigner(environment, createKeccak())
      const isNegRisk = domain.verifyingContract === environment.contracts.negRiskExchange
      const struct = structOf(message)
      const hashes = orders.digest(struct, Number(domain.version) as OrderVersion, isNegRisk)
      tally.checkAll(name, [
        ['exchange', vector.exchange?.address ?? domain.verifyingContract, domain.verifyingContract],
        ['domain', toHex(hashes.separator), vector.domainSeparator ?? toHex(hashes.separator)],
        ['struct hash', toHex(hashes.structHash), vector.structHash ?? toHex(hashes.structHash)],
        ['digest', toHex(hashes.digest), vector.typedDataHash],
        ['order id', toHex(hashes.digest), vector.orderId],
        ['signature', await orders.sign(signer, struct, hashes), vector.signature],
      ])
    }
    await runBody(tally, vector, account)
  }
  return tally.outcomes()
}
