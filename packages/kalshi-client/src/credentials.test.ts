import { inspect } from 'node:util'
import { createSecret } from '@arbees/transport'
import { describe, expect, it } from 'vitest'
import { ED25519_PKCS8, ED25519_PUBLIC, isSignedBy, KEY_ID, RSA_PKCS1, RSA_PKCS8, RSA_PUBLIC } from '../test/keys.ts'
import { createKalshiCredentials, readKalshiCredentials } from './credentials.ts'

const noFiles = { read: () => undefined }

function issuesOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    return (error as { context: { issues: readonly string[] } }).context.issues
  }
  throw new Error('expected a refusal, found none')
}

describe('credentials', () => {
  it('sign as Kalshi verifies, with either kind of key', () => {
    const rsa = createKalshiCredentials({ keyId: KEY_ID, privateKey: RSA_PKCS1 })
    const ed25519 = createKalshiCredentials({ keyId: KEY_ID, privateKey: createSecret(ED25519_PKCS8) })
    expect(rsa.algorithm).toBe('rsa-pss-sha256')
    expect(isSignedBy(RSA_PUBLIC, 'text', rsa.sign('text'))).toBe(true)
    expect(isSignedBy(RSA_PUBLIC, 'texts', rsa.sign('text'))).toBe(false)
    expect(ed25519.algorithm).toBe('ed25519')
    expect(isSignedBy(ED25519_PUBLIC, 'text', ed25519.sign('text'))).toBe(true)
    expect(Buffer.from(ed25519.sign('text'), 'base64')).toHaveLength(64)
  })

  it('tell all that is wrong at once', () => {
    expect(issuesOf(() => createKalshiCredentials({ keyId: '', privateKey: '' }))).toHaveLength(2)
    expect(issuesOf(() => createKalshiCredentials({ keyId: RSA_PKCS1, privateKey: KEY_ID }))[0]).toMatch(/swapped/)
    expect(issuesOf(() => createKalshiCredentials({ keyId: 'a b', privateKey: ED25519_PKCS8 }))).toHaveLength(1)
  })

  it('show neither the key nor its id', () => {
    const canary = 'canary-0001-of-the-key-id'
    const made = createKalshiCredentials({ keyId: canary, privateKey: RSA_PKCS8 })
    const body = RSA_PKCS8.split('\n').slice(1, -2)
    const refused = [
      () => createKalshiCredentials({ keyId: canary, privateKey: RSA_PKCS8.slice(0, 900) }),
      () => createKalshiCredentials({ keyId: canary, privateKey: RSA_PKCS8.replace(body[3] as string, 'AAAA') }),
      () => createKalshiCredentials({ keyId: RSA_PKCS8, privateKey: canary }),
      () => readKalshiCredentials({ KALSHI_API_KEY: canary, KALSHI_PRIVATE_KEY_PATH: '/secret' }, noFiles),
    ].map((run) => {
      try {
        return run()
      } catch (error) {
        return error
      }
    })
    const shown = [made, { deep: { made } }, ...refused]
      .flatMap((value) => [
        inspect(value, { depth: 9, showHidden: true }),
        JSON.stringify(value) ?? '',
        `${String(value)} ${String((value as Error).stack)}`,
      ])
      .join('\n')
    expect(shown).toContain('KalshiCredentials(rsa-pss-sha256)')
    expect(shown).not.toContain(canary)
    for (const line of body) expect(shown).not.toContain(line)
  })
})

describe('credentials from variables', () => {
  const files: Record<string, string> = { '/keys/kalshi.pem': ED25519_PKCS8 }
  const disk = {
    read: (path: string) => {
      if (path === '/denied') throw Object.assign(new Error('no'), { code: 'EACCES' })
      const text = files[path]
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
  }

  it.each([
    ['the text', { KALSHI_PRIVATE_KEY: RSA_PKCS1 }, 'rsa-pss-sha256'],
    ['the escaped text', { KALSHI_PRIVATE_KEY: RSA_PKCS1.replaceAll('\n', '\\n') }, 'rsa-pss-sha256'],
    ['a path in the key’s place', { KALSHI_PRIVATE_KEY: '/keys/kalshi.pem' }, 'ed25519'],
    ['a path', { KALSHI_PRIVATE_KEY_PATH: '/keys/kalshi.pem' }, 'ed25519'],
  ])('take %s', (_name, variables, algorithm) => {
    const credentials = readKalshiCredentials({ KALSHI_API_KEY: KEY_ID, ...variables }, disk)
    expect(credentials?.algorithm).toBe(algorithm)
    expect(credentials?.keyId()).toBe(KEY_ID)
  })

  it('are absent where nothing is set, and of the prefix asked for', () => {
    expect(readKalshiCredentials({ KALSHI_API_KEY: ' ' }, disk)).toBeUndefined()
    const variables = { KALSHI_DEMO_API_KEY: KEY_ID, KALSHI_DEMO_PRIVATE_KEY_PATH: '/keys/kalshi.pem' }
    expect(readKalshiCredentials(variables, disk)).toBeUndefined()
    expect(readKalshiCredentials(variables, disk, 'KALSHI_DEMO')?.algorithm).toBe('ed25519')
  })

  it.each([
    ['no key', { KALSHI_API_KEY: KEY_ID }, 'KALSHI_PRIVATE_KEY or KALSHI_PRIVATE_KEY_PATH'],
    ['no id', { KALSHI_PRIVATE_KEY: RSA_PKCS1 }, 'KALSHI_API_KEY'],
    ['no file', { KALSHI_API_KEY: KEY_ID, KALSHI_PRIVATE_KEY_PATH: '/none' }, 'found none'],
    ['no right', { KALSHI_API_KEY: KEY_ID, KALSHI_PRIVATE_KEY_PATH: '/denied' }, 'EACCES'],
  ])('say what lacks: %s', (_name, variables, sentence) => {
    expect(issuesOf(() => readKalshiCredentials(variables, disk)).join()).toContain(sentence)
  })
})
