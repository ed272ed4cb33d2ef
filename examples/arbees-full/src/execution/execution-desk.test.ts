import type { ExecutorFact } from '@arbees/arb-engine'
import type { ContinuityToken, Disk, Fact, Micros, Price, Quantity } from '@arbees/core'
import { createLadder, LOT, millis, NO_FEES, NO_MONEY, setLevel, toMarketId, uniformGrid } from '@arbees/core'
import { createVirtualDisk, createVirtualRuntime } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { createMarketShelf } from '../markets/market-shelf.ts'
import { createMemoryLeases } from '../platform/leases/memory-leases.ts'
import { openExecutionDesk } from './execution-desk.ts'
import { executionVariables } from './execution-variables.ts'
import { openPaperBrokers } from './open-brokers.ts'
import type { Request } from './request-memory.ts'
import { takeWriterLease } from './writer-lease.ts'
import { writerSwitch } from './writer-switch.ts'

const market = {
  id: toMarketId('kalshi', 'A'),
  venue: 'kalshi',
  title: 'A',
  status: 'open' as const,
  grid: uniformGrid(100),
  lot: LOT,
  quantityMin: LOT,
  notionalMin: NO_MONEY,
  closesAt: null,
}

/** A desk whose journal is quickly on the medium, and the log of its requests slowly. */
async function createDesk(isPaper: boolean) {
  const base = createVirtualRuntime({ seed: 1 })
  const { clock, rng } = base
  const pass = (delay: Micros) => clock.run((clock.now() + delay) as Micros)
  const [quick, slow] = [millis(1), millis(50)].map((syncMicros) => createVirtualDisk({ clock, rng, syncMicros }))
  const diskOf = (path: string) => (path.endsWith('.requests') ? slow : quick) as Disk
  const disk: Disk = {
    ...diskOf(''),
    openAppend: (path) => diskOf(path).openAppend(path),
    read: (path) => diskOf(path).read(path),
    replace: (path, bytes) => diskOf(path).replace(path, bytes),
  }
  const ladder = Object.assign(createLadder(), { at: clock.now(), continuity: 7 as ContinuityToken })
  setLevel(ladder.bids, 4_500 as Price, 10_000_000 as Quantity)
  const shelf = createMarketShelf(isPaper)
  shelf.byId.set(market.id, { state: { market, ladder, fees: NO_FEES } } as never)
  const runtime = { ...base, disk }
  const config = executionVariables.parse({ DATA_DIR: 'data', PAPER_TRADING: isPaper ? '1' : '0' })
  const facts: (Fact | ExecutorFact)[] = []
  const signal = new AbortController().signal
  const lost = (reason: Error) => {
    throw reason
  }
  const lease = await takeWriterLease(createMemoryLeases(clock), 'test', base, lost, signal)
  const emergency = { isSet: false }
  const opening = openPaperBrokers(config, runtime, (id) => shelf.byId.get(id)?.state).then((brokers) =>
    openExecutionDesk({
      config,
      runtime,
      shelf,
      brokers,
      writer: 'test',
      killSwitch: writerSwitch({ isStopped: () => emergency.isSet, mayUnwind: true }, lease),
      isHolder: lease.isHeld,
      onFact: (fact) => void facts.push(fact),
      refreshMarket: async () => undefined,
      onOwed: () => undefined,
      signal,
    }),
  )
  await pass(millis(1_000))
  const desk = await opening
  const sent = () => facts.filter(({ type }) => type === 'order.sent').length
  const leg = { market: market.id, outcome: 'yes', action: 'sell', limit: 4_500, quantity: LOT, costMax: 0 }
  const plan = { name: 'exit t', legs: [{ ...leg, continuity: 7 }], expiresAt: clock.now() + millis(1_000) }
  return { desk, pass, sent, lease, emergency, request: { request: 'r', purpose: 'exit', plan } as unknown as Request }
}

test.each([
  ['where money is real no order leaves before its request is on the medium', false, 0],
  ['on paper an order leaves at once', true, 1],
])('%s', async (_what, isPaper, before) => {
  const { desk, pass, sent, request } = await createDesk(isPaper)
  desk.take(request)
  await pass(millis(40))
  expect(sent()).toBe(before)
  await pass(millis(20))
  expect(sent()).toBe(1)
})

test('what may be sold while trading is stopped does not leave once another process may write', async () => {
  const stopped = await createDesk(false)
  stopped.emergency.isSet = true
  stopped.desk.take(stopped.request)
  await stopped.pass(millis(60))
  expect(stopped.sent()).toBe(1)

  const { desk, pass, sent, lease, request } = await createDesk(false)
  desk.take(request)
  await pass(millis(40))
  // Its request is not on the medium yet.
  await lease.release()
  await pass(millis(200))
  expect(sent()).toBe(0)
})
