/*
 * Whether a signal is acted on, in the order in which an operator would ask: may we at all, is it in time,
 * is it good enough, do we stand in it already, can it be bought, does it fit. Then the risk desk says yes.
 */
import type { Approved, LegView, Plan, Proposal, RefusalReason, RiskDesk, RiskRefusal } from '@arbees/arb-engine'
import { bestSize, PICO_MICRO } from '@arbees/arb-engine'
import type { Micros, Money, Quantity } from '@arbees/core'
import { bestPrice, bestQuantity, formatMoney, mulDiv, ONE_DOLLAR, toMoney, toQuantity } from '@arbees/core'
import type { MarketShelf, ShelvedMarket } from '../markets/market-shelf.ts'
import type { MessageOf } from '../messages/topics.ts'
import type { RiskVariables } from './risk-variables.ts'
import type { TradeMemory } from './trade-memory.ts'
import { tradesOfGame } from './trade-memory.ts'

type Signal = MessageOf<'signal.generated'>
type Reason = MessageOf<'signal.refused'>['reason']

/** Why not, with the numbers of the check. */
export type SignalRefusal = {
  readonly reason: Reason
  readonly sentence: string
  readonly numbers: Readonly<Record<string, number>>
}

/** What a signal is judged by. */
export type JudgeWorld = {
  readonly config: RiskVariables
  readonly shelf: MarketShelf
  readonly desk: RiskDesk
  readonly memory: TradeMemory
  readonly isStopped: () => boolean
  /** When each game was last heard of, and whether it is over. */
  readonly games: ReadonlyMap<string, { readonly heardAt: Micros; readonly isOver: boolean }>
  readonly now: Micros
}

const DOLLAR_MIN = 1_000_000

function refuse(reason: Reason, sentence: string, numbers: Readonly<Record<string, number>> = {}): SignalRefusal {
  return { reason, sentence, numbers }
}

/** What each reason of the risk desk is called in messages. */
const REASONS: Readonly<Partial<Record<RefusalReason, Reason>>> = {
  'market-closed': 'market-closed',
  'closing-soon': 'market-closed',
  'no-book': 'no-market',
  stale: 'stale-price',
  expired: 'expired',
  discontinuous: 'discontinuous',
  halted: 'stopped',
  'in-flight': 'duplicate',
  debounce: 'duplicate',
  cooldown: 'cooldown',
  'daily-loss': 'daily-loss',
  'no-depth': 'no-liquidity',
  'below-minimum': 'too-small',
  'price-insane': 'chance-bound',
  funds: 'bankroll',
  kelly: 'too-small',
  'trade-limit': 'position-size',
  'position-limit': 'position-size',
  'market-limit': 'position-size',
  'event-limit': 'game-exposure',
  'total-limit': 'position-size',
  'net-below-edge': 'below-edge',
  'below-hurdle': 'below-edge',
}

/** Reasons whose numbers are amounts of money. */
const OF_MONEY: ReadonlySet<RefusalReason> = new Set([
  'funds',
  'daily-loss',
  'trade-limit',
  'position-limit',
  'market-limit',
  'event-limit',
  'total-limit',
  'unhedged-limit',
])

function refusalOf({ reason, found, limit, about }: RiskRefusal): SignalRefusal {
  const numbers = { ...(found === null ? {} : { found }), ...(limit === null ? {} : { limit }) }
  const where = about === undefined ? '' : ` on ${about}`
  const shown = (value: number) => (OF_MONEY.has(reason) ? `$${formatMoney(value as Money)}` : String(value))
  const what = found === null ? '' : `: ${shown(found)}${limit === null ? '' : ` against ${shown(limit)}`}`
  return refuse(REASONS[reason] ?? 'rule', `risk says ${reason}${where}${what}`, numbers)
}

/** May we at all, is it in time, is it good enough. */
function firstLook({ config, isStopped, games, now }: JudgeWorld, signal: Signal, markets: readonly ShelvedMarket[]) {
  const { edgeBps, modelChance, marketChance, legs, game } = signal
  if (isStopped()) return refuse('stopped', 'the emergency stop is set or unreadable')
  const lateMicros = now - signal.expiresAt
  if (lateMicros > 0) return refuse('expired', `it expired ${lateMicros} µs ago`, { lateMicros })
  if (markets.length < legs.length) return refuse('no-market', 'no rules and fees are known of one of its markets')
  if (legs.length === 1 && marketChance === null)
    return refuse('no-market', 'the market has no opinion to compare with')
  const edgeMinBps = config.MIN_EDGE_PCT
  if (edgeBps < edgeMinBps) {
    return refuse('below-edge', `it earns ${edgeBps} basis points, at least ${edgeMinBps} are asked`, {
      edgeBps,
      edgeMinBps,
    })
  }
  if (legs.some(({ action }) => action === 'sell'))
    return refuse('rule', 'a signal buys; what is held is sold by exits')
  if (modelChance === null) return undefined
  const most = legs[0]?.outcome === 'no' ? 10_000 - config.MIN_SELL_PROB : config.MAX_BUY_PROB
  const chance = Math.round(modelChance * 10_000)
  if (chance > most) {
    return refuse('chance-bound', `the model is surer than ${most / 100}%`, { chanceBps: chance, chanceMaxBps: most })
  }
  const known = games.get(game)
  const ageMicros = now - (known?.heardAt ?? 0)
  if (known === undefined || ageMicros > config.GAME_STALENESS_SECONDS) {
    const ageMaxMicros = config.GAME_STALENESS_SECONDS
    return refuse('stale-game', 'nothing was heard of the game for too long', { ageMicros, ageMaxMicros })
  }
  return undefined
}

/** The trades that a game has: under way, held, or approved. */
function tradesOn({ desk, shelf, memory }: JudgeWorld, game: string): readonly { readonly legs: number }[] {
  const found = tradesOfGame(memory, game).map(({ legs }) => ({ legs: legs.length }))
  for (const { plan } of desk.ledger.pending.values()) {
    const [first] = plan.legs
    if (first !== undefined && shelf.byId.get(first.market)?.game === game) found.push({ legs: plan.legs.length })
  }
  return found
}

/** Do we stand in it already. */
function standing(world: JudgeWorld, signal: Signal): SignalRefusal | undefined {
  const { config, games } = world
  if (games.get(signal.game)?.isOver === true) return refuse('market-closed', 'the game is over')
  const trades = tradesOn(world, signal.game)
  if (signal.legs.length === 1 && trades.some(({ legs }) => legs === 1)) {
    return refuse('open-position', 'a position on this game is open that nothing hedges', { trades: trades.length })
  }
  const tradesMax = config.MAX_TRADES_PER_GAME
  if (trades.length < tradesMax) return undefined
  return refuse('position-count', `${trades.length} trades are open on this game`, { trades: trades.length, tradesMax })
}

/** Can it be bought: is each book fresh, and is enough offered at its best price. */
function offered(
  { config, now }: JudgeWorld,
  signal: Signal,
  markets: readonly ShelvedMarket[],
): SignalRefusal | undefined {
  for (const [index, { state }] of markets.entries()) {
    const { ladder, market } = state
    const ageMicros = now - ladder.at
    const ageMaxMicros = config.PRICE_STALENESS_SECONDS
    if (ageMicros > ageMaxMicros)
      return refuse('stale-price', `the book of ${market.id} is too old`, { ageMicros, ageMaxMicros })
    const side = signal.legs[index]?.outcome === 'yes' ? ladder.asks : ladder.bids
    const best = side.length === 0 || bestPrice(side) < 0 ? 0 : bestQuantity(side)
    const least = config.LIQUIDITY_MIN_THRESHOLD * 1_000_000
    if (best < least || best === 0) {
      const numbers = { offeredMicros: best, offeredMinMicros: least }
      return refuse('no-liquidity', `${market.id} offers ${best} micro-contracts at its best price`, numbers)
    }
  }
  return undefined
}

/** What one contract of every leg pays together, whatever happens; 0 for one leg alone. */
function payoutOf({ legs }: Signal): Money {
  if (legs.length === 1) return toMoney(0)
  const isAllNo = legs.every(({ outcome }) => outcome === 'no')
  return toMoney(isAllNo ? (legs.length - 1) * ONE_DOLLAR : ONE_DOLLAR)
}

/** Returns the proposal of a signal: up to the size whose last contract still earns the least edge on what it binds. */
function proposalOf(
  { config, now }: JudgeWorld,
  signal: Signal,
  markets: readonly ShelvedMarket[],
): Proposal | SignalRefusal {
  const { legs, pair, type, edge, modelChance, generatedAt, expiresAt } = signal
  const payout = payoutOf(signal)
  const worth = payout === 0 ? toMoney(Math.floor((modelChance ?? 0) * ONE_DOLLAR)) : payout
  // Earning m of what is bound, where worth = bound + earned, is earning m / (1 + m) of the worth.
  const edgeMin = mulDiv(worth * PICO_MICRO, config.MIN_EDGE_PCT, 10_000 + config.MIN_EDGE_PCT, 'ceil')
  const views = markets.map(({ state: { ladder, fees, market, buysBy } }, index): LegView => {
    return { ladder, outcome: legs[index]?.outcome ?? 'yes', fees, lot: market.lot, buysBy }
  })
  const lot = toQuantity(Math.max(...views.map((view) => view.lot)))
  const quantityMax = 1_000_000_000_000 as Quantity
  const size = bestSize(views, { worth, edgeMin: Math.max(0, edgeMin - 1), quantityMax, lot })
  if (size === undefined) return refuse('no-liquidity', 'the books do not hold one lot that earns the least edge')
  return {
    name: pair ?? (legs[0]?.market as string),
    direction: legs.map(({ outcome }) => outcome).join('+'),
    strategy: type,
    opportunityType: type,
    legs: legs.map(({ market, outcome, continuity }) => ({ market, outcome, continuity })),
    payout,
    worth,
    edge: edge * PICO_MICRO,
    quantityMax: size.contracts,
    openedAt: generatedAt,
    at: now,
    expiresAt,
  }
}

/** What is exposed on a league. */
function leagueExposure({ desk, shelf }: JudgeWorld, league: string): number {
  let total = 0
  for (const [key, amount] of desk.ledger.exposed) {
    if (shelf.byId.get(key.slice(0, key.lastIndexOf(' ')) as never)?.league === league) total += amount
  }
  return total
}

/** What is wrong with a plan beyond what the desk knows: the edge on what is bound, the league, the least size. */
function planDefect(world: JudgeWorld, plan: Plan, league: string): SignalRefusal | undefined {
  const { config } = world
  const bound = plan.legs.reduce((sum, { quoted }) => sum + quoted.cost + quoted.fee, 0)
  const edgeBps = bound === 0 ? 0 : mulDiv(plan.edge.net, 10_000, bound, 'floor')
  const edgeMinBps = config.MIN_EDGE_PCT
  if (edgeBps < edgeMinBps) {
    return refuse('below-edge', `at its size it earns ${edgeBps} basis points`, { edgeBps, edgeMinBps })
  }
  const exposedMaxMicros = config.MAX_SPORT_EXPOSURE
  const exposedMicros = exposedMaxMicros > 0 ? leagueExposure(world, league) : 0
  if (exposedMicros > exposedMaxMicros) {
    return refuse('league-exposure', `${league} would have too much on it`, { exposedMicros, exposedMaxMicros })
  }
  if (bound >= DOLLAR_MIN) return undefined
  return refuse('too-small', 'it would bind less than a dollar', { boundMicros: bound, boundMinMicros: DOLLAR_MIN })
}

/** Returns the approved plan of a signal, its money set aside; or why there is none. */
export function judgeSignal(world: JudgeWorld, signal: Signal): Approved<Plan> | SignalRefusal {
  const { shelf, desk, now } = world
  const markets = signal.legs.flatMap(({ market }) => shelf.byId.get(market) ?? [])
  const refused = firstLook(world, signal, markets) ?? standing(world, signal) ?? offered(world, signal, markets)
  if (refused !== undefined) return refused
  const proposal = proposalOf(world, signal, markets)
  if ('reason' in proposal) return proposal
  const verdict = desk.judge(proposal, now)
  if (verdict.type === 'refused') return refusalOf(verdict.refusal)
  const defect = planDefect(world, verdict.plan, markets[0]?.league ?? '')
  if (defect === undefined) return verdict.plan
  desk.drop(verdict.plan.name)
  return defect
}
