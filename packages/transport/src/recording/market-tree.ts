/*
 * Which market a line is about, by its bytes and without making a string: a tree that looks only at
 * the positions where the ids differ. It names the one market it can be; whether it is, the caller
 * checks by comparing the whole id.
 */

/** A tree over ids, laid out flat: a node is `[position, lowest byte, bytes spanned, child for each byte…]`. */
export type MarketTree = {
  readonly nodes: Int32Array
  /** What `findMarket` starts from: a node, or the only market's complement (~index). */
  readonly root: number
}

/** Stands for a byte that no id has at a node's position. */
export const NO_MARKET = 0x7fff_ffff

type Entry = { readonly index: number; readonly bytes: Uint8Array }

function bestPosition(entries: readonly Entry[]): number {
  const lengthMin = entries.reduce((least, { bytes }) => Math.min(least, bytes.length), Number.POSITIVE_INFINITY)
  let best = 0
  let bestCount = 0
  for (let position = 0; position < lengthMin; position++) {
    const count = new Set(entries.map(({ bytes }) => bytes[position])).size
    if (count > bestCount) {
      best = position
      bestCount = count
    }
  }
  return best
}

function addNode(entries: readonly Entry[], nodes: number[]): number {
  if (entries.length === 1) return ~(entries[0] as Entry).index
  const position = bestPosition(entries)
  const byByte = new Map<number, Entry[]>()
  for (const entry of entries) {
    const byte = entry.bytes[position] as number
    const group = byByte.get(byte)
    if (group === undefined) byByte.set(byte, [entry])
    else group.push(entry)
  }
  const low = Math.min(...byByte.keys())
  const span = Math.max(...byByte.keys()) - low + 1
  const node = nodes.length
  nodes.push(position, low, span)
  for (let byte = 0; byte < span; byte++) nodes.push(NO_MARKET)
  for (const [byte, group] of byByte) nodes[node + 3 + byte - low] = addNode(group, nodes)
  return node
}

/**
 * Returns the tree of ids, by their index. No id may be the beginning of another: give them with
 * the byte that ends them.
 */
export function createMarketTree(ids: ReadonlyMap<number, Uint8Array>): MarketTree {
  const entries = [...ids].map(([index, bytes]) => ({ index, bytes }))
  const nodes: number[] = []
  const root = entries.length === 0 ? NO_MARKET : addNode(entries, nodes)
  return { nodes: Int32Array.from(nodes), root }
}

/** Returns the index of the one market whose id may stand in `bytes` at `start`; −1 when none can. */
export function findMarket(tree: MarketTree, bytes: Uint8Array, start: number): number {
  const { nodes } = tree
  let node = tree.root
  while (node >= 0) {
    if (node === NO_MARKET) return -1
    const branch = (bytes[start + (nodes[node] as number)] as number) - (nodes[node + 1] as number)
    if (!(branch >= 0 && branch < (nodes[node + 2] as number))) return -1
    node = nodes[node + 3 + branch] as number
  }
  return ~node
}
