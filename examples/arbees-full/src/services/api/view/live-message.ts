import { z } from 'zod'
import { gameView } from './game-view.ts'
import { orderView, positionView, tradeView } from './ledger-view.ts'
import { opportunityView } from './opportunity-view.ts'
import { alertView, overviewView, serviceView } from './oversight-view.ts'

/** One thing as it is now: it replaces what was known of the same id. */
export const liveMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('overview'), data: overviewView }),
  z.object({ type: z.literal('game'), data: gameView }),
  z.object({ type: z.literal('opportunity'), data: opportunityView }),
  z.object({ type: z.literal('order'), data: orderView }),
  z.object({ type: z.literal('trade'), data: tradeView }),
  z.object({ type: z.literal('position'), data: positionView }),
  z.object({ type: z.literal('service'), data: serviceView }),
  z.object({ type: z.literal('alert'), data: alertView }),
])

/**
 * One frame of the WebSocket. Of one thing the newest alone is sent; when a client is too slow the oldest of what
 * waits is dropped and counted here: it should ask for everything again.
 */
export const liveFrame = z.object({ type: z.literal('batch'), dropped: z.int(), messages: z.array(liveMessage) })

/** A message of the WebSocket. */
export type LiveMessage = z.output<typeof liveMessage>
/** A frame of the WebSocket. */
export type LiveFrame = z.output<typeof liveFrame>
