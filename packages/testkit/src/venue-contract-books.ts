/*
 * The feed's part of the venue contract: what a listener builds is what the venue has, or says that it is not.
 */
import type { BookReplaced, Fact, Ladder, Level, Price, Quantity } from '@arbees/core'
import {
  applyBookFact,
  createLadder,
  DISCONTINUOUS,
  invariant,
  isBookFact,
  isVenueError,
  NO_QUANTITY,
  ONE_CONTRACT,
  seconds,
  toBook,
  uniformGrid,
} from '@arbees/core'
import type { ContractCase } from './contract-case.ts'
import { expectSame, expectThrown } from './contract-case.ts'
import type { VenueSubject } from './venue-subject.ts'
import { settled } from './venue-subject.ts'

const level = (price: number, count: number): Level => ({
  price: price as Price,
  quantity: (count * 1_000_000) as Quantity,
})
const FIRST = { bids: [level(4000, 20), level(3900, 5)], asks: [level(4200, 5), level(4300, 20)] }
const SECOND = { bids: [level(4100, 7), level(4000, 12.5)], asks: [level(4300, 21)] }

/** A listener that keeps the market's book, as an engine does. */
type Watcher = { readonly facts: Fact[]; readonly ladder: Ladder; readonly stop: () => void }

function watch(subject: VenueSubject): Watcher {
  const { venue, market } = subject
  const facts: Fact[] = []
  const ladder = createLadder()
  const stop = venue.subscribe([market], (batch) => {
    for (const fact of batch) {
      facts.push(fact)
      if (isBookFact(fact) && fact.market === market) applyBookFact(ladder, fact)
    }
  })
  return { facts, ladder, stop }
}

function expectBook({ ladder }: Watcher, subject: VenueSubject, book: typeof FIRST | typeof SECOND): void {
  const { bids, asks, continuity } = toBook(ladder, subject.market)
  expectSame([bids, asks], [book.bids, book.asks], 'the book')
  invariant(continuity !== DISCONTINUOUS, 'the book is whole')
}

const replaced = ({ facts }: Watcher) => facts.filter((fact): fact is BookReplaced => fact.type === 'book.replaced')

function feedFaultCase(id: string, sentence: string, fault: 'drop' | 'repeat' | 'cut'): ContractCase<VenueSubject> {
  return {
    id,
    sentence,
    run: async (subject) => {
      if (subject.disturbFeed === undefined) return
      await subject.rest(FIRST.bids, FIRST.asks)
      const watcher = watch(subject)
      await subject.pass(seconds(2))
      expectBook(watcher, subject, FIRST)
      const before = watcher.ladder.continuity
      subject.disturbFeed(fault)
      await subject.rest(SECOND.bids, SECOND.asks)
      await subject.pass(seconds(30))
      const isTold = watcher.facts.some(({ type }) => type === 'book.stale')
      // Where messages are absolute, the same one again breaks nothing.
      invariant(isTold || fault === 'repeat', 'the fault is told as book.stale, found none')
      expectBook(watcher, subject, SECOND)
      invariant(!isTold || watcher.ladder.continuity !== before, 'a book that was broken has another token')
      watcher.stop()
    },
  }
}

/** The feed's part of the venue contract. */
export const bookCases: readonly ContractCase<VenueSubject>[] = [
  {
    id: 'VC-01',
    sentence: 'a market is given with its rules, and one that is not there is market.not-found',
    run: async (subject) => {
      const { venue, market, missing } = subject
      const rules = await settled(subject, venue.market(market))
      expectSame([rules.id, rules.venue, rules.status], [market, venue.venue, 'open'], 'the market')
      expectSame(rules.grid, uniformGrid(100), 'the grid')
      const error = await expectThrown(() => settled(subject, venue.market(missing)), 'a market that is not there')
      invariant(isVenueError(error, 'market.not-found'), `the error is market.not-found, found ${String(error)}`)
    },
  },
  {
    id: 'VC-02',
    sentence: 'fees are never negative, and none are charged for nothing',
    run: async (subject) => {
      const fees = await settled(subject, subject.venue.fees(subject.market))
      expectSame(fees.fee(5000 as Price, NO_QUANTITY, 'taker'), 0, 'the fee of nothing')
      for (let price = 100; price < 10_000; price += 100) {
        for (const liquidity of ['taker', 'maker'] as const) {
          const fee = fees.fee(price as Price, ONE_CONTRACT, liquidity)
          invariant(Number.isSafeInteger(fee) && fee >= 0, `a fee is a whole amount from 0, found ${fee} at ${price}`)
        }
      }
    },
  },
  {
    id: 'VC-03',
    sentence: 'a subscription begins with the whole book and follows every change',
    run: async (subject) => {
      await subject.rest(FIRST.bids, FIRST.asks)
      const watcher = watch(subject)
      await subject.pass(seconds(2))
      const first = watcher.facts.find((fact) => isBookFact(fact))
      expectSame(first?.type, 'book.replaced', 'the first fact of the book')
      expectBook(watcher, subject, FIRST)
      await subject.rest(SECOND.bids, SECOND.asks)
      await subject.pass(seconds(2))
      expectBook(watcher, subject, SECOND)
      watcher.stop()
    },
  },
  {
    id: 'VC-04',
    sentence: 'a later listener hears the whole book first, and the earlier one goes on',
    run: async (subject) => {
      await subject.rest(FIRST.bids, FIRST.asks)
      const early = watch(subject)
      await subject.pass(seconds(2))
      const late = watch(subject)
      await subject.pass(seconds(2))
      invariant(replaced(late).length > 0, 'the later listener hears book.replaced')
      await subject.rest(SECOND.bids, SECOND.asks)
      await subject.pass(seconds(2))
      for (const one of [early, late]) expectBook(one, subject, SECOND)
      early.stop()
      late.stop()
    },
  },
  {
    id: 'VC-05',
    sentence: 'a subscription that was ended tells nothing any more; ending it twice does nothing',
    run: async (subject) => {
      await subject.rest(FIRST.bids, FIRST.asks)
      const watcher = watch(subject)
      await subject.pass(seconds(2))
      watcher.stop()
      watcher.stop()
      const heard = watcher.facts.length
      await subject.rest(SECOND.bids, SECOND.asks)
      await subject.pass(seconds(2))
      expectSame(watcher.facts.length, heard, 'facts heard')
    },
  },
  feedFaultCase('VC-40', 'a message that is lost breaks the book at once, and it becomes whole again', 'drop'),
  feedFaultCase('VC-41', 'a message that comes twice is not counted twice', 'repeat'),
  feedFaultCase('VC-42', 'a connection that is cut breaks the book, and it becomes whole again', 'cut'),
]
