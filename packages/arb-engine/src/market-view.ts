import type { FeeSchedule, Ladder, Market, Micros, Price } from '@arbees/core'
import type { FeeTable } from './fee-table.ts'
import type { BuyBound } from './size/leg-view.ts'

/** One market as the engine is told of it. */
export type EngineMarket = {
  readonly market: Market
  /** What the venue charges, exactly. A market without known fees has no place here. */
  readonly fees: FeeSchedule
  /** By what one contract is judged; shared by the markets of one schedule. @default its charged fee */
  readonly feeTable?: FeeTable
  /** A second table to watch by, for comparison only. */
  readonly partlyFeeTable?: FeeTable
  /**
   * What bounds a buy there: Polymarket's immediate buys give money, and better offers than the limit
   * bring more contracts than were asked for. @default 'quantity'
   */
  readonly buysBy?: BuyBound
  /** The most that a dollar is charged, where a buy gives money; shared like `feeTable`. @default made of its fees */
  readonly spendFees?: FeeTable
  /** What its exposure is counted with: markets that settle on one event. @default the market alone */
  readonly event?: string
  /** When the money comes back. @default when trading ends */
  readonly resolvesAt?: Micros
  /** What one YES contract pays if the question is void. @default unknown */
  readonly voidYesPrice?: Price
}

/** One market as strategies and sizing see it: its rules, and its book as it stands. Read it, do not change it. */
export type MarketView = Required<Pick<EngineMarket, 'market' | 'fees' | 'feeTable' | 'buysBy' | 'event'>> &
  Pick<EngineMarket, 'partlyFeeTable'> & {
    /** Where a buy gives money: the most that a dollar is charged, by limit; null elsewhere. */
    readonly spendFees: FeeTable | null
    readonly ladder: Ladder
    readonly resolvesAt: Micros | null
    readonly voidYesPrice: Price | null
    /** Whether it takes orders, as far as was said. */
    readonly isOpen: boolean
  }
