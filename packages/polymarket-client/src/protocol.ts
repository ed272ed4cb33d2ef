/*
 * Which protocol a market lives in, and so which token is ordered and which exchange an order is
 * signed for. The market's `version` alone decides; the form of its token ids must agree. Anything
 * unknown is refused: an order signed for the wrong exchange is at best refused too.
 */
import { VenueError } from '@arbees/core'
import type { GammaMarket } from './schema/market.ts'
import type { OrderVersion } from './sign/order.ts'

/** A market's protocol: conditional tokens (`v1`) or positions of the PositionManager (`v2`). */
export type Protocol = 'v1' | 'v2'

/** What the protocol decides. */
export type ProtocolTerms = {
  readonly protocol: Protocol
  readonly orderVersion: OrderVersion
  /** The token ids of the first outcome and of the second. */
  readonly tokens: readonly [yes: string, no: string]
}

const POSITION_GAP = ((1n << 64n) - 1n) << 40n

/** Says whether a token id has the form of a position of protocol v2: 64 zero bits above the lowest 40. */
export function isPositionId(tokenId: string): boolean {
  return (BigInt(tokenId) & POSITION_GAP) === 0n
}

/**
 * Returns what a market's protocol decides. A market without a version is of v1: Gamma's old captures
 * have none.
 *
 * @throws VenueError `market.unsupported` for an unknown version, other than two tokens, or ids of the wrong form.
 */
export function protocolOf(market: GammaMarket): ProtocolTerms {
  const refuse = (detail: string) =>
    new VenueError('market.unsupported', { venue: 'polymarket', market: market.slug, detail })
  const version = market.version ?? 'v1'
  if (version !== 'v1' && version !== 'v2') throw refuse(`expected the version v1 or v2, found ${version}`)
  const tokens = (version === 'v1' ? market.clobTokenIds : market.positionIds) ?? []
  const [yes, no] = tokens
  if (yes === undefined || no === undefined || tokens.length !== 2) {
    throw refuse(`expected two tokens, found ${tokens.length}`)
  }
  for (const token of tokens) {
    if (isPositionId(token) !== (version === 'v2')) {
      throw refuse(`expected token ids of protocol ${version}, found one of the other form: ${token}`)
    }
  }
  const protocol: Protocol = version === 'v1' ? 'v1' : 'v2'
  return { protocol, orderVersion: protocol === 'v1' ? 2 : 3, tokens: [yes, no] }
}
