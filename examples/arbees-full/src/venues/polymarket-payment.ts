/*
 * What a market of Polymarket paid. Gamma has no field for it: once a market is closed and resolved, what it prints as
 * the outcomes' prices is what they pay.
 */
import type { Price } from '@arbees/core'
import { isVenueError, nativeOf } from '@arbees/core'
import type { PolymarketClient } from '@arbees/polymarket-client'
import type { AskPayment, Payment } from '../monitor/settlement-desk.ts'
import { paymentOf } from '../monitor/settlement-desk.ts'

type GammaMarket = Awaited<ReturnType<PolymarketClient['gamma']['getMarkets']>>['markets'][number]

/** What a resolution can pay on YES: all, nothing, or half. Any other price is the last of a market, not its result. */
const PAID: readonly number[] = [0, 5_000, 10_000]

function paymentIn(market: GammaMarket, yesToken: string): Payment | undefined {
  const { closed, umaResolutionStatus, resolutionStatus, version, outcomePrices, clobTokenIds, positionIds } = market
  const isResolved = umaResolutionStatus === 'resolved' || resolutionStatus === 'resolved'
  const [token] = (version === 'v2' ? positionIds : clobTokenIds) ?? []
  const [yes, no] = outcomePrices ?? []
  if (closed !== true || !isResolved || token !== yesToken || yes === undefined || no === undefined) return undefined
  return PAID.includes(yes) && yes + no === 10_000 ? paymentOf(yes as Price) : undefined
}

/** Returns how Polymarket is asked what a market paid. */
export function polymarketPayment(client: PolymarketClient): AskPayment {
  /** Positions of protocol v2 are in no filter of Gamma's: their condition is. */
  const byCondition = async (tokenId: string) => {
    try {
      const { condition_id } = await client.books.getMarketByToken({ tokenId })
      return (await client.gamma.getMarkets({ conditionIds: [condition_id], closed: true, limit: 2 })).markets
    } catch (error) {
      if (isVenueError(error, 'market.not-found')) return []
      throw error
    }
  }
  return async (id) => {
    const tokenId = nativeOf(id)
    const { markets } = await client.gamma.getMarkets({ clobTokenIds: [tokenId], closed: true, limit: 2 })
    const found = markets.length > 0 ? markets : await byCondition(tokenId)
    return found[0] === undefined ? undefined : paymentIn(found[0], tokenId)
  }
}
