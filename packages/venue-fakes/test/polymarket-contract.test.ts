/*
 * Our Polymarket client on the fake keeps what every venue promises: in virtual time, on real sockets, under msw.
 */
import { millis, toMicros } from '@arbees/core'
import type { VenueSubject } from '@arbees/testkit'
import { createVirtualRuntime, VENUE_CONTRACT } from '@arbees/testkit'
import { describe, expect, it } from 'vitest'
import { fakeConnect, fakeHttp } from '../src/index.ts'
import type { Address, Road } from './contract-roads.ts'
import { mswRoad, socketRoad } from './contract-roads.ts'
import { contractPolymarket, polymarketSubject } from './polymarket-subject.ts'
import { START } from './polymarket-world.ts'

/** Cases for a venue whose buys are bounded by contracts, and why. */
const BY_CONTRACTS: Readonly<Record<string, string>> = {
  'VC-10': 'a buy that spends its money gets more contracts than it named from an offer below its limit',
  'VC-18': 'as VC-10',
  'VC-19': 'as VC-10, and the odd fill it ends with does not cost whole micro-dollars',
}

function virtualSubject(immediateBuyBound: 'money' | 'contracts'): VenueSubject {
  const base = createVirtualRuntime({ seed: 1, startAt: START })
  const { clock } = base
  const fake = contractPolymarket(base, immediateBuyBound)
  const routes = [
    { origin: 'https://clob.polymarket.com', venue: fake.clob },
    { origin: 'https://gamma-api.polymarket.com', venue: fake.gamma },
    { origin: 'https://data-api.polymarket.com', venue: fake.data },
    { origin: 'https://polymarket.com', venue: fake.site },
    { origin: 'wss://ws-subscriptions-clob.polymarket.com', venue: fake.clob },
  ]
  const runtime = { ...base, http: fakeHttp(routes, clock), connect: fakeConnect(routes, clock, millis(5)) }
  return polymarketSubject(fake, runtime, 'production', async (delay) => {
    await clock.run(toMicros(clock.now() + delay))
  })
}

const environmentOf = ([clob, gamma, data, site]: readonly [Address, ...Address[]]) => ({
  hosts: {
    clob: clob.http,
    gamma: gamma?.http ?? '',
    data: data?.http ?? '',
    site: site?.http ?? '',
    marketStream: `${clob.ws}/ws/market`,
    userStream: `${clob.ws}/ws/user`,
  },
})

async function playOn(road: Road, run: (typeof VENUE_CONTRACT)[number]['run']): Promise<void> {
  const fake = contractPolymarket(road.runtime, 'contracts')
  const addresses = await road.open([fake.clob, fake.gamma, fake.data, fake.site])
  await road.play(run, (signal) => polymarketSubject(fake, road.runtime, environmentOf(addresses), road.pass, signal))
  fake.end()
}

describe('the venue contract', () => {
  it.each(VENUE_CONTRACT.filter(({ id }) => !(id in BY_CONTRACTS)))('$id $sentence', ({ run }) =>
    run(virtualSubject('money')),
  )

  it.each(VENUE_CONTRACT)('buys bounded by contracts: $id $sentence', ({ run }) => run(virtualSubject('contracts')))

  it('is passed over only where it is said why', () => {
    const ids = VENUE_CONTRACT.map(({ id }) => id)
    expect(Object.keys(BY_CONTRACTS).filter((id) => !ids.includes(id))).toEqual([])
  })

  // These wait more than they work, so they wait together; msw takes the requests of a whole process.
  it.concurrent.each(VENUE_CONTRACT)('on real sockets: $id $sentence', ({ run }) => playOn(socketRoad(), run))

  it.each(VENUE_CONTRACT)('under msw: $id $sentence', ({ run }) => playOn(mswRoad(), run))
})
