/*
 * What a deployment says on an afternoon with three games: made up, and lawful by every schema.
 */
import type { Micros } from '@arbees/core'
import { formatDecimal } from '@arbees/core'
import type { SpokenOf, Topic } from '../../src/messages/topics.ts'

/** One thing that is said. */
export type Said = { readonly [T in Topic]: { readonly topic: T; readonly message: SpokenOf<T> } }[Topic]

const SECOND = 1_000_000
const TEAMS = [
  ['Boston Celtics', 'BOS', 'Los Angeles Lakers', 'LAL'],
  ['Denver Nuggets', 'DEN', 'Phoenix Suns', 'PHX'],
  ['Milwaukee Bucks', 'MIL', 'Miami Heat', 'MIA'],
] as const
const REASONS = ['below-edge', 'stale-price', 'no-liquidity', 'cooldown', 'game-exposure'] as const

function say<T extends Topic>(topic: T, message: SpokenOf<T>): Said {
  return { topic, message } as unknown as Said
}

function market(id: string, venue: string, title: string): SpokenOf<'market.matched'>['markets'][number] {
  return {
    market: {
      id,
      venue,
      title,
      status: 'open',
      grid: { ranges: [{ start: 100, end: 9_900, step: 100 }] },
      lot: 10_000,
      quantityMin: 10_000,
      notionalMin: 0,
      closesAt: null,
    },
    fees: { name: 'made up', takerRate: 700, makerRate: 0, roundUpTo: 10_000, buyFeeIn: 'money' },
    yesOn: 'home',
    native: { yes: 'yes', no: 'no' },
  } as never
}

function quote(id: string, venue: string, bid: number, ask: number, at: Micros): Said {
  const quantity = 120_000_000
  return say('quote.changed', {
    market: id,
    venue,
    bids: [{ price: bid, quantity }],
    asks: [{ price: ask, quantity: quantity / 2 }],
    venueAt: at,
    receivedAt: at,
    continuity: 7,
  } as never)
}

/** Returns the names of a game of the day. */
export function gameNames(index: number) {
  const game = `nba-40170${index}`
  return { game, kalshi: `kalshi:KXNBAGAME-${index}-HOME`, polymarket: `polymarket:0x${index}abc` }
}

function gameOf(index: number, at: Micros): readonly Said[] {
  const [home, homeAbbreviation, away, awayAbbreviation] = TEAMS[index % TEAMS.length] ?? TEAMS[0]
  const { game, kalshi, polymarket } = gameNames(index)
  const league = 'nba' as const
  return [
    say('game.found', {
      game,
      league,
      home: { id: `h${index}`, name: home, abbreviation: homeAbbreviation },
      away: { id: `a${index}`, name: away, abbreviation: awayAbbreviation },
      startsAt: at - 3_600 * SECOND,
      status: 'in-progress',
      isNeutralSite: false,
    } as never),
    say('market.matched', {
      game,
      league,
      markets: [market(kalshi, 'kalshi', `${home} to win`), market(polymarket, 'polymarket', `${away} vs. ${home}`)],
      pairs: [{ name: `pair-${index}`, a: kalshi, b: polymarket, polarity: 'same', proof: ['the same game'] }],
      refused: [{ market: `polymarket:0xspread${index}`, reason: 'a spread is another question' }],
    } as never),
    say('market.assigned', { game, league, shard: 'game-shard/1', fence: 1, markets: [kalshi, polymarket] } as never),
    quote(kalshi, 'kalshi', 5_600 + index * 300, 5_700 + index * 300, at),
    quote(polymarket, 'polymarket', 5_950 + index * 300, 6_050 + index * 300, at),
    say('game.updated', {
      game,
      league,
      status: 'in-progress',
      home: 71 + index * 5,
      away: 66 + index * 3,
      period: 3,
      clockMicros: (452 - index * 60) * SECOND,
      possession: 'home',
      situation: {},
      sourceHomeChance: 0.61,
      homeChance: 0.62 + index * 0.07,
      sourceAt: at,
      receivedAt: at,
    } as never),
  ]
}

/** Returns a signal of an arbitrage on a game. */
export function signalOf(name: string, index: number, at: Micros, edge = 23_000): Said {
  const { game, kalshi, polymarket } = gameNames(index)
  const leg = { action: 'buy', available: 60_000_000, continuity: 7, seenAt: at }
  return say('signal.generated', {
    signal: name,
    type: 'cross_platform_arb',
    game,
    pair: `pair-${index}`,
    legs: [
      { ...leg, market: kalshi, venue: 'kalshi', outcome: 'yes', limit: 5_700 + index * 300 },
      { ...leg, market: polymarket, venue: 'polymarket', outcome: 'no', limit: 4_050 - index * 300 },
    ],
    edge,
    edgeBps: Math.round(edge / 100),
    modelChance: null,
    marketChance: null,
    causedAt: at - 4_000,
    generatedAt: at,
    expiresAt: at + 2 * SECOND,
  } as never)
}

function refusalOf(signal: string, index: number, reason: (typeof REASONS)[number], at: Micros): Said {
  return say('signal.refused', {
    signal,
    type: 'cross_platform_arb',
    game: gameNames(index).game,
    by: 'signal-processor',
    reason,
    sentence: `an edge of ${formatDecimal(140, 2)} % is less than the ${formatDecimal(200, 2)} % that are asked for`,
    numbers: { edgeBps: 140, edgeMinBps: 200 },
    at,
  } as never)
}

/** Returns the orders of a trade on both venues, and what they made of the trade. */
export function tradeOf(number: number, signal: string, index: number, at: Micros): readonly Said[] {
  const { game, kalshi, polymarket } = gameNames(index)
  const trade = `trade-${number}`
  const common = {
    request: `request-${number}`,
    signal,
    trade,
    game,
    pair: `pair-${index}`,
    opportunityType: 'cross_platform_arb',
    purpose: 'entry',
    isPaper: true,
    action: 'buy',
    quantity: 20_000_000,
    filled: 20_000_000,
    received: 20_000_000,
    status: 'filled',
    venueStatus: 'executed',
    edgeBps: 230,
    causedAt: at - 9_000,
    sentAt: at - 2_500 - number * 40,
    doneAt: at,
  }
  const [a, b] = [
    { market: kalshi, venue: 'kalshi', outcome: 'yes', cost: 11_400_000 },
    { market: polymarket, venue: 'polymarket', outcome: 'no', cost: 8_100_000 },
  ] as const
  const held = { quantity: 20_000_000, fee: 60_000 }
  return [
    say('order.recorded', {
      ...common,
      ...a,
      order: `arb${number * 2}`,
      venueOrder: `k-${number}`,
      limit: 5_700,
      fee: 60_000,
    } as never),
    say('order.recorded', {
      ...common,
      ...b,
      order: `arb${number * 2 + 1}`,
      venueOrder: `p-${number}`,
      limit: 4_050,
      fee: 0,
    } as never),
    say('trade.opened', {
      trade,
      signal,
      game,
      pair: `pair-${index}`,
      opportunityType: 'cross_platform_arb',
      isPaper: true,
      legs: [
        { ...a, ...held },
        { ...b, ...held, fee: 0 },
      ],
      at,
    } as never),
    say('position.changed', { trade, game, ...a, quantity: 20_000_000, bid: 5_600, realized: 0, at } as never),
    say('position.changed', { trade, game, ...b, quantity: 20_000_000, bid: 3_950, realized: 0, at } as never),
  ]
}

/** Returns the end of a trade that earned so many micro-dollars. */
export function endOf(number: number, index: number, pnl: number, at: Micros): readonly Said[] {
  const { game, kalshi, polymarket } = gameNames(index)
  const trade = `trade-${number}`
  const gone = { trade, game, quantity: 0, cost: 0, bid: null, realized: pnl, at }
  return [
    say('position.changed', { ...gone, market: kalshi, venue: 'kalshi', outcome: 'yes' } as never),
    say('position.changed', { ...gone, market: polymarket, venue: 'polymarket', outcome: 'no' } as never),
    say('trade.ended', { trade, game, ending: 'settled', reason: 'the venues paid', pnl, fees: 60_000, at } as never),
  ]
}

/** Returns an entry of the bankroll. */
export function bankrollOf(entry: number, balance: number, piggybank: number, at: Micros): Said {
  const trade = entry === 1 ? null : `trade-${entry - 1}`
  const reason = entry === 1 ? 'start' : 'trade'
  return say('bankroll.changed', { entry, balance, piggybank, reserved: 0, reason, trade, change: 0, at } as never)
}

/** Returns the whole afternoon up to an instant: games, a funnel of signals, trades, an alert. */
export function madeUpDay(at: Micros, signals = 24): readonly Said[] {
  const said: Said[] = [bankrollOf(1, 10_000_000_000, 0, (at - 3_600 * SECOND) as Micros)]
  for (const index of TEAMS.keys()) said.push(...gameOf(index, at))
  let [balance, piggybank, entry] = [10_000_000_000, 0, 1]
  for (let number = 1; number <= signals; number++) {
    const index = number % TEAMS.length
    const when = (at - (signals - number) * 60 * SECOND) as Micros
    const signal = `signal-${number}`
    said.push(signalOf(signal, index, when, 4_000 + ((number * 7_919) % 31_000)))
    if (number % 4 !== 0) {
      said.push(refusalOf(signal, index, REASONS[number % REASONS.length] ?? 'below-edge', when))
      continue
    }
    said.push(...tradeOf(number, signal, index, when))
    if (number > signals - 8) continue
    const pnl = ((number * 104_729) % 900_000) - 400_000
    said.push(...endOf(number, index, pnl, when))
    entry += 1
    balance += pnl > 0 ? pnl - Math.floor(pnl / 10) : pnl
    piggybank += pnl > 0 ? Math.floor(pnl / 10) : 0
    said.push(bankrollOf(entry, balance, piggybank, when))
  }
  said.push(
    say('notification.raised', {
      kind: 'breaker',
      priority: 'warning',
      title: 'Circuit breaker open',
      sentence: 'Kalshi answered three times with 429; orders wait ten seconds',
      fields: { venue: 'kalshi' },
      key: 'breaker kalshi',
      at,
    } as never),
  )
  return said
}
