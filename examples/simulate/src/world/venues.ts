/*
 * Both venues as participants: the fakes behind the virtual network, with the run's faults in them.
 */
import type { Clock, HttpRequest } from '@arbees/core'
import { createRng, millis } from '@arbees/core'
import type { Participant } from '@arbees/testkit'
import type { FakeKalshi, FakePolymarket } from '@arbees/venue-fakes'
import { fakeKalshi, fakePolymarket, serverOf } from '@arbees/venue-fakes'
import type { FaultDeck } from './fault-deck.ts'
import type { SimulationKeys } from './keys.ts'
import type { Question } from './question.ts'
import type { RunSettings } from './settings.ts'

/** Where the venues are. */
export const HOSTS = {
  kalshi: 'kalshi.simulated',
  clob: 'clob.simulated',
  gamma: 'gamma.simulated',
  data: 'data.simulated',
  site: 'polymarket.simulated',
} as const

/** Both fakes. */
export type Venues = { readonly kalshi: FakeKalshi; readonly polymarket: FakePolymarket }

/** What the venues are made of. */
export type VenuesSettings = {
  readonly settings: RunSettings
  readonly questions: readonly Question[]
  readonly keys: SimulationKeys
  readonly deck: FaultDeck
  /** Hears of each request at a venue's door, before the venue does. */
  readonly onRequest: (request: HttpRequest) => void
  /** Told when both stand, before anybody asks them. */
  readonly onReady: (venues: Venues) => void
}

function createVenues({ settings, questions, keys, deck }: VenuesSettings, clock: Clock): Venues {
  const { seed, cash } = settings
  const kalshi = fakeKalshi({
    runtime: { clock },
    seed: `${seed}/kalshi`,
    markets: questions.map(({ kalshiMarket }) => kalshiMarket),
    members: [
      {
        keyId: keys.kalshiKeyId,
        keyPem: keys.kalshiPublicPem,
        verified: keys.kalshiVerified,
        cash: { 0: cash.kalshi },
      },
    ],
    faults: deck.planOf('kalshi', clock),
    paceMicros: null,
  })
  const polymarket = fakePolymarket({
    runtime: { clock, rng: createRng(`${seed}/polymarket`) },
    markets: questions.map(({ polymarketMarket }) => polymarketMarket),
    accounts: [{ owner: keys.signer.address, cash: cash.polymarket, credentials: keys.apiKey }],
    faults: deck.planOf('polymarket', clock),
    immediateBuyBound: settings.buyBound,
    settlement: { minedAfter: millis(1_200), confirmedAfter: millis(1_500) },
    checks: keys.checks,
  })
  return { kalshi, polymarket }
}

/** Returns the participant that both venues are: they do not die. */
export function venuesParticipant(options: VenuesSettings): Participant {
  const { onRequest, onReady } = options
  return {
    name: 'venues',
    start: ({ runtime, listen }) => {
      const { clock } = runtime
      const venues = createVenues(options, clock)
      const { kalshi, polymarket } = venues
      listen(HOSTS.kalshi, serverOf(kalshi.venue, { clock, onRequest }))
      listen(HOSTS.clob, serverOf(polymarket.clob, { clock, onRequest }))
      listen(HOSTS.gamma, serverOf(polymarket.gamma, { clock }))
      listen(HOSTS.data, serverOf(polymarket.data, { clock }))
      listen(HOSTS.site, serverOf(polymarket.site, { clock }))
      onReady(venues)
    },
  }
}
