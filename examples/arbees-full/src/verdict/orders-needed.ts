/** Below so many orders a share or a percentile of them says nothing. */
export const ORDERS_NEEDED = 100
