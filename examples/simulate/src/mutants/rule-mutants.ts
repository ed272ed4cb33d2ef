/*
 * Mutants whose decisions are wrong: each replaces one pure function of the legs' rules.
 */
import type { JournalRecord, LegsRules, Mend } from '@arbees/arb-engine'
import type { Quantity } from '@arbees/core'
import { otherOutcome } from '@arbees/core'
import type { Mutant } from './mutant.ts'

function withRules(change: (rules: LegsRules) => Partial<LegsRules>): Mutant['change'] {
  return (settings) => {
    const { rules } = settings
    return rules === undefined ? settings : { ...settings, rules: { ...rules, ...change(rules) } }
  }
}

/** A refusal in the place of a doubt. */
function refused(record: JournalRecord): JournalRecord {
  if (record.type !== 'order.unknown') return record
  const { at, order, sentence } = record
  return { type: 'order.rejected', at, order, reason: 'other', sentence }
}

function doubled(mend: Mend): Mend {
  const orders = mend.orders.map(({ leg, terms }) => ({
    leg,
    terms: {
      ...terms,
      quantity: (terms.quantity * 2) as Quantity,
      costMax: (terms.costMax * 2) as typeof terms.costMax,
    },
  }))
  return { ...mend, orders }
}

/** Mutants of the rules, by name. */
export const RULE_MUTANTS: Readonly<Record<string, Mutant>> = {
  'leg-swap': {
    sentence: 'buys on each leg the outcome of the other',
    caughtBy: 'legs-as-planned',
    change: withRules(({ openingTerms }) => ({
      openingTerms: (plan) => openingTerms(plan).map((terms) => ({ ...terms, outcome: otherOutcome(terms.outcome) })),
    })),
  },
  'timeout-as-reject': {
    sentence: 'takes an answer that did not come for a refusal',
    caughtBy: 'visible',
    change: withRules(({ submissionRecords }) => ({
      submissionRecords: (...args) => submissionRecords(...args).map(refused),
    })),
  },
  'hedge-sent-not-received': {
    sentence: 'counts what was sent as what was received',
    caughtBy: 'ending',
    change: withRules(({ receivedOf }) => ({
      receivedOf: (order, fees) => (receivedOf(order, fees) === undefined ? undefined : order.quantity),
    })),
  },
  'unwind-result-ignored': {
    sentence: 'takes every sale of an excess for a success',
    caughtBy: 'ending',
    change: withRules(({ receivedOf }) => ({
      receivedOf: (order, fees) => {
        const received = receivedOf(order, fees)
        return received !== undefined && order.action === 'sell' ? order.quantity : received
      },
    })),
  },
  'no-reserve': {
    sentence: 'lets new trades spend the budget that is kept for unwinds',
    caughtBy: 'reserve-kept',
    change: withRules(() => ({ reserveFor: () => 0 })),
  },
  'no-recheck': {
    sentence: 'checks nothing again when an order leaves',
    caughtBy: 'none-on-stale-book',
    change: withRules(() => ({ entryRefusal: () => undefined })),
  },
  'reversal-ignored': {
    sentence: 'keeps a fill that the venue took back',
    caughtBy: 'money-conserved',
    change: withRules(({ factRecords }) => ({
      factRecords: (state, fact, first) =>
        fact.type === 'fill.settled' && fact.stage === 'failed' ? [] : factRecords(state, fact, first),
    })),
  },
  'repair-twice-as-large': {
    sentence: 'mends twice what is missing',
    caughtBy: 'bounded-exposure',
    change: withRules(({ mendOf }) => ({
      mendOf: (...args) => {
        const mend = mendOf(...args)
        return mend === undefined ? undefined : doubled(mend)
      },
    })),
  },
  'first-word-is-last': {
    sentence: 'takes what the answer counts as filled for all that can fill, though the order goes on',
    caughtBy: 'visible',
    change: withRules(({ submissionRecords }) => ({
      submissionRecords: (order, submission, at, first) =>
        submissionRecords(
          order,
          submission.type === 'unknown' && submission.orderId !== undefined
            ? {
                type: 'accepted',
                orderId: submission.orderId,
                at,
                filled: 0 as Quantity,
                isDone: true,
                fills: [],
              }
            : submission,
          at,
          first,
        ),
    })),
  },
}
