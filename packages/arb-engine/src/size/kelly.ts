import type { Money, Quantity } from '@arbees/core'
import { mulDiv, ONE_CONTRACT } from '@arbees/core'

const BPS = 10_000n

/**
 * Returns the most that Kelly's rule stakes on `contracts` that cost `total` and are worth `worth` each
 * on average, out of `capital`, times `kellyBps` over 10,000; 0 where they are not worth what they cost.
 *
 * With p the chance and c the cost of a dollar, Kelly's part is (p − c) / (1 − c).
 */
export function kellyStake(
  contracts: Quantity,
  total: Money,
  terms: { readonly worth: Money; readonly capital: Money; readonly kellyBps: number },
): Money {
  const { worth, capital, kellyBps } = terms
  const gain = mulDiv(worth, contracts, ONE_CONTRACT, 'floor') - total
  const odds = contracts - total
  if (gain <= 0 || odds <= 0 || capital <= 0) return 0 as Money
  return Number((BigInt(capital) * BigInt(kellyBps) * BigInt(gain)) / (BPS * BigInt(odds))) as Money
}
