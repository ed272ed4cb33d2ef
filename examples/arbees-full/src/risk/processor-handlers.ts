import { shelveMatched, shelveQuote, shelveSettled } from '../markets/market-shelf.ts'
import { keepNewest } from '../platform/keep-newest.ts'
import type { Handlers } from '../service.ts'
import { noteAccount } from './note-account.ts'
import type { Processor } from './processor.ts'
import { keepBack, processSignal } from './processor.ts'
import { noteEnd, noteOver, noteRefused, noteRow } from './trade-memory.ts'

/** What the signal processor hears. */
export const PROCESSOR_LISTENS = {
  'market.matched': 'each',
  'quote.changed': 'each',
  'market.settled': 'each',
  'game.updated': 'each',
  'game.ended': 'each',
  'signal.generated': 'share',
  'execution.refused': 'share',
  'order.recorded': 'share',
  'trade.opened': 'share',
  'trade.ended': 'share',
  'bankroll.changed': 'share',
  'account.reported': 'each',
} as const

/** Far more than are played in a day: a game that is not heard of is not traded on. */
const GAMES_MAX = 5_000

const ENDINGS = { missed: 'hedged', flattened: 'flattened', halted: 'halted' } as const

/** Returns what it does with each of them. */
export function processorHandlers(processor: Processor): Handlers<typeof PROCESSOR_LISTENS> {
  const { shelf, desk, games, memory, log, config } = processor
  const venues = [...desk.ledger.cash.keys()]
  return {
    'market.matched': (matched) => void shelveMatched(shelf, matched),
    'quote.changed': (quote) => void shelveQuote(shelf, quote),
    'market.settled': (settled) => desk.fold(shelveSettled(shelf, settled)),
    'game.updated': ({ game, receivedAt, status }) => {
      const isOver = status === 'final' || status === 'canceled'
      keepNewest(games, game, { heardAt: receivedAt, isOver }, GAMES_MAX)
    },
    'game.ended': ({ game, at }) => keepNewest(games, game, { heardAt: at, isOver: true }, GAMES_MAX),
    'signal.generated': (signal) => processSignal(processor, signal),
    'execution.refused': ({ request, reason, sentence }) => {
      log('info', 'request refused by execution', { request, reason, sentence })
      noteRefused(memory, request)
    },
    'order.recorded': (order) => {
      noteRow(memory, order)
      keepBack(processor, venues)
    },
    'trade.opened': ({ trade, at }) => noteEnd(memory, trade, 'hedged', 'it holds what it should', at),
    'trade.ended': ({ trade, ending, reason, at }) => {
      if (ending === 'closed' || ending === 'settled') noteOver(memory, trade)
      else noteEnd(memory, trade, ENDINGS[ending], reason, at)
    },
    'bankroll.changed': ({ piggybank }) => {
      processor.piggybank = piggybank
      keepBack(processor, venues)
    },
    'account.reported': ({ venue, free }) => {
      // One that was kept from a time of real orders says nothing about paper.
      if (config.PAPER_TRADING) return
      noteAccount(desk, venue, free)
      keepBack(processor, venues)
    },
  }
}
