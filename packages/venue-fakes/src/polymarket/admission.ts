/*
 * Who may trade at all, and whether anybody may: the venue's modes, the places it does not serve, and
 * the accounts it has restricted.
 */
import type { Address } from '@arbees/polymarket-client'
import type { PolymarketAnswer } from './answer.ts'
import { errorAnswer } from './answer.ts'
import { isFields } from './order-payload.ts'

/** What the venue takes: all, cancels alone, or nothing. */
export type TradingMode = 'open' | 'cancel-only' | 'disabled'

/** What an account may still do: nothing, or sell what it holds. */
export type Restriction = 'banned' | 'closed-only'

/** Places whose residents may not place orders; the venue's list moves. */
const BLOCKED: readonly string[] = [
  'US',
  'GB',
  'FR',
  'DE',
  'IT',
  'PL',
  'SG',
  'AU',
  'BE',
  'TH',
  'TW',
  'IR',
  'SY',
  'CU',
  'KP',
]

/** Returns whether orders from a country are refused. */
export function isBlocked(country: string): boolean {
  return BLOCKED.includes(country)
}

/** What admission looks at. Changed in place. */
export type Admission = {
  readonly country: string
  mode: TradingMode
  readonly restrictions: Map<Address, Restriction>
}

/** Returns what an order meets before it is read; undefined when it is let in. */
export function refuseOrder(admission: Admission, owner: Address, value: unknown): PolymarketAnswer | undefined {
  if (admission.mode === 'cancel-only') {
    return errorAnswer(503, 'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.')
  }
  if (isBlocked(admission.country)) {
    return errorAnswer(
      403,
      'Trading restricted in your region, please refer to available regions - https://docs.polymarket.com',
    )
  }
  const restriction = admission.restrictions.get(owner)
  if (restriction === 'banned') return errorAnswer(400, `'${owner}' address banned`)
  const order = isFields(value) ? value['order'] : undefined
  const isSale = isFields(order) && order['side'] === 'SELL'
  if (restriction === 'closed-only' && !isSale) return errorAnswer(400, `'${owner}' address in closed only mode`)
  return undefined
}

/** Returns what every request to the engine meets; undefined when it is served. */
export function refuseEngine(admission: Admission): PolymarketAnswer | undefined {
  return admission.mode === 'disabled'
    ? errorAnswer(503, 'Trading is currently disabled. Check polymarket.com for updates')
    : undefined
}
