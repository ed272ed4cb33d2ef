/*
 * The frames that subscribe to RTDS, the venue's old stream of reference prices, which it is retiring.
 * No session is built for it; whoever records it needs these.
 */

/** One topic of RTDS; `filters` are sent as JSON in a text, without spaces. */
export type RtdsTopic = {
  readonly topic: string
  readonly type: string
  readonly filters?: Readonly<Record<string, string>>
}

/** Returns the frame that subscribes to topics. One that the venue does not know spoils them all. */
export function rtdsSubscribe(topics: readonly RtdsTopic[]): string {
  const subscriptions = topics.map(({ topic, type, filters }) => ({
    topic,
    type,
    ...(filters === undefined ? {} : { filters: JSON.stringify(filters) }),
  }))
  return JSON.stringify({ action: 'subscribe', subscriptions })
}
