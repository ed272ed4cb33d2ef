import type { Price } from '@arbees/core'
import { nativeOf } from '@arbees/core'
import type { KalshiClient } from '@arbees/kalshi-client'
import type { AskPayment } from '../monitor/settlement-desk.ts'
import { paymentOf } from '../monitor/settlement-desk.ts'

/** What one YES pays by the word alone; a `scalar` needs its value. */
const PAID: Readonly<Record<string, Price>> = { yes: 10_000 as Price, no: 0 as Price }

/** Returns how Kalshi is asked what a market paid. What is determined may still be amended: only what is final counts. */
export function kalshiPayment(client: KalshiClient): AskPayment {
  return async (id) => {
    const { market } = await client.markets.getMarket({ ticker: nativeOf(id) })
    const yesPrice = market.settlementValue ?? PAID[market.result ?? '']
    return market.status === 'finalized' && yesPrice !== undefined ? paymentOf(yesPrice) : undefined
  }
}
