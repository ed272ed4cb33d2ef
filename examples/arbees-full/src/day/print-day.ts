/* A day as a person sees it: while it is played, and at its end. Pure: text out of figures. */
import type { MarketId, Micros, Money, Price } from '@arbees/core'
import { complement, formatMoney, formatPrice, venueOf } from '@arbees/core'
import { percentilesOf } from '../monitor/latency-window.ts'
import type { DaySummary } from './day-summary.ts'
import type { DayTally, Seen } from './day-tally.ts'
import type { DayView } from './play-day.ts'

/** Colors, or none. */
export type Paint = {
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  readonly green: (text: string) => string
  readonly red: (text: string) => string
}

function clockText(at: Micros): string {
  return new Date(Math.floor(at / 1_000)).toISOString().slice(11, 19)
}

function dollars(money: Money): string {
  const text = formatMoney(money)
  const [whole = '', part = ''] = text.split('.')
  return `${whole}.${part.padEnd(2, '0').slice(0, 2)}`
}

const NO_BOOK = '   –  /  –   '

function priceText(price: Price): string {
  return formatPrice(price).padEnd(6, '0')
}

/** The best bid and ask for the home team, whichever team the market's YES is on. */
function bookText({ quotes, markets }: DayTally, market: string | undefined): string {
  const quote = quotes.get(market ?? '')
  const [bid, ask] = [quote?.bids[0], quote?.asks[0]]
  if (quote === undefined || bid === undefined || ask === undefined || quote.continuity === 0) return NO_BOOK
  const [low, high] =
    markets.get(quote.market)?.yesOn === 'home'
      ? [bid.price, ask.price]
      : [complement(ask.price), complement(bid.price)]
  return `${priceText(low)}/${priceText(high)}`
}

const STATUS: Readonly<Record<string, string>> = { scheduled: 'soon', 'in-progress': 'live', break: 'break' }

function gameLine(tally: DayTally, game: string, paint: Paint): string {
  const found = tally.found.get(game)
  const update = tally.games.get(game)
  const name = `${found?.away.abbreviation ?? '?'} at ${found?.home.abbreviation ?? '?'}`.padEnd(11)
  const score = update === undefined ? '' : `${update.away}:${update.home}`
  const status = STATUS[update?.status ?? 'scheduled'] ?? update?.status ?? ''
  const period = update === undefined || update.period === 0 ? '' : `Q${update.period}`
  const chance = update?.homeChance === null || update === undefined ? '' : `${Math.round(update.homeChance * 100)} %`
  const ofVenue = tally.marketsOf.get(game)?.filter((id) => tally.markets.get(id)?.yesOn !== 'draw') ?? []
  const at = (venue: string) => {
    const own = ofVenue.filter((id) => venueOf(id as MarketId) === venue)
    return own.find((id) => tally.markets.get(id)?.yesOn === 'home') ?? own[0]
  }
  const [kalshi, polymarket] = [bookText(tally, at('kalshi')), bookText(tally, at('polymarket'))]
  const line = `${name}${score.padStart(8)}  ${period.padEnd(3)} ${status.padEnd(6)}${chance.padStart(6)}   ${kalshi}   ${polymarket}`
  return status === 'live' ? line : paint.dim(line)
}

/** Returns what stands on the screen while a day is played; `lines` is how many fit, `dashboard` where to see more. */
export function printDayView(
  { tally, now, startsAt, endsAt }: DayView,
  paint: Paint,
  lines: number,
  dashboard?: string,
): string {
  const percent = Math.min(100, Math.floor(((now - startsAt) / (endsAt - startsAt)) * 100))
  const { counts, filled, canceled, halted, pnl, bankroll, positions } = tally
  const { p50, p95 } = percentilesOf(tally.toOrder)
  const money = pnl as Money
  const earned = pnl < 0 ? paint.red(dollars(money)) : paint.green(dollars(money))
  const head = [
    `${paint.bold('Arbees')}  ${clockText(now)} UTC of the day, ${percent} %  ${paint.dim('paper trading: no order leaves this machine')}`,
    dashboard === undefined ? '' : paint.dim(`dashboard ${dashboard}`),
  ]
  const titles = paint.dim('game          score             model   Kalshi, home    Polymarket, home')
  const games = [...tally.found.keys()].map((game) => gameLine(tally, game, paint))
  const total = bankroll === undefined ? '–' : dollars((bankroll.balance + bankroll.piggybank) as Money)
  const reasons = [...tally.refusals].sort(([, a], [, b]) => b - a)
  const refused = counted(Object.fromEntries(reasons.slice(0, 3)))
  const figures = [
    '',
    `signals ${counts['signal.generated']}   refused ${counts['signal.refused']}: ${refused}${reasons.length > 3 ? ', …' : ''}`,
    `orders filled ${filled}, canceled ${canceled}   positions ${positions.size}   left one-sided ${halted}`,
    `bankroll ${total}   profit and loss ${earned}   from frame to order p50 ${p50 ?? '–'} ms, p95 ${p95 ?? '–'} ms`,
  ]
  const room = Math.max(0, lines - head.length - 1 - games.length - figures.length - 5)
  const half = Math.ceil(room / 2)
  const newest = (seen: Iterable<Seen>, most: number) =>
    [...seen].slice(-most).map(({ at, text }) => `${paint.dim(clockText(at))}  ${text}`)
  const last = [
    '',
    paint.bold('orders'),
    ...newest(tally.deeds, half),
    '',
    paint.bold('signals'),
    ...newest(tally.signals.values(), room - half),
  ]
  return [...head, titles, ...games, ...figures, ...(half < 2 ? [] : last)].join('\n')
}

/** Returns a plain line of how a day stands. */
export function printDayLine({ tally, now }: DayView): string {
  const { counts, filled, canceled, pnl } = tally
  const live = [...tally.games.values()].filter(({ status }) => status === 'in-progress').length
  return [
    clockText(now),
    `${live} of ${tally.found.size} games live`,
    `${counts['signal.generated']} signals`,
    `${filled} orders filled, ${canceled} canceled`,
    `profit and loss ${dollars(pnl as Money)}`,
  ].join(', ')
}

function counted(numbers: Readonly<Record<string, number | undefined>>): string {
  const entries = Object.entries(numbers)
  return entries.length === 0 ? 'none' : entries.map(([name, n]) => `${name} ${n}`).join(', ')
}

function percentilesText({ p50, p95 }: DaySummary['latencyMs']['toOrder']): string {
  return `p50 ${p50 ?? '–'} ms, p95 ${p95 ?? '–'} ms`
}

/** Returns what a day came to. */
export function printDaySummary(summary: DaySummary, paint: Paint): string {
  const { latencyMs, checks } = summary
  const rows: readonly (readonly [string, string])[] = [
    ['games', `${summary.gamesDiscovered} discovered, ${summary.gamesEnded} ended`],
    [
      'markets',
      `${summary.marketsMatched} matched in ${summary.pairsMatched} pairs, ${summary.marketsSettled} settled`,
    ],
    ['signals', counted(summary.signals)],
    ['refused', counted(summary.signalsRefused)],
    ['orders', `${summary.ordersFilled} filled, ${summary.ordersCanceled} canceled`],
    ['trades', counted(summary.tradesByEnding)],
    [
      'positions',
      `${summary.positionsOpened} opened, ${summary.positionsClosed} closed, ${summary.positionsSettled} settled, ${summary.positionsOpen} open`,
    ],
    ['profit and loss', summary.pnl],
    ['bankroll', summary.bankroll],
    [
      'latency',
      `to the signal ${percentilesText(latencyMs.toSignal)}, to the order ${percentilesText(latencyMs.toOrder)}`,
    ],
  ]
  const table = rows.map(([name, text]) => `  ${name.padEnd(18)}${text}`)
  const marks = checks.map(({ name, holds, found }) =>
    holds ? `  ${paint.green('holds')}  ${name}` : `  ${paint.red('FAILS')}  ${name}: found ${found}`,
  )
  return [...table, '', ...marks].join('\n')
}
