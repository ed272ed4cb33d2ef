/** The newest of something by its id, at most so many: what was first told longest ago is dropped first. */
export type Newest<V> = {
  readonly get: (id: string) => V | undefined
  /** Puts what is known of an id; keeps its place when it is known. */
  readonly put: (id: string, value: V) => void
  readonly drop: (id: string) => void
  readonly clear: () => void
  /** Returns all, the newest first. */
  readonly list: () => readonly V[]
  /** How many there are. */
  readonly count: () => number
}

/** Returns an empty collection of at most `most`. */
export function createNewest<V>(most: number): Newest<V> {
  const values = new Map<string, V>()
  return Object.freeze({
    get: (id: string) => values.get(id),
    put: (id: string, value: V) => {
      values.set(id, value)
      const [oldest] = values.keys()
      if (values.size > most && oldest !== undefined) values.delete(oldest)
    },
    drop: (id: string) => void values.delete(id),
    clear: () => values.clear(),
    list: () => [...values.values()].reverse(),
    count: () => values.size,
  })
}
