import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import { millis } from '@arbees/core'
import { createKalshiCredentials } from '../../src/credentials.ts'
import { signingText, signRequest } from '../../src/sign.ts'
import { isSignedBy } from '../keys.ts'
import type { Outcome } from './tally.ts'
import { createTally, fieldsOf, listOf, textOf } from './tally.ts'

type Keys = {
  readonly id: string
  readonly pems: readonly string[]
  readonly rsa: KeyObject
  readonly ed25519: KeyObject
}

/** Returns the test keys that a file of vectors carries. */
export function keysIn(section: unknown): Keys {
  const keys = fieldsOf(fieldsOf(section, 'signing')['test_keys'], 'signing.test_keys')
  const pem = (name: string) => textOf(keys[name], `signing.test_keys.${name}`)
  return {
    id: pem('key_id'),
    pems: ['rsa_2048_private_pkcs8_pem', 'rsa_2048_private_pkcs1_pem', 'ed25519_private_pkcs8_pem'].map(pem),
    rsa: createPublicKey(pem('rsa_2048_public_spki_pem')),
    ed25519: createPublicKey(pem('ed25519_public_spki_pem')),
  }
}

/** Runs the vectors of signatures. */
export function runSigning(section: unknown): readonly Outcome[] {
  const tally = createTally('signing')
  const signing = fieldsOf(section, 'signing')
  tally.known('section', signing, [
    'source',
    'rule',
    'headers',
    'rsa',
    'ed25519',
    'how_to_verify',
    'test_keys',
    'vectors',
    'must_not_verify',
    'wrong_signature_parameters',
  ])
  const { id, pems, rsa, ed25519 } = keysIn(signing)
  tally.vector('parameters', () => {
    const [rsaSays, edSays] = [fieldsOf(signing['rsa'], 'rsa'), fieldsOf(signing['ed25519'], 'ed25519')]
    const own = createKalshiCredentials({ keyId: id, privateKey: pems[2] as string })
    return [
      ['salt', 32, rsaSays['salt_length_bytes']],
      ['hash', 'SHA-256', rsaSays['hash']],
      ['Ed25519 bytes', Buffer.from(own.sign('text'), 'base64').length, edSays['signature_bytes']],
    ]
  })
  for (const vector of listOf(signing['vectors'], 'signing.vectors')) {
    tally.vector(textOf(vector['name'], 'name'), () => {
      const method = textOf(vector['method'], 'method')
      const url = new URL(textOf(vector['url'], 'url'))
      const timestamp = vector['timestamp_ms'] as number
      const message = signingText(timestamp, method, url.pathname + url.search)
      const rsaSignature = textOf(vector['rsa_pss_sha256_signature_base64'], 'rsa signature')
      const [own, owner] = [
        pems.map((privateKey) => createKalshiCredentials({ keyId: id, privateKey })),
        [rsa, rsa, ed25519],
      ]
      const signed = own.map((credentials) => signRequest(credentials, millis(timestamp), method, url.pathname))
      return [
        ['message', message, vector['message']],
        ['signed_path', url.pathname, vector['signed_path']],
        ['query_excluded', url.search === '' ? null : url.search, vector['query_excluded']],
        ['their RSA signature', isSignedBy(rsa, message, rsaSignature), vector['rsa_verified_by_node_crypto']],
        ['Ed25519 signature', own[2]?.sign(message), vector['ed25519_signature_base64']],
        [
          'Ed25519 verified',
          isSignedBy(ed25519, message, own[2]?.sign(message) ?? ''),
          vector['ed25519_verified_by_node_crypto'],
        ],
        ...signed.map(
          (headers, index) =>
            [
              `our headers ${index}`,
              [
                headers['KALSHI-ACCESS-KEY'],
                headers['KALSHI-ACCESS-TIMESTAMP'],
                isSignedBy(owner[index] as KeyObject, message, headers['KALSHI-ACCESS-SIGNATURE']),
              ],
              [id, String(timestamp), true],
            ] as const,
        ),
      ]
    })
  }
  const wrong = [
    ...listOf(signing['must_not_verify'], 'signing.must_not_verify').map((one) => [one, one['verifies']] as const),
    ...listOf(fieldsOf(signing['wrong_signature_parameters'], 'wrong_signature_parameters')['cases'], 'cases').map(
      (one) => [one, one['verifies_with_saltLength_32']] as const,
    ),
  ]
  for (const [vector, verifies] of wrong) {
    tally.vector(textOf(vector['why'], 'why'), () => [
      [
        'verifies',
        isSignedBy(rsa, textOf(vector['message'], 'message'), textOf(vector['signature_base64'], 'signature')),
        verifies,
      ],
    ])
  }
  return tally.outcomes()
}
