/** A priority queue: `pop` gives the item that comes before all others. */
export type Heap<T> = {
  readonly push: (item: T) => void
  /** Returns the first item and leaves it; undefined when there is none. */
  readonly peek: () => T | undefined
  /** Returns the first item and takes it out; undefined when there is none. */
  readonly pop: () => T | undefined
  readonly size: () => number
  /** Keeps only the items that pass. */
  readonly retain: (isKept: (item: T) => boolean) => void
}

/**
 * Creates an empty binary heap. `isBefore` must order any two items, or the order of equals depends
 * on the heap's history.
 */
export function createHeap<T>(isBefore: (a: T, b: T) => boolean): Heap<T> {
  let items: T[] = []

  function rise(from: number): void {
    const item = items[from] as T
    let index = from
    while (index > 0) {
      const above = (index - 1) >> 1
      if (!isBefore(item, items[above] as T)) break
      items[index] = items[above] as T
      index = above
    }
    items[index] = item
  }

  function sink(from: number): void {
    const item = items[from] as T
    const { length } = items
    let index = from
    for (let below = 2 * index + 1; below < length; below = 2 * index + 1) {
      if (below + 1 < length && isBefore(items[below + 1] as T, items[below] as T)) below += 1
      if (!isBefore(items[below] as T, item)) break
      items[index] = items[below] as T
      index = below
    }
    items[index] = item
  }

  return Object.freeze({
    push: (item: T) => {
      items.push(item)
      rise(items.length - 1)
    },
    peek: () => items[0],
    pop: () => {
      const first = items[0]
      const last = items.pop()
      if (items.length > 0) {
        items[0] = last as T
        sink(0)
      }
      return first
    },
    size: () => items.length,
    retain: (isKept: (item: T) => boolean) => {
      items = items.filter(isKept)
      for (let index = (items.length >> 1) - 1; index >= 0; index--) sink(index)
    },
  })
}
