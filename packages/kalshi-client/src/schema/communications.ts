import { z } from 'zod'
import { flag, instant, listOf, maybe, pageOf, price, quantity, text } from './scalars.ts'
import { wire, word } from './wire.ts'

/** Our name among those who ask for quotes. */
export const communicationsIdAnswer = wire({ communications_id: text })

const leg = wire({
  event_ticker: maybe(text),
  market_ticker: text,
  side: word('quote request leg', ['yes', 'no']),
  yes_settlement_value_dollars: maybe(price),
})

const rfq = wire({
  id: text,
  creator_id: maybe(text),
  market_ticker: text,
  contracts_fp: maybe(quantity),
  status: word('quote request status', ['open', 'closed']),
  created_ts: instant,
  mve_collection_ticker: maybe(text),
  mve_selected_legs: listOf(leg),
  rest_remainder: maybe(flag),
})

/** The answer that holds a page of requests for quotes. */
export const rfqsAnswer = z.object({ rfqs: pageOf(rfq), cursor: maybe(text) })
/** The answer that holds one request for quotes. */
export const rfqAnswer = z.object({ rfq })
/** The answer to asking for quotes, or to quoting. */
export const createdAnswer = wire({ id: text })

const quote = wire({
  id: text,
  rfq_id: text,
  creator_id: maybe(text),
  rfq_creator_id: maybe(text),
  market_ticker: text,
  contracts_fp: maybe(quantity),
  yes_bid_dollars: price,
  no_bid_dollars: price,
  yes_contracts_fp: maybe(quantity),
  no_contracts_fp: maybe(quantity),
  status: word('quote status', ['open', 'accepted', 'confirmed', 'executed', 'canceled']),
  created_ts: instant,
  updated_ts: maybe(instant),
})

/** The answer that holds a page of quotes. */
export const quotesAnswer = z.object({ quotes: pageOf(quote), cursor: maybe(text) })
/** The answer that holds one quote. */
export const quoteAnswer = z.object({ quote })
