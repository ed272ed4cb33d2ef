import type { Money, Quantity } from '@arbees/core'

/** How far a trade may stand one-sided: in contracts, and in money that may be lost. */
export type ExposureBound = { readonly quantity: Quantity; readonly money: Money }

/** Which leg leaves first, by its place in the plan, or all at once. */
export type LegOrder = 'all' | number

/** The most legs of one trade. */
export const LEGS_MAX = 16

/** Why a trade sends a further order: to complete the leg that is short, or to sell the excess. */
export type OrderPurpose = 'complete' | 'flatten'

/**
 * How a trade ended: `hedged`, all legs pay alike (also when none filled); `flattened`, the
 * excess was sold; `halted`, it stands one-sided or in doubt and somebody was called.
 */
export type TradeEnding = 'hedged' | 'flattened' | 'halted'
