/* What a shard sees, as rows: each state of a game that was told, and now and then the price of each market. */
import type { Money } from '@arbees/core'
import { formatMoney, formatPrice, formatQuantity } from '@arbees/core'
import type { MessageOf, SpokenOf } from '../../messages/topics.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Queries } from '../../platform/store/store.ts'

/** What is to be written. */
export type ShardRow =
  | { readonly type: 'state'; readonly update: SpokenOf<'game.updated'> }
  | { readonly type: 'price'; readonly game: string; readonly quote: MessageOf<'quote.changed'> }

const STATES = [
  'game_id',
  'received_at',
  'league',
  'status',
  'home_score',
  'away_score',
  'period',
  'clock_seconds',
  'possession',
  'situation',
  'home_win_prob',
  'source_home_win_prob',
  'source_at',
]

const PRICES = [
  'market_id',
  'received_at',
  'platform',
  'game_id',
  'yes_bid',
  'yes_ask',
  'yes_bid_size',
  'yes_ask_size',
  'is_tradable',
  'venue_at',
]

function stateCells(update: SpokenOf<'game.updated'>) {
  const { clockMicros, sourceAt } = update
  return [
    update.game,
    formatInstant(update.receivedAt),
    update.league,
    update.status,
    update.home,
    update.away,
    update.period,
    // Millionths of a second are written like millionths of a dollar.
    clockMicros === null ? null : formatMoney(clockMicros as unknown as Money),
    update.possession,
    JSON.stringify(update.situation),
    update.homeChance,
    update.sourceHomeChance,
    sourceAt === null ? null : formatInstant(sourceAt),
  ]
}

function priceCells(game: string, quote: MessageOf<'quote.changed'>) {
  const [bid, ask] = [quote.bids[0], quote.asks[0]]
  return [
    quote.market,
    formatInstant(quote.receivedAt),
    quote.venue,
    game,
    bid === undefined ? null : formatPrice(bid.price),
    ask === undefined ? null : formatPrice(ask.price),
    bid === undefined ? null : formatQuantity(bid.quantity),
    ask === undefined ? null : formatQuantity(ask.quantity),
    quote.continuity > 0,
    quote.venueAt === null ? null : formatInstant(quote.venueAt),
  ]
}

/** Writes rows; what was written already is left as it is. */
export async function writeShardRows({ insertMany }: Queries, rows: readonly ShardRow[]): Promise<void> {
  const states = rows.flatMap((row) => (row.type === 'state' ? [stateCells(row.update)] : []))
  const prices = rows.flatMap((row) => (row.type === 'price' ? [priceCells(row.game, row.quote)] : []))
  await insertMany('game_states', STATES, states)
  await insertMany('market_prices', PRICES, prices)
}
