import type { Micros } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import type { Owed, RequestLog } from './request-log.ts'
import { openRequestLog } from './request-log.ts'
import type { Request } from './request-memory.ts'

const KALSHI = toMarketId('kalshi', 'A')
const POLY = toMarketId('polymarket', '7')
const NOW = 1_000_000 as Micros
const PATH = 'requests.jsonl'

function request(number: number, market: string, purpose: 'entry' | 'exit'): Request {
  return { request: `request-${number}`, purpose, plan: { legs: [{ market }] } } as unknown as Request
}

function fill(log: RequestLog, from: number, to: number): void {
  for (let trade = from; trade <= to; trade++) log.accept(trade, request(trade, POLY, 'exit'), NOW)
}

test('the last entry on a market is known after thousands of other requests, and no exit is taken for one', async () => {
  const log = await openRequestLog(createVirtualRuntime({ seed: 1 }).disk, PATH, NOW, () => false)
  log.accept(1, request(1, KALSHI, 'entry'), NOW)
  log.accept(2, request(2, KALSHI, 'entry'), NOW)
  log.accept(3, request(3, KALSHI, 'exit'), NOW)
  fill(log, 4, 3_000)
  expect(log.lastEntryOn(KALSHI)).toMatchObject([2, { request: 'request-2' }])
  expect(log.lastEntryOn(POLY)).toBeUndefined()
})

test('of requests that are over the newest are kept, of open trades all, and every name', async () => {
  const log = await openRequestLog(createVirtualRuntime({ seed: 1 }).disk, PATH, NOW, (trade) => trade === 1)
  fill(log, 1, 3_000)
  expect(log.accepted().length).toBeLessThan(1_000)
  expect(log.requestOf(1)).toMatchObject({ request: 'request-1' })
  expect(log.requestOf(2)).toBeUndefined()
  expect(log.requestOf(3_000)).toMatchObject({ request: 'request-3000' })
  expect(log.isHeard('request-2')).toBe(true)
})

const owed = (key: string) => ({ key, topic: 'execution.refused', message: {}, correlation: '' }) as unknown as Owed

test('a disk that was full leaves half a line to nobody', async () => {
  const { disk } = createVirtualRuntime({ seed: 1 })
  const log = await openRequestLog(disk, PATH, NOW, () => false)
  log.owe(owed('a'), NOW)
  disk.setCapacity(disk.usedBytes() + 30)
  expect(() => log.paid('a', NOW)).toThrow('ENOSPC')
  expect(() => log.owe(owed('c'), NOW)).toThrow('ENOSPC')
  expect(log.nextOwed()).toMatchObject({ key: 'a' })
  disk.setCapacity(Number.POSITIVE_INFINITY)
  log.paid('a', NOW)
  log.owe(owed('b'), NOW)
  log.close()
  const next = await openRequestLog(disk, PATH, NOW, () => false)
  expect(['a', 'b', 'c'].map(next.isOwedOrPaid)).toEqual([true, true, false])
  expect([next.owed(), next.nextOwed()]).toMatchObject([1, { key: 'b' }])
})

test('a disk that was full when the process ended leaves what was whole', async () => {
  const { disk } = createVirtualRuntime({ seed: 1 })
  const log = await openRequestLog(disk, PATH, NOW, () => false)
  log.owe(owed('a'), NOW)
  disk.setCapacity(disk.usedBytes() + 30)
  expect(() => log.paid('a', NOW)).toThrow('ENOSPC')
  disk.crash('process')
  disk.setCapacity(Number.POSITIVE_INFINITY)
  const next = await openRequestLog(disk, PATH, NOW, () => false)
  expect(next.nextOwed()).toMatchObject({ key: 'a' })
})
