/*
 * Live messages into what the pages hold. When the socket was away, or the API says that it dropped something,
 * everything is asked for again.
 */
import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveFrame, LiveMessage } from '../../src/services/api/view/live-message.ts'
import type { HealthView } from '../../src/services/api/view/oversight-view.ts'
import { LISTED_MAX } from './queries.ts'

type List = readonly object[]

/** Replaces the item with the same id, or puts a new one first. A list that nobody asked for stays unasked. */
function put(client: QueryClient, name: string, item: object, idOf: (one: never) => string): void {
  client.setQueryData<List>([name], (list) => {
    if (list === undefined) return undefined
    const id = idOf(item as never)
    const at = list.findIndex((one) => idOf(one as never) === id)
    return at >= 0 ? list.with(at, item) : [item, ...list].slice(0, LISTED_MAX)
  })
}

type PositionId = { readonly trade_id: string; readonly market_id: string; readonly side: string }
const positionId = ({ trade_id, market_id, side }: PositionId) => `${trade_id} ${market_id} ${side}`

function take(client: QueryClient, { type, data }: LiveMessage): void {
  switch (type) {
    case 'overview':
      client.setQueryData(['overview'], data)
      return
    case 'game':
      put(client, 'games', data, (one: typeof data) => one.game_id)
      return
    case 'opportunity':
      put(client, 'opportunities', data, (one: typeof data) => one.opportunity_id)
      return
    case 'order':
      put(client, 'orders', data, (one: typeof data) => one.order_id)
      return
    case 'trade':
      put(client, 'trades', data, (one: typeof data) => one.trade_id)
      return
    case 'position':
      if (Number(data.quantity) > 0) put(client, 'positions', data, positionId)
      else {
        client.setQueryData<readonly PositionId[]>(['positions'], (list) =>
          list?.filter((one) => positionId(one) !== positionId(data)),
        )
      }
      return
    case 'alert':
      put(client, 'alerts', data, (one: typeof data) => `${one.key} ${one.at}`)
      return
    case 'service':
      client.setQueryData<HealthView>(
        ['health'],
        (health) =>
          health && {
            ...health,
            services: health.services.map((one) => (one.instance === data.instance ? data : one)),
          },
      )
      return
  }
}

const RETRY_MIN_MS = 500
const RETRY_MAX_MS = 10_000

/** Keeps the pages live; says whether the socket stands. */
export function useLive(): boolean {
  const client = useQueryClient()
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    let socket: WebSocket | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let delay = RETRY_MIN_MS
    let isOver = false
    const open = () => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`)
      socket.onopen = () => {
        delay = RETRY_MIN_MS
        setLive(true)
        void client.invalidateQueries()
      }
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as LiveFrame
        for (const message of frame.messages) take(client, message)
        if (frame.dropped > 0) void client.invalidateQueries()
      }
      socket.onclose = () => {
        setLive(false)
        if (isOver) return
        timer = setTimeout(open, delay)
        delay = Math.min(RETRY_MAX_MS, delay * 2)
      }
    }
    open()
    return () => {
      isOver = true
      clearTimeout(timer)
      socket?.close()
    }
  }, [client])
  return isLive
}
