import { createVirtualRuntime } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { paperCash } from '../markets/paper-cash.ts'
import { executionVariables } from './execution-variables.ts'
import { openLiveBrokers } from './open-brokers.ts'

const PEM = '-----BEGIN PRIVATE KEY-----\\nnone\\n-----END PRIVATE KEY-----'

describe('real brokers', () => {
  it.each([
    [{ PAPER_TRADING: '1', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money' }, 'need PAPER_TRADING=0'],
    [{ PAPER_TRADING: '0' }, 'LIVE_ORDERS_AUTHORIZED_BY_ME'],
    [{ PAPER_TRADING: '0', LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money' }, 'KALSHI_API_KEY'],
  ])('are refused with %o', async (env, reason) => {
    const config = executionVariables.parse(env)
    await expect(
      openLiveBrokers(config, createVirtualRuntime({ seed: 1 }), new AbortController().signal),
    ).rejects.toThrow(reason)
  })

  it('are refused with a key that is none, and the key is not told', async () => {
    const env = {
      PAPER_TRADING: '0',
      LIVE_ORDERS_AUTHORIZED_BY_ME: 'yes-real-money',
      KALSHI_API_KEY: 'abcd-efgh-1234',
      KALSHI_PRIVATE_KEY: PEM,
    }
    const opening = openLiveBrokers(
      executionVariables.parse(env),
      createVirtualRuntime({ seed: 1 }),
      new AbortController().signal,
    )
    await expect(opening).rejects.toSatisfy((error: Error) => !error.message.includes('none\n'))
  })
})

describe('the cash of paper accounts', () => {
  it('is the bankroll to the micro-dollar', () => {
    expect([...paperCash(10_000_000_001 as never)]).toEqual([
      ['kalshi', 5_000_000_001],
      ['polymarket', 5_000_000_000],
    ])
  })
})
