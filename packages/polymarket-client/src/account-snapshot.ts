/*
 * The whole account as core knows it, and the way out of every resting order.
 */
import type { AccountSnapshot, ClientOrderId, HoldingReport, OrderId, OrderReport } from '@arbees/core'
import { addMoney, NO_QUANTITY, toQuantity, VenueError } from '@arbees/core'
import type { BrokerDesk } from './broker-desk.ts'
import { marketIdOf } from './market-lookup.ts'
import { isPositionId } from './protocol.ts'
import type { OpenOrder } from './schema/order.ts'
import { claimsOf } from './settlement.ts'

function openReport(desk: BrokerDesk, open: OpenOrder): OrderReport {
  const tracked = desk.settlement.orders.get(open.id.toLowerCase() as OrderId)
  return {
    // An order placed by other means has no name of ours: the venue's stands for it.
    order: tracked?.order.id ?? (open.id as string as ClientOrderId),
    orderId: open.id as string as OrderId,
    market: tracked?.order.market ?? marketIdOf(open.asset_id),
    quantity: open.original_size,
    filled: open.size_matched,
    isDone: false,
    fills: tracked === undefined ? [] : claimsOf(desk.settlement, tracked.order.id).standing,
    venueStatus: open.status,
  }
}

/** Returns what is held: the tokens by the Data API, their quantities by the CLOB, which is exact. */
async function holdings(desk: BrokerDesk): Promise<readonly HoldingReport[]> {
  const { client, settlement } = desk
  const { funder, signatureType } = client.identity
  const tokens = new Map<string, HoldingReport>()
  for (const { order, tokenId } of settlement.orders.values()) {
    tokens.set(tokenId, { market: order.market, outcome: order.outcome, quantity: NO_QUANTITY })
  }
  const user = funder ?? ''
  for await (const position of client.data.getPositions.each({ user, sizeThreshold: 0, limit: 500 })) {
    const isYes = position.outcomeIndex === 0
    const yes = isYes ? position.asset : position.oppositeAsset
    if (yes === undefined || yes === null) {
      const where = 'GET /positions'
      throw new VenueError('payload.malformed', {
        where,
        issues: [`expected the other token of ${position.asset}, found none`],
      })
    }
    tokens.set(position.asset, { market: marketIdOf(yes), outcome: isYes ? 'yes' : 'no', quantity: position.size })
  }
  const exact = await Promise.all(
    [...tokens].map(async ([tokenId, holding]) => {
      // The two protocols keep their tokens in two contracts: asked of the wrong one, a balance is 0.
      const assetType = isPositionId(tokenId) ? 'CONDITIONAL-V2' : 'CONDITIONAL'
      const { balance } = await client.account.getBalanceAllowance({ assetType, tokenId, signatureType })
      return { ...holding, quantity: toQuantity(balance) }
    }),
  )
  return exact.filter((holding) => holding.quantity > 0)
}

/** Returns the whole account. */
export async function accountSnapshot(desk: BrokerDesk): Promise<AccountSnapshot> {
  const { client } = desk
  const [balances, held, open] = await Promise.all([
    client.wallet.balances(),
    holdings(desk),
    client.wallet.openOrders(),
  ])
  return {
    venue: 'polymarket',
    at: client.runtime.clock.now(),
    free: balances.free,
    locked: addMoney(balances.reserved, balances.matchedLock),
    holdings: held,
    open: open.map((one) => openReport(desk, one)),
  }
}

const CANCEL_ATTEMPTS = 3

/** Cancels whatever rests, and returns when the venue lists no open order. */
export async function cancelEverything(desk: BrokerDesk): Promise<void> {
  const { client } = desk
  for (let attempt = 1; attempt <= CANCEL_ATTEMPTS; attempt++) {
    await client.orders.cancelAll({}, { lane: 'unwind' })
    const left = await client.wallet.openOrders()
    if (left.length === 0) return
  }
  throw new VenueError('order.rejected', {
    reason: 'other',
    venue: 'polymarket',
    detail: `orders are still open after ${CANCEL_ATTEMPTS} attempts to cancel all of them`,
  })
}
