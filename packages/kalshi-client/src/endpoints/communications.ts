import type { Price, Quantity } from '@arbees/core'
import { formatPrice } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { z } from 'zod'
import { formatCount } from '../number-format.ts'
import {
  communicationsIdAnswer,
  createdAnswer,
  quoteAnswer,
  quotesAnswer,
  rfqAnswer,
  rfqsAnswer,
} from '../schema/communications.ts'
import { READ, WRITE } from './costs.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

type OneQuote = { readonly rfqId: string; readonly quoteId: string }
const quotePath = (input: OneQuote) => ({ path: { rfq_id: input.rfqId, quote_id: input.quoteId } })

/** What a quote costs to make or to take back. */
const QUOTE = { ...WRITE, tokens: 2 }

/** Gives our name among those who ask for quotes. */
export const getCommunicationsId = endpoint({
  method: 'GET',
  path: '/communications/id',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: communicationsIdAnswer,
})

/** Gives requests for quotes by page. */
export const getRfqs = endpoint({
  method: 'GET',
  path: '/communications/rfqs',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput & { readonly ticker?: string; readonly status?: string }) => ({
    query: { limit: input.limit, cursor: input.cursor, market_ticker: input.ticker, status: input.status },
  }),
  output: rfqsAnswer,
  paging: { items: (page) => page.rfqs, next: nextByCursor },
})

/** Gives one request for quotes. */
export const getRfq = endpoint({
  method: 'GET',
  path: '/communications/rfqs/{rfq_id}',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly rfqId: string }) => ({ path: { rfq_id: input.rfqId } }),
  output: rfqAnswer,
})

/** Asks for quotes; at most 100 requests stand open. */
export const createRfq = endpoint({
  method: 'POST',
  path: '/communications/rfqs',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: {
    readonly ticker: string
    readonly quantity: Quantity
    /** Whether what no quote takes becomes a resting order. */
    readonly isRemainderResting: boolean
    /** Hides who asks. */
    readonly isCreatorObscured?: boolean
  }) => ({
    body: {
      market_ticker: input.ticker,
      contracts_fp: formatCount(input.quantity),
      rest_remainder: input.isRemainderResting,
      obscure_creator_id: input.isCreatorObscured,
    },
  }),
  output: createdAnswer,
})

/** Takes a request for quotes back. */
export const deleteRfq = endpoint({
  method: 'DELETE',
  path: '/communications/rfqs/{rfq_id}',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: { readonly rfqId: string }) => ({ path: { rfq_id: input.rfqId } }),
  output: z.unknown(),
})

/** Gives quotes by page. */
export const getQuotes = endpoint({
  method: 'GET',
  path: '/communications/quotes',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: PageInput & { readonly rfqId?: string; readonly ticker?: string; readonly status?: string }) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      rfq_id: input.rfqId,
      market_ticker: input.ticker,
      status: input.status,
    },
  }),
  output: quotesAnswer,
  paging: { items: (page) => page.quotes, next: nextByCursor },
})

/** Gives one quote. */
export const getQuote = endpoint({
  method: 'GET',
  path: '/communications/rfqs/{rfq_id}/quotes/{quote_id}',
  access: 'private',
  cost: READ,
  retry: 'reads',
  request: (input: OneQuote) => quotePath(input),
  output: quoteAnswer,
})

/** Quotes on a request: what one bids for YES and for NO; 0 is no bid. */
export const createQuote = endpoint({
  method: 'POST',
  path: '/communications/quotes',
  access: 'private',
  cost: QUOTE,
  retry: 'unprocessed',
  request: (input: {
    readonly rfqId: string
    readonly yesBid: Price
    readonly noBid: Price
    readonly isRemainderResting: boolean
  }) => ({
    body: {
      rfq_id: input.rfqId,
      yes_bid: formatPrice(input.yesBid),
      no_bid: formatPrice(input.noBid),
      rest_remainder: input.isRemainderResting,
    },
  }),
  output: createdAnswer,
})

/** Takes a quote back. */
export const deleteQuote = endpoint({
  method: 'DELETE',
  path: '/communications/rfqs/{rfq_id}/quotes/{quote_id}',
  access: 'private',
  cost: QUOTE,
  retry: 'unprocessed',
  request: (input: OneQuote) => quotePath(input),
  output: z.unknown(),
})

/** Accepts one side of a quote. */
export const acceptQuote = endpoint({
  method: 'PUT',
  path: '/communications/rfqs/{rfq_id}/quotes/{quote_id}/accept',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneQuote & { readonly acceptedSide: 'yes' | 'no' }) => ({
    ...quotePath(input),
    body: { accepted_side: input.acceptedSide },
  }),
  output: z.unknown(),
})

/** Confirms one's accepted quote, within 30 s (combos: 3 s). */
export const confirmQuote = endpoint({
  method: 'PUT',
  path: '/communications/rfqs/{rfq_id}/quotes/{quote_id}/confirm',
  access: 'private',
  cost: WRITE,
  retry: 'unprocessed',
  request: (input: OneQuote) => ({ ...quotePath(input), body: {} }),
  output: z.unknown(),
})
