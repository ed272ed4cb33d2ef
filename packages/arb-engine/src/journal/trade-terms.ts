import type { Money, Quantity } from '@arbees/core'

/** How far a trade may stand one-sided: in contracts, and in money that may be lost. */
export type ExposureBound = { readonly quantity: Quantity; readonly money: Money }

/** Which leg leaves first: the first, the second, or both at once. */
export type LegOrder = 0 | 1 | 'both'

/** Why a trade sends a further order: to complete the leg that is short, or to sell the excess. */
export type OrderPurpose = 'complete' | 'flatten'

/**
 * How a trade ended: `hedged`, both legs pay alike (also when neither filled); `flattened`, the
 * excess was sold; `halted`, it stands one-sided or in doubt and somebody was called.
 */
export type TradeEnding = 'hedged' | 'flattened' | 'halted'
