/* How much load there is. */

/** Settings of a load. */
export type LoadSettings = {
  readonly games: number
  readonly markets: number
  readonly shards: number
  /** Books told in a second, besides those that follow a score. */
  readonly quotesPerSecond: number
  /** How often somebody scores in one game, on average. */
  readonly scoreSeconds: number
  /** How many seconds of a game pass in one. */
  readonly pace: number
  /** How often the generator thinks of what to say. */
  readonly tickMillis: number
  readonly seed: number
}

/** What issue and design ask for: 500 games, 10,000 markets, four shards; their leagues' paces make it 200 updates a second. */
export const FULL_LOAD: LoadSettings = {
  games: 500,
  markets: 10_000,
  shards: 4,
  quotesPerSecond: 1_000,
  scoreSeconds: 25,
  pace: 1,
  tickMillis: 2,
  seed: 1,
}

/**
 * The settings of the services under load, over their defaults: no limit of money, number or rate stands in the way of an
 * order, since orders are what is counted; every check of them is made all the same.
 */
export const LOAD_ENVIRONMENT: Readonly<Record<string, string>> = {
  PAPER_TRADING: '1',
  SIGNALS: 'cross-venue,yes-and-no,model',
  INITIAL_BANKROLL: '10000000',
  MAX_DAILY_LOSS: '5000000',
  MAX_SPORT_EXPOSURE: '0',
  MAX_ORDERS_PER_SECOND: '1000',
  TRADES_UNDER_WAY_MAX: '1000',
  ONE_SIDED_MAX: '1000000',
  TRADE_COOLDOWN_SECONDS: '1',
  SIGNAL_DEBOUNCE_SECONDS: '5',
  MIN_HOLD_SECONDS: '2',
  TAKE_PROFIT_PCT: '1',
}

/** Returns the names of the shards. */
export function shardNames({ shards }: LoadSettings): readonly string[] {
  return Array.from({ length: shards }, (_, at) => `game-shard-${at + 1}`)
}
