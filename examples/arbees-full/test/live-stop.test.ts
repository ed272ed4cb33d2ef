/*
 * The emergency stop where orders are real: every service on a generated game day, PAPER_TRADING=0 with its second
 * word, both venues and ESPN answered by the fakes, which count what arrives. No order may arrive later than a second
 * after the stop was set or could not be read any more, also in the next life of the processes.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpRequest, Micros } from '@arbees/core'
import { millis, seconds, toMicros } from '@arbees/core'
import { createVirtualRuntime } from '@arbees/testkit'
import { nodeDisk } from '@arbees/transport'
import { createGameDay, fakeConnect, fakeHttp, routesOfDay } from '@arbees/venue-fakes'
import { afterAll, expect, test } from 'vitest'
import { createBusyGate, gatedDisk, gatedStore } from '../src/day/busy-gate.ts'
import { DAY_START } from '../src/day/play-day.ts'
import { createMemoryBus } from '../src/platform/bus/memory-bus.ts'
import { createMemoryMedium } from '../src/platform/bus/memory-medium.ts'
import { allVariables } from '../src/platform/config/all-variables.ts'
import { checkPlatform, LIVE_AUTHORIZATION } from '../src/platform/config/platform-variables.ts'
import { readConfig } from '../src/platform/config/read-config.ts'
import { createHealth } from '../src/platform/health.ts'
import { createMemoryLeases } from '../src/platform/leases/memory-leases.ts'
import { createMetrics } from '../src/platform/metrics.ts'
import { runServices } from '../src/platform/run-services.ts'
import { watchStop } from '../src/platform/stop/kill-switch.ts'
import { migrate } from '../src/platform/store/migrate.ts'
import { openPgliteStore } from '../src/platform/store/pglite-store.ts'
import { SERVICES } from '../src/services.ts'

const folder = mkdtempSync(join(tmpdir(), 'arbees-live-stop-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isOrder = ({ method, url }: HttpRequest) =>
  method === 'POST' && /\/portfolio\/(events\/)?orders|clob\.polymarket\.com\/orders?$/.test(url)

async function createLiveWorld() {
  const base = createVirtualRuntime({ seed: 'live stop', startAt: DAY_START })
  const { clock } = base
  const day = createGameDay({ runtime: base, seed: 7, games: 4 })
  const gate = createBusyGate()
  const routes = routesOfDay(day)
  const http = fakeHttp(routes, clock)
  /** When each order came to a venue. */
  const arrivals: Micros[] = []
  const lines: string[] = []
  const runtime = {
    ...base,
    log: (_level: string, message: string, fields = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`),
    disk: gatedDisk(nodeDisk(), gate),
    http: (request: HttpRequest) => {
      if (isOrder(request)) arrivals.push(clock.now())
      return http(request)
    },
    connect: fakeConnect(routes, clock, millis(5)),
  }
  const environment = {
    PAPER_TRADING: '0',
    LIVE_ORDERS_AUTHORIZED_BY_ME: LIVE_AUTHORIZATION,
    KALSHI_ENV: 'production',
    KALSHI_API_KEY: day.kalshiKey.keyId,
    KALSHI_PRIVATE_KEY: day.kalshiKey.privateKeyPem,
    POLYMARKET_PRIVATE_KEY: day.owner.privateKey,
    UNPROVEN_VOIDS: 'accept',
    LEAGUES: 'nba',
    API_PORT: '0',
    DATA_DIR: folder,
  }
  const known = allVariables(SERVICES.map(({ config: { shape } }) => shape))
  const config = readConfig(environment, known, known, [checkPlatform])
  const plain = await openPgliteStore(join(folder, 'database'))
  await migrate(plain, () => undefined)
  const store = gatedStore(plain, gate)
  const [medium, leases] = [createMemoryMedium(), createMemoryLeases(clock)]
  const place = { value: null as string | null, isReadable: true }

  const pass = async (length: Micros) => {
    const until = toMicros(clock.now() + length)
    for (;;) {
      do {
        await clock.settle()
        if (!gate.isIdle()) await gate.next()
      } while (!gate.isIdle())
      await clock.settle()
      const next = clock.nextAt()
      if (next === undefined || next > until) break
      await clock.step()
    }
    await clock.run(until)
  }

  /** Starts every service anew; ends them without a word when it is called. */
  const live = () => {
    const ending = new AbortController()
    const { log } = runtime
    const read = async () => {
      if (!place.isReadable) throw new Error('unreadable')
      return place.value
    }
    const stop = { clock, log, mayUnwind: false, place: { read, write: async () => undefined }, signal: ending.signal }
    const platform = {
      instance: 'arbees',
      bus: createMemoryBus({ clock, log, source: `arbees.${clock.now()}`, medium }),
      store,
      leases,
      killSwitch: watchStop(stop),
      metrics: createMetrics(),
      health: createHealth(clock),
      close: async () => undefined,
    }
    const own = { services: SERVICES, platform, runtime, config, heartbeat: seconds(10), signal: ending.signal }
    const running = runServices(own)
    return async () => {
      ending.abort()
      let isOver = false
      void running.finally(() => {
        isOver = true
      })
      while (!isOver) await pass(millis(100))
      await platform.bus.close()
    }
  }
  /** How many orders came within a length of time. */
  const ordersWithin = async (length: Micros) => {
    const before = arrivals.length
    await pass(length)
    return arrivals.length - before
  }
  return { live, pass, ordersWithin, arrivals, place, clock, day, lines, end: () => store.close() }
}

test('no order reaches a venue later than a second after the stop, in this life and the next', async () => {
  const world = await createLiveWorld()
  const { live, pass, ordersWithin, arrivals, place, lines } = world
  const long = seconds(900)
  let end = live()
  for (let turn = 0; arrivals.length === 0 && turn < 20; turn++) await pass(long)
  expect(arrivals.length).toBeGreaterThan(0)

  place.value = '1'
  await pass(seconds(1))
  expect(await ordersWithin(long)).toBe(0)
  // It was the stop: there was something to trade.
  expect(lines.filter((line) => /"reason":"stopped"/.test(line)).length).toBeGreaterThan(0)
  await end()
  end = live()
  expect(await ordersWithin(long)).toBe(0)

  place.value = '0'
  expect(await ordersWithin(long)).toBeGreaterThan(0)
  place.isReadable = false
  await pass(seconds(1))
  expect(await ordersWithin(long)).toBe(0)
  place.isReadable = true
  place.value = null
  expect(await ordersWithin(long)).toBeGreaterThan(0)
  await end()
  world.day.end()
  await world.end()
}, 600_000)
