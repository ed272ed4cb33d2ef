import type { Fact, MarketStatus, Micros, Price, Settlement } from '@arbees/core'
import { toMarketId } from '@arbees/core'
import type { FrameOf } from './stream-schema.ts'

type Lifecycle = FrameOf<'market_lifecycle_v2'>['msg']

const STATUS: Readonly<Record<string, MarketStatus>> = {
  activated: 'open',
  deactivated: 'paused',
  determined: 'closed',
}

function settlementOf(yesPrice: Price): Settlement {
  if (yesPrice === 10_000) return 'yes'
  return yesPrice === 0 ? 'no' : 'void'
}

/**
 * Returns the facts in a market's lifecycle message. `determined` keeps what each market pays until
 * `settled` follows; a `settled` whose price was not heard gives no settlement: ask for the market.
 */
export function lifecycleFacts(msg: Lifecycle, determined: Map<string, number>, at: Micros): readonly Fact[] {
  const market = toMarketId('kalshi', msg.market_ticker)
  const ticker = msg.market_ticker
  if (msg.event_type === 'determined' && msg.settlement_value !== undefined)
    determined.set(ticker, msg.settlement_value)
  if (msg.event_type === 'settled') {
    const yesPrice = determined.get(ticker) as Price | undefined
    determined.delete(ticker)
    if (yesPrice === undefined) return [{ type: 'market.changed', at, market, status: 'settled' }]
    return [{ type: 'market.settled', at, market, outcome: settlementOf(yesPrice), yesPrice }]
  }
  const status = STATUS[msg.event_type]
  const closesAt = msg.event_type === 'close_date_updated' ? msg.close_ts : undefined
  const grid = msg.event_type === 'price_level_structure_updated' ? msg.price_ranges : undefined
  if (status === undefined && closesAt === undefined && grid === undefined) return []
  return [
    {
      type: 'market.changed',
      at,
      market,
      ...(status === undefined ? {} : { status }),
      ...(closesAt === undefined ? {} : { closesAt }),
      ...(grid === undefined ? {} : { grid }),
    },
  ]
}
