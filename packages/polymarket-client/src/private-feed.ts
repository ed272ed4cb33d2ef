/*
 * What happens to our orders, as facts: by the user stream, and by asking for trades that have not
 * settled, since the stream repeats nothing that it said while nobody listened.
 */
import type { Fact, FactListener, Micros, OrderId, Quantity } from '@arbees/core'
import { isVenueError, VenueError } from '@arbees/core'
import { runSession } from '@arbees/transport'
import type { BrokerDesk } from './broker-desk.ts'
import { tell } from './broker-desk.ts'
import type { UserMessage } from './schema/user-message.ts'
import { applyTrade, unsettledTrades } from './settlement.ts'
import type { UserCommand, UserState, UserStreamMessage } from './stream/user-session.ts'
import { createUserSession } from './stream/user-session.ts'

/** Turns an order's own message into its end, where it is one. */
function orderFacts(
  desk: BrokerDesk,
  message: UserMessage & { readonly event_type: 'order' },
  at: Micros,
): readonly Fact[] {
  const tracked = desk.settlement.orders.get(message.id.toLowerCase() as OrderId)
  if (tracked === undefined) return []
  const { order } = tracked
  const filled = message.size_matched
  const isMatched = message.type === 'UPDATE' && filled >= message.original_size
  if (message.type !== 'CANCELLATION' && !isMatched) return []
  const canceled = Math.max(0, order.quantity - filled) as Quantity
  return [{ type: 'order.done', order: order.id, filled, canceled, at, venueAt: message.timestamp ?? at }]
}

/** Asks for the unsettled trades, for as long as there are any and somebody listens. */
async function poll(desk: BrokerDesk): Promise<void> {
  const { client, settlement } = desk
  for (const id of unsettledTrades(settlement).slice(-20)) {
    try {
      const page = await client.trades.getTrades({ id })
      for (const trade of page.data) tell(desk, applyTrade(settlement, trade, client.runtime.clock.now()))
    } catch (error) {
      if (!isVenueError(error)) throw error
      // The next round asks again.
      client.runtime.log('debug', 'polymarket trade could not be asked for', { code: error.code })
    }
  }
}

/** What the user stream's messages mean, as facts. */
function userFacts(desk: BrokerDesk, message: UserStreamMessage): readonly Fact[] {
  const { at } = message
  const venue = 'polymarket'
  switch (message.type) {
    case 'user.connected':
      return [{ type: 'feed.changed', venue, status: 'connected', detail: 'user stream', at }]
    case 'user.disconnected':
      return [{ type: 'feed.changed', venue, status: 'disconnected', detail: 'user stream', at }]
    case 'user.surprised':
      return [{ type: 'venue.surprised', venue, where: message.where, found: message.found, at }]
    case 'user.message':
      return message.message.event_type === 'trade'
        ? applyTrade(desk.settlement, message.message, at)
        : orderFacts(desk, message.message, at)
  }
}

/** Runs the user stream and the polls while there is a listener. */
export function createPrivateFeed(desk: BrokerDesk) {
  const { client, options } = desk
  const { clock, rng, log, connect } = client.runtime
  let ending: AbortController | undefined

  const pollLater = (signal: AbortSignal): void => {
    clock.setTimer(options.pollMicros, () => {
      if (signal.aborted) return
      void poll(desk).then(() => pollLater(signal))
    })
  }

  const start = (): void => {
    const { apiKey } = client.identity
    if (apiKey === undefined)
      throw new VenueError('auth.missing', { venue: 'polymarket', what: 'credentials, to hear of our orders' })
    ending = new AbortController()
    const { signal } = ending
    const run = runSession<UserState, UserStreamMessage, UserCommand>({
      session: createUserSession(apiKey),
      name: 'polymarket user',
      clock,
      rng,
      log,
      connect,
      signal,
      address: () => ({ url: client.environment.hosts.userStream }),
      onMessages: (messages) =>
        tell(
          desk,
          messages.flatMap((message) => [...userFacts(desk, message)]),
        ),
    })
    void run.ended.then(({ error }) => {
      if (error !== undefined) log('error', 'polymarket user stream ended', { detail: error.message })
    })
    pollLater(signal)
  }

  return {
    listen: (listener: FactListener) => {
      desk.listeners.add(listener)
      if (desk.listeners.size === 1) start()
      return () => {
        desk.listeners.delete(listener)
        if (desk.listeners.size === 0) ending?.abort()
      }
    },
  }
}
