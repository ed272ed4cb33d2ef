import type { Level } from '@arbees/core'
import { complement } from '@arbees/core'
import { z } from 'zod'
import { price, quantity, text } from './scalars.ts'

const level = z.tuple([price, quantity])
const side = z
  .array(level)
  .nullish()
  .transform((levels) => levels ?? [])

/** Both sides of a book in YES terms, best level first. */
export type KalshiLevels = { readonly bids: readonly Level[]; readonly asks: readonly Level[] }

/** Two lists of bids, NO in its own prices → the sides in YES terms. An empty side may be absent or null. */
export const orderBook = z
  .object({ yes_dollars: side, no_dollars: side })
  .transform(({ yes_dollars, no_dollars }): KalshiLevels => {
    const standing = ([, quantity]: z.output<typeof level>) => quantity > 0
    return {
      bids: yes_dollars
        .filter(standing)
        .map(([price, quantity]) => ({ price, quantity }))
        .sort((a, b) => b.price - a.price),
      asks: no_dollars
        .filter(standing)
        .map(([price, quantity]) => ({ price: complement(price), quantity }))
        .sort((a, b) => a.price - b.price),
    }
  })

/** The answer that holds one book. */
export const orderBookAnswer = z.object({ orderbook_fp: orderBook }).transform(({ orderbook_fp }) => orderbook_fp)

/** The answer that holds several books. */
export const orderBooksAnswer = z
  .object({ orderbooks: z.array(z.object({ ticker: text, orderbook_fp: orderBook })) })
  .transform(({ orderbooks }) => orderbooks.map(({ ticker, orderbook_fp }) => ({ ticker, ...orderbook_fp })))
