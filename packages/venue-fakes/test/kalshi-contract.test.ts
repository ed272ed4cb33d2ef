/*
 * Our Kalshi client on the fake keeps what every venue promises: in virtual time, on real sockets, under msw.
 */
import { millis, toMicros } from '@arbees/core'
import type { VenueSubject } from '@arbees/testkit'
import { createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, it } from 'vitest'
import { fakeConnect, fakeHttp } from '../src/index.ts'
import type { Road } from './contract-roads.ts'
import { mswRoad, socketRoad } from './contract-roads.ts'
import { contractKalshi, kalshiSubject } from './kalshi-subject.ts'
import { START } from './kalshi-world.ts'

function virtualSubject(): VenueSubject {
  const base = createVirtualRuntime({ seed: 1, startAt: START })
  const { clock } = base
  const kalshi = contractKalshi(base)
  const runtime = {
    ...base,
    http: fakeHttp([{ origin: 'https://external-api.kalshi.com', venue: kalshi.venue }], clock),
    connect: fakeConnect([{ origin: 'wss://external-api-ws.kalshi.com', venue: kalshi.venue }], clock, millis(5)),
  }
  return kalshiSubject(kalshi, runtime, 'production', async (delay) => {
    await clock.run(toMicros(clock.now() + delay))
  })
}

async function playOn(road: Road, run: (typeof VENUE_CONTRACT)[number]['run']): Promise<void> {
  const kalshi = contractKalshi(road.runtime)
  const [{ http, ws }] = await road.open([kalshi.venue])
  const environment = { rest: `${http}/trade-api/v2`, ws: `${ws}/trade-api/ws/v2` }
  await road.play(run, (signal) => kalshiSubject(kalshi, road.runtime, environment, road.pass, signal))
  kalshi.end()
}

describe('the venue contract', () => {
  it.each(VENUE_CONTRACT)('$id $sentence', ({ run }) => run(virtualSubject()))

  // These wait more than they work, so they wait together; msw takes the requests of a whole process.
  it.concurrent.each(VENUE_CONTRACT)('on real sockets: $id $sentence', ({ run }) => playOn(socketRoad(), run))

  it.each(VENUE_CONTRACT)('under msw: $id $sentence', ({ run }) => playOn(mswRoad(), run))
})
