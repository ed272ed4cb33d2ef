/*
 * A recording's header made tradable: markets with their grids, fees with the venues' rounding. A
 * venue whose rounding is not known is refused; a fee is never guessed.
 */
import type { EngineMarket } from '@arbees/arb-engine'
import { createFeeTable } from '@arbees/arb-engine'
import type { FeeSchedule, Market, VenueId } from '@arbees/core'
import { LOT, NO_FEES, NO_MONEY, quadraticFee, uniformGrid, VenueError } from '@arbees/core'
import type { RecordingHeader } from '@arbees/transport'

/** How a venue rounds a fee, and by what one contract of it is judged. */
type VenueRounding = { readonly roundUpTo: number; readonly unit: 'charged' | 'unrounded' }

const ROUNDING: Readonly<Record<string, VenueRounding>> = {
  // Rounded up to $0.0001 per fill.
  kalshi: { roundUpTo: 100, unit: 'charged' },
  // Five decimals per fill; up here, so that a cost is never understated.
  polymarket: { roundUpTo: 10, unit: 'unrounded' },
}

/**
 * Returns the recording's markets as the engine trades them, in the header's order.
 *
 * @throws VenueError `fees.unknown` when a market's venue has no fee in the header or no known rounding.
 */
export function recordedMarkets(header: RecordingHeader): readonly EngineMarket[] {
  const schedules = new Map<VenueId, Pick<EngineMarket, 'fees' | 'feeTable' | 'partlyFeeTable'>>()
  const free = createFeeTable(NO_FEES, 'unrounded')
  const scheduleOf = (venue: VenueId, market: string) => {
    const known = schedules.get(venue)
    if (known !== undefined) return known
    const fee = header.fees[venue]
    const rounding = ROUNDING[venue]
    if (fee === undefined || rounding === undefined) {
      const detail = fee === undefined ? 'the recording names no fee of this venue' : 'its rounding is not known'
      throw new VenueError('fees.unknown', { venue, market, detail })
    }
    const name = `${venue} ${fee.takerRate} of 10000${fee.assumed ? ', assumed' : ''}`
    const fees: FeeSchedule = quadraticFee({ name, takerRate: fee.takerRate, roundUpTo: rounding.roundUpTo })
    const feeTable = createFeeTable(fees, rounding.unit)
    const made = { fees, feeTable, partlyFeeTable: venue === 'kalshi' ? feeTable : free }
    schedules.set(venue, made)
    return made
  }
  return header.markets.map(({ id, venue, title, tick, closesAt }) => {
    const market: Market = {
      id,
      venue,
      title,
      status: 'open',
      grid: uniformGrid(tick),
      lot: LOT,
      quantityMin: LOT,
      notionalMin: NO_MONEY,
      closesAt,
    }
    return { market, ...scheduleOf(venue, id) }
  })
}
