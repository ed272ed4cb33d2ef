import type { Micros } from '@arbees/core'
import { createRng, millis, toMarketId } from '@arbees/core'
import { createVirtualDisk, createVirtualRuntime } from '@arbees/testkit'
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
  await log.close()
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

test('what was durable survives a power cut, and what was not is in nobody’s way', async () => {
  const holes = new Set<boolean>()
  for (let seed = 0; seed < 100; seed++) {
    const { disk } = createVirtualRuntime({ seed })
    const log = await openRequestLog(disk, PATH, NOW, () => true, 'machine')
    log.owe(owed('a'), NOW)
    log.paid('a', NOW)
    log.owe(owed('b'), NOW)
    await log.durable()
    for (let more = 0; more < 5; more++) log.owe(owed(`lost ${more}`), NOW)
    expect(log.isDurable()).toBe(false)
    disk.crash('power')
    holes.add(disk.read(PATH)?.includes(0) ?? false)
    const next = await openRequestLog(disk, PATH, NOW, () => true, 'machine')
    expect([next.isOwedOrPaid('a'), next.nextOwed()?.key]).toEqual([true, 'b'])
  }
  expect(holes).toEqual(new Set([true, false]))
})

test('lines share a sync, and one that failed is never taken for done', async () => {
  const { clock } = createVirtualRuntime({ seed: 1 })
  const disk = createVirtualDisk({ clock, rng: createRng(1), syncMicros: millis(5) })
  const opening = openRequestLog(disk, PATH, NOW, () => true, 'machine')
  await clock.run((clock.now() + millis(10)) as Micros)
  const log = await opening
  log.owe(owed('a'), NOW)
  let done = 0
  const count = () => {
    done += 1
  }
  log.durable().then(count, count)
  log.owe(owed('b'), NOW)
  log.durable().then(count, count)
  await clock.run((clock.now() + millis(6)) as Micros)
  expect([done, log.isDurable()]).toEqual([1, false])
  await clock.run((clock.now() + millis(6)) as Micros)
  expect([done, log.isDurable()]).toEqual([2, true])
  log.owe(owed('c'), NOW)
  disk.setBroken(true)
  const failing = expect(log.durable()).rejects.toThrow('EIO')
  await clock.run((clock.now() + millis(6)) as Micros)
  await failing
  disk.setBroken(false)
  await expect(log.durable()).rejects.toThrow('EIO')
  expect(log.isDurable()).toBe(false)
})
