/*
 * Both fakes behind real sockets on loopback, with other traders who open gaps often, answers that take a
 * while, and mild faults.
 */
import type { Clock, HttpRequest, Micros, Money, Rng } from '@arbees/core'
import { createRng, millis, nextInteger, seconds } from '@arbees/core'
import type { FakeRequest, FakeVenue, FaultPlan } from '@arbees/venue-fakes'
import { createFaultPlan, fakeKalshi, fakePolymarket, serveVenue } from '@arbees/venue-fakes'
import type { CrowdParticipant } from '../world/crowd.ts'
import { crowdParticipant } from '../world/crowd.ts'
import type { SimulationKeys } from '../world/keys.ts'
import { QUESTIONS } from '../world/question.ts'
import type { CrowdSettings } from '../world/settings.ts'
import type { Venues } from '../world/venues.ts'
import { HOSTS } from '../world/venues.ts'

/** What the trader has on each venue at first, in micro-dollars. */
export const CASH = { kalshi: 1_000_000_000_000 as Money, polymarket: 1_000_000_000_000 as Money } as const

/** How likely each fault strikes at each of its chances. */
const WEIGHTS = {
  'connection.cut-before': 0.004,
  'connection.cut-after': 0.004,
  'answer.5xx-before': 0.004,
  'answer.5xx-after': 0.004,
  'answer.no-order': 0.002,
  'order.delayed': 0.002,
  'stream.gap': 0.001,
  'stream.duplicate': 0.005,
  'stream.cut': 0.0005,
} as const

const ANSWER_MICROS_MIN = 2_000
const ANSWER_MICROS_MAX = 40_000

/** What the venues are made of. */
export type ServedVenuesOptions = {
  readonly seed: string
  readonly clock: Clock
  readonly keys: SimulationKeys
  /** Hears of each request at a venue's door, before the venue does. */
  readonly onRequest: (request: Pick<HttpRequest, 'method' | 'url' | 'body'>) => void
}

/** The venues, listening. */
export type ServedVenues = Venues & {
  /** Where they are. */
  readonly addresses: {
    readonly kalshi: { readonly rest: string; readonly ws: string }
    readonly polymarket: Readonly<Record<'clob' | 'gamma' | 'data' | 'site' | 'marketStream' | 'userStream', string>>
  }
  /** How often each fault has struck. */
  readonly struck: () => Readonly<Record<string, number>>
  readonly crowd: CrowdParticipant
  /** Begins the crowd's moves and the faults. */
  readonly stir: () => void
  /** Ends the faults: from now on what is asked is answered. */
  readonly calm: () => void
  /** Makes the books so deep that everything can be sold. */
  readonly deepen: () => void
  readonly close: () => Promise<void>
}

/** A plan that strikes only while `isOn`. */
function switched(plan: FaultPlan, isOn: () => boolean): FaultPlan {
  return { ...plan, strikes: (fault, subject) => (isOn() ? plan.strikes(fault, subject) : undefined) }
}

/** A venue whose answers take a while, and whose requests are heard. */
function heard(venue: FakeVenue, host: string, rng: Rng, onRequest: ServedVenuesOptions['onRequest']): FakeVenue {
  return {
    ...venue,
    request: (request: FakeRequest) => {
      const { method, url, body } = request
      onRequest({ method: method as HttpRequest['method'], url: `https://${host}${url}`, body })
      const reply = venue.request(request)
      if (reply.type === 'silence') return reply
      const after = reply.after + nextInteger(rng, ANSWER_MICROS_MIN, ANSWER_MICROS_MAX)
      return { ...reply, after: after as Micros }
    },
  }
}

type Life = { isOver: boolean; isFaulty: boolean }

/** A clock whose timers do nothing once all is over. */
function mortal(clock: Clock, life: Life): Clock {
  return {
    now: clock.now,
    setTimer: (delay, fire) =>
      clock.setTimer(delay, () => {
        if (!life.isOver) fire()
      }),
  }
}

function makeFakes({ seed, keys }: ServedVenuesOptions, clock: Clock, life: Life): Venues {
  const planOf = (venue: string) =>
    switched(
      createFaultPlan({ clock, rng: createRng(`${seed}/faults/${venue}`), weights: WEIGHTS }),
      () => life.isFaulty,
    )
  const kalshi = fakeKalshi({
    runtime: { clock },
    seed: `${seed}/kalshi`,
    markets: QUESTIONS.map(({ kalshiMarket }) => kalshiMarket),
    members: [{ keyId: keys.kalshiKeyId, keyPem: keys.kalshiPublicPem, cash: { 0: CASH.kalshi } }],
    faults: planOf('kalshi'),
    paceMicros: null,
  })
  const polymarket = fakePolymarket({
    runtime: { clock, rng: createRng(`${seed}/polymarket`) },
    markets: QUESTIONS.map(({ polymarketMarket }) => polymarketMarket),
    accounts: [{ owner: keys.signer.address, cash: CASH.polymarket, credentials: keys.apiKey }],
    faults: planOf('polymarket'),
    settlement: { minedAfter: millis(200), confirmedAfter: millis(300) },
  })
  return { kalshi, polymarket }
}

/** Starts both venues on free ports of loopback. */
export async function serveVenues(options: ServedVenuesOptions): Promise<ServedVenues> {
  const { seed, onRequest } = options
  const life: Life = { isOver: false, isFaulty: false }
  const clock = mortal(options.clock, life)
  const { kalshi, polymarket } = makeFakes(options, clock, life)
  const rng = createRng(`${seed}/answers`)
  const doors = [
    [kalshi.venue, HOSTS.kalshi],
    [polymarket.clob, HOSTS.clob],
    [polymarket.gamma, HOSTS.gamma],
    [polymarket.data, HOSTS.data],
    [polymarket.site, HOSTS.site],
  ] as const
  const servers = await Promise.all(
    doors.map(([venue, host]) => serveVenue({ venue: heard(venue, host, rng, onRequest), clock })),
  )
  const at = (index: number) => servers[index] as (typeof servers)[number]
  const moves: { -readonly [Key in keyof CrowdSettings]: CrowdSettings[Key] } = {
    everyMicrosMin: 30_000,
    everyMicrosMax: 150_000,
    gapChance: 0.5,
    snatchChance: 0.25,
    contractsMax: 25,
  }
  const crowd = crowdParticipant({
    settings: { seed, lasts: seconds(86_400), crowd: moves },
    questions: QUESTIONS,
    venues: () => ({ kalshi, polymarket }),
  })
  return {
    kalshi,
    polymarket,
    addresses: {
      kalshi: { rest: `${at(0).httpOrigin}/trade-api/v2`, ws: `${at(0).wsOrigin}/trade-api/ws/v2` },
      polymarket: {
        clob: at(1).httpOrigin,
        gamma: at(2).httpOrigin,
        data: at(3).httpOrigin,
        site: at(4).httpOrigin,
        marketStream: `${at(1).wsOrigin}/ws/market`,
        userStream: `${at(1).wsOrigin}/ws/user`,
      },
    },
    struck: () => {
      const sum: Record<string, number> = {}
      for (const plan of [kalshi.faults, polymarket.faults]) {
        for (const [name, times] of Object.entries(plan.struck())) sum[name] = (sum[name] ?? 0) + times
      }
      return sum
    },
    crowd,
    stir: () => {
      life.isFaulty = true
      void crowd.start({ runtime: { clock } } as Parameters<typeof crowd.start>[0])
    },
    calm: () => {
      life.isFaulty = false
    },
    deepen: () => {
      moves.contractsMax = 100_000
    },
    close: async () => {
      life.isOver = true
      kalshi.end()
      polymarket.clob.close()
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
