import { createHash } from 'node:crypto'
import { createApiKey } from '../../src/credentials.ts'
import { contractsOf, toEnvironment } from '../../src/environment.ts'
import { addressBytes, addressOfHash, toAddress } from '../../src/sign/address.ts'
import { clobAuthDigest, l1Headers } from '../../src/sign/clob-auth.ts'
import { domainSeparator, hashText } from '../../src/sign/eip712.ts'
import { concatBytes, fromHex, toHex } from '../../src/sign/hex.ts'
import { createKeccak } from '../../src/sign/keccak.ts'
import { l2Headers } from '../../src/sign/l2-headers.ts'
import { EXCHANGE_NAME, ORDER_TYPE } from '../../src/sign/order.ts'
import { createPrivateKeySigner } from '../../src/sign/private-key-signer.ts'
import { walletAddresses } from '../../src/sign/wallet-address.ts'
import { createUsKey } from '../../src/us/us-credentials.ts'
import { ORDER_TYPE_V1 } from './order-v1.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally } from './tally.ts'

/** The account of the file. */
export type Account = {
  readonly privateKey: string
  readonly address: string
  readonly creds: { readonly key: string; readonly secret: string; readonly passphrase: string }
}

export function runConstants(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const { domainName, domainTypeHash, orderTypes, contracts, domainSeparators } = section as {
    domainName: string
    domainTypeHash: string
    orderTypes: Record<string, { type: string; length: number; typeHash: string; domainVersion: string }>
    contracts: Record<string, Record<string, string>>
    domainSeparators: Record<string, { version: string; verifyingContract: string; separator: string }>
  }
  tally.check('domain name', EXCHANGE_NAME, domainName)
  const domainType = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'
  tally.check('domain type', toHex(hashText(domainType)), domainTypeHash)
  for (const [name, one] of Object.entries(orderTypes)) {
    const type = name === 'v1' ? ORDER_TYPE_V1 : ORDER_TYPE
    const domainVersion = name.slice(1)
    tally.check(
      `order type ${name}`,
      { type, length: type.length, typeHash: toHex(hashText(type)), domainVersion },
      one,
    )
  }
  for (const [chain, all] of Object.entries(contracts)) {
    const own = contractsOf(Number(chain))
    tally.checkAll(`contracts of ${chain}`, [
      ['exchangeV2', own.exchange, all['exchangeV2']],
      ['negRiskExchangeV2', own.negRiskExchange, all['negRiskExchangeV2']],
      ['exchangeV3', own.exchangeV3, all['exchangeV3']],
      ['collateral', own.collateral, all['collateral']],
      ['conditionalTokens', own.conditionalTokens, all['conditionalTokens']],
    ])
  }
  for (const [name, { version, verifyingContract, separator }] of Object.entries(domainSeparators)) {
    const [chain, role] = name.split('/') as [string, string]
    const domain = {
      name: EXCHANGE_NAME,
      version,
      chainId: Number(chain),
      verifyingContract: toAddress(verifyingContract),
    }
    tally.checkAll(`domain ${name}`, [
      ['separator', toHex(domainSeparator(domain)), separator],
      ['contract', contracts[chain]?.[role], verifyingContract],
    ])
  }
  return tally.outcomes()
}

export function runWallets(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const keccak = createKeccak()
  const factory = toAddress('0xaB45c5A4B0c941a2F231C04C3f49182e1A254052')
  for (const one of (section as { cases: readonly Fields[] }).cases) {
    const owner = toAddress(one['owner'] as string)
    const found = walletAddresses(owner)
    const initCodeHash = fromHex(one['proxyInitCodeHash'] as string)
    const byHash = addressOfHash(
      keccak(concatBytes(new Uint8Array([255]), addressBytes(factory), keccak(addressBytes(owner)), initCodeHash)),
    )
    const queries = (one['deployedQueries'] as readonly Fields[]).map((query) => query['query'])
    const asked = [found.depositWalletV1, found.depositWallet].map(
      (address) => `address=${address.toLowerCase()}&type=WALLET`,
    )
    tally.checkAll(`wallets of ${owner}`, [
      ['proxy', found.proxy, one['proxy']],
      ['proxy by init code', byHash, one['proxy']],
      ['safe', found.safe, one['safe']],
      ['deposit wallet of the first kind', found.depositWalletV1, one['depositWalletPreferredIfDeployed']],
      ['deposit wallet', found.depositWallet, one['depositWalletDefaultNew']],
      ['what is asked of the relayer', asked, queries],
    ])
  }
  return tally.outcomes()
}

export async function runL1(section: unknown, account: Account): Promise<readonly Outcome[]> {
  const tally = createTally()
  const signer = createPrivateKeySigner(account.privateKey)
  for (const [index, one] of (section as readonly Fields[]).entries()) {
    const chainId = one['chainId'] as number
    const nonce = (one['nonce'] as number | null) ?? 0
    const seconds = (one['timestamp'] as number | null) ?? Math.floor((one['dateNowMs'] as number) / 1000)
    const { message } = one['typedData'] as { readonly message: Fields }
    tally.checkAll(`L1 ${index} chain ${chainId} nonce ${nonce}`, [
      ['address', signer.address, message['address']],
      ['timestamp', String(seconds), message['timestamp']],
      ['nonce', nonce, message['nonce']],
      ['domain', toHex(domainSeparator({ name: 'ClobAuthDomain', version: '1', chainId })), one['domainSeparator']],
      ['digest', toHex(clobAuthDigest(chainId, signer.address, seconds, nonce)), one['typedDataHash']],
      ['headers', await l1Headers(signer, chainId, seconds, nonce), one['headers']],
    ])
  }
  return tally.outcomes()
}

export function runL2(section: unknown, account: Account): readonly Outcome[] {
  const tally = createTally()
  const { secretBytesHex, secretForms, vectors } = section as {
    secretBytesHex: string
    secretForms: Record<string, string>
    vectors: readonly {
      method: string
      requestPath: string
      body: string | null
      timestamp: number
      message?: string
      secret?: string
      signature: string
      headers?: Fields
    }[]
  }
  const bytes = Buffer.from(account.creds.secret.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
  tally.check('secret', bytes.toString('hex'), secretBytesHex)
  for (const [name, secret] of Object.entries(secretForms)) {
    for (const vector of vectors) {
      const { method, requestPath, body, timestamp, message, signature, headers } = vector
      const apiKey = createApiKey({ ...account.creds, secret: vector.secret ?? secret })
      const found = l2Headers(apiKey, toAddress(account.address), timestamp, method, requestPath, body ?? undefined)
      const own = `${timestamp}${method}${requestPath}${body ?? ''}`
      tally.checkAll(`L2 ${name} ${method} ${requestPath}`, [
        ['message', own, message ?? own],
        ['signature', found.POLY_SIGNATURE, signature],
        ['headers', found, headers ?? found],
      ])
    }
  }
  return tally.outcomes()
}

export function runBuilder(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const { inputs, headers } = section as {
    inputs: { method: string; path: string; body: string; timestamp: number; creds: Account['creds'] }
    headers: Fields
  }
  const { method, path, body, timestamp, creds } = inputs
  // The relayer's builder headers are the L2 recipe under other names.
  tally.check(
    'builder headers',
    {
      POLY_BUILDER_API_KEY: creds.key,
      POLY_BUILDER_PASSPHRASE: creds.passphrase,
      POLY_BUILDER_SIGNATURE: createApiKey(creds).sign(timestamp, method, path, body),
      POLY_BUILDER_TIMESTAMP: String(timestamp),
    },
    headers,
  )
  return tally.outcomes()
}

/** The hash of a book: SHA-1 of its JSON, in the order of keys received, with an empty hash. */
export function runBookHashes(section: unknown): readonly Outcome[] {
  const tally = createTally()
  for (const one of section as readonly { source: string; book: Fields; hashedJson: string; sha1: string }[]) {
    const text = JSON.stringify({ ...one.book, hash: '' })
    tally.checkAll(`book hash: ${one.source}`, [
      ['text', text, one.hashedJson],
      ['hash', createHash('sha1').update(text).digest('hex'), one.sha1],
    ])
  }
  return tally.outcomes()
}

export function runUs(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const { keyId, seedHex, publicKeyHex, dateNowMs, captures } = section as {
    keyId: string
    seedHex: string
    publicKeyHex: string
    dateNowMs: number
    captures: readonly {
      keyForm: string
      name: string
      message: string | null
      request: { method: string; path: string; headers: Fields }
    }[]
  }
  const seed = Buffer.from(seedHex, 'hex')
  for (const { keyForm, name, message, request } of captures) {
    const secret = (keyForm.startsWith('64') ? Buffer.concat([seed, Buffer.from(publicKeyHex, 'hex')]) : seed).toString(
      'base64',
    )
    const found = createUsKey({ keyId, secret }).headers(dateNowMs, request.method, request.path)
    const names = Object.keys(found)
    const sent = Object.fromEntries(
      names.filter((one) => one in request.headers).map((one) => [one, request.headers[one]]),
    )
    tally.checkAll(`US ${name}, ${keyForm}`, [
      ['message', message === null ? null : `${dateNowMs}${request.method}${request.path}`, message],
      ['headers', message === null ? {} : found, sent],
    ])
  }
  return tally.outcomes()
}

/** The environment of a chain. */
export function environmentOf(chainId: number) {
  return toEnvironment(chainId === 137 ? 'production' : { hosts: {}, chainId })
}
