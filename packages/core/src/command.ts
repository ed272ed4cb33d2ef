import type { ContinuityToken } from './continuity.ts'
import type { MarketId, VenueId } from './market.ts'
import type { IocOrder } from './order.ts'
import type { Micros } from './units.ts'

/** Send an order, if the books it was decided on are still whole when it leaves. */
export type SubmitOrder = {
  readonly type: 'order.submit'
  readonly order: IocOrder
  readonly books: readonly { readonly market: MarketId; readonly continuity: ContinuityToken }[]
}

/** Ask a venue what it knows of our orders, fills, positions and money. */
export type ReconcileVenue = { readonly type: 'venue.reconcile'; readonly venue: VenueId }

/** Cancel whatever may rest at a venue. */
export type CancelAll = { readonly type: 'order.cancel-all'; readonly venue: VenueId }

/** Say `clock.struck` with this name at or after `at`; replaces a timer of the same name. */
export type SetTimer = { readonly type: 'clock.set'; readonly timer: string; readonly at: Micros }

/** Everything that can be asked for. Nothing here can rest on a venue. */
export type Command = SubmitOrder | ReconcileVenue | CancelAll | SetTimer
