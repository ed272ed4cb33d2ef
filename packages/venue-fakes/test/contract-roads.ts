/*
 * The roads between a client and a fake that take real time: loopback sockets, and msw. The clock of both ends runs
 * ten times as fast as the wall's, so that the half minutes of the contract take seconds.
 */
import type { Clock, Micros, Runtime } from '@arbees/core'
import { createRng, ONE_SECOND, seconds, sleep } from '@arbees/core'
import type { VenueSubject } from '@arbees/testkit'
import { fetchHttp, nodeRuntime, wsConnect } from '@arbees/transport'
import { setupServer } from 'msw/node'
import type { FakeVenue } from '../src/index.ts'
import { fakeConnect, serveVenue } from '../src/index.ts'
import { fakeHandlers } from '../src/msw.ts'

const TIMES_FASTER = 10
const GRACE = seconds(6)

/** Where a fake is reached. */
export type Address = { readonly http: string; readonly ws: string }

/** A road: what a client runs in, and how fakes are put at its end. */
export type Road = {
  readonly runtime: Runtime
  readonly pass: VenueSubject['pass']
  readonly open: (venues: readonly FakeVenue[]) => Promise<readonly [Address, ...Address[]]>
  /** Plays a case and ends everything afterwards, whatever came of it. */
  readonly play: (
    run: (subject: VenueSubject) => Promise<void>,
    subjectOf: (signal: AbortSignal) => VenueSubject,
  ) => Promise<void>
}

function createFastClock(): Clock {
  const [wall, from] = [Date.now(), performance.now()]
  return {
    now: () => Math.floor((wall + (performance.now() - from) * TIMES_FASTER) * 1_000) as Micros,
    setTimer: (delay, fire) => {
      const timer = setTimeout(fire, Math.max(0, delay) / 1_000 / TIMES_FASTER)
      return () => clearTimeout(timer)
    },
  }
}

type Ending = () => void | Promise<void>

function roadOf(
  clock: Clock,
  runtime: Omit<Runtime, 'clock' | 'rng' | 'log'>,
  open: Road['open'],
  endings: Ending[],
): Road {
  return {
    runtime: { ...runtime, clock, rng: createRng(1), log: () => undefined },
    // A case that waits for something to arrive must not fail because the machine does much else.
    pass: (delay) => sleep(clock, delay < ONE_SECOND ? delay : ((delay + GRACE) as Micros)),
    open,
    play: async (run, subjectOf) => {
      const ending = new AbortController()
      try {
        await run(subjectOf(ending.signal))
      } finally {
        ending.abort()
        for (const end of endings.splice(0)) await end()
      }
    },
  }
}

/** Returns a road of loopback sockets. */
export function socketRoad(): Road {
  const clock = createFastClock()
  const ending = new AbortController()
  const endings: Ending[] = [() => ending.abort()]
  const runtime = { ...nodeRuntime({ signal: ending.signal }), connect: wsConnect({ clock }) }
  const open: Road['open'] = async (venues) => {
    const servers = await Promise.all(venues.map((venue) => serveVenue({ venue, clock })))
    endings.push(...servers.map(({ close }) => close))
    const [first, ...others] = servers.map(({ httpOrigin, wsOrigin }) => ({ http: httpOrigin, ws: wsOrigin }))
    return [first as Address, ...others]
  }
  return roadOf(clock, runtime, open, endings)
}

/** Returns a road whose requests msw takes; its streams, which msw has no part in, stay in the process. */
export function mswRoad(): Road {
  const clock = createFastClock()
  const routes: { readonly origin: string; readonly venue: FakeVenue }[] = []
  const endings: Ending[] = []
  const runtime = { ...nodeRuntime(), http: fetchHttp(), connect: fakeConnect(routes, clock) }
  const open: Road['open'] = (venues) => {
    const addresses = venues.map((venue, index): Address => {
      const address = { http: `https://venue-${index}.example`, ws: `wss://venue-${index}.example` }
      routes.push({ origin: address.ws, venue })
      return address
    })
    const server = setupServer(
      ...venues.flatMap((venue, index) => fakeHandlers((addresses[index] as Address).http, venue, clock)),
    )
    server.listen()
    endings.push(() => server.close())
    return Promise.resolve([addresses[0] as Address, ...addresses.slice(1)])
  }
  return roadOf(clock, runtime, open, endings)
}
