import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ED25519_PKCS8, RSA_PKCS1, RSA_PKCS8 } from '../test/keys.ts'
import { parsePrivateKey } from './private-key.ts'

describe('a private key as people have it', () => {
  it.each([
    ['PKCS#1', RSA_PKCS1, 'rsa-pss-sha256'],
    ['PKCS#8 RSA', RSA_PKCS8, 'rsa-pss-sha256'],
    ['PKCS#8 Ed25519', ED25519_PKCS8, 'ed25519'],
    ['escaped newlines', RSA_PKCS1.replaceAll('\n', '\\n'), 'rsa-pss-sha256'],
    ['escaped CRLF', ED25519_PKCS8.replaceAll('\n', '\\r\\n'), 'ed25519'],
    ['CRLF', RSA_PKCS8.replaceAll('\n', '\r\n'), 'rsa-pss-sha256'],
    ['spaces for newlines', RSA_PKCS8.replaceAll('\n', ' '), 'rsa-pss-sha256'],
    ['lost newlines', RSA_PKCS1.replaceAll('\n', ''), 'rsa-pss-sha256'],
    ['quotes', `"${ED25519_PKCS8.replaceAll('\n', '\\n')}"`, 'ed25519'],
    ['text before it', `Bag Attributes\n  friendlyName: x\n${RSA_PKCS8}`, 'rsa-pss-sha256'],
  ])('is read: %s', (_name, text, algorithm) => {
    expect(parsePrivateKey(text)).toMatchObject({ algorithm })
  })

  const pem = (label: string, body = 'MIIB') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  it.each([
    ['nothing', '  ', 'found nothing'],
    ['a file name', 'kalshi.pem', 'without a BEGIN line'],
    ['a cut text', RSA_PKCS1.slice(0, 300), 'cut off'],
    ['a public key', pem('PUBLIC KEY'), 'public half'],
    ['a certificate', pem('CERTIFICATE'), 'certificate'],
    ['an encrypted key', pem('ENCRYPTED PRIVATE KEY'), 'encrypted'],
    ['an old encrypted key', pem('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\nabc'), 'encrypted'],
    ['an OpenSSH key', pem('OPENSSH PRIVATE KEY'), 'OpenSSH'],
    ['another curve, SEC1', pem('EC PRIVATE KEY'), 'elliptic curve'],
    ['another curve, PKCS#8', curve.export({ type: 'pkcs8', format: 'pem' }) as string, 'found ec'],
    ['a small key', small.export({ type: 'pkcs8', format: 'pem' }) as string, 'found 1024'],
    ['a body of other letters', pem('PRIVATE KEY', '<key here>'), 'not base64'],
    ['noise in PEM form', pem('PRIVATE KEY', 'TUlJQg=='), 'cannot be read'],
  ])('is refused with its reason: %s', (_name, text, reason) => {
    const parsed = parsePrivateKey(text)
    expect(parsed.key).toBeUndefined()
    expect(parsed).toHaveProperty('issue', expect.stringContaining(reason))
  })
})
