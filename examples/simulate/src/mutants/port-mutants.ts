/*
 * Mutants that deal wrongly with what is around them: each wraps a broker, the journal, the kill
 * switch or the alarm.
 */
import type { ExecutorSettings, Journal, LegsRules } from '@arbees/arb-engine'
import type { Broker, ClientOrderId, IocOrder, Price, VenueId } from '@arbees/core'
import { isVenueError } from '@arbees/core'
import type { Mutant } from './mutant.ts'

function withBrokers(change: (broker: Broker) => Partial<Broker>): Mutant['change'] {
  return (settings) => {
    const brokers = new Map<VenueId, Broker>()
    for (const [venue, broker] of settings.brokers) brokers.set(venue, { ...broker, ...change(broker) })
    return { ...settings, brokers }
  }
}

function withJournal(change: (journal: Journal, settings: ExecutorSettings) => Partial<Journal>): Mutant['change'] {
  return (settings) => ({ ...settings, journal: { ...settings.journal, ...change(settings.journal, settings) } })
}

const AT_ONCE: Promise<void> = Promise.resolve()
const CENT = 100
const OF_DOUBT = /owes an answer|has not told/
const MINUTE = 60_000_000

/** Mutants of the ports, by name. */
export const PORT_MUTANTS: Readonly<Record<string, Mutant>> = {
  'retry-unknown': {
    sentence: 'sends an order again when nobody knows what became of it',
    caughtBy: 'no-order-twice',
    change: withBrokers(({ submit }) => ({
      submit: async (order) => {
        const first = await submit(order)
        return first.type === 'unknown' ? submit(order) : first
      },
    })),
  },
  'wire-before-disk': {
    sentence: 'does not wait until the journal is on the medium',
    caughtBy: 'journal-first',
    change: withJournal((journal) => ({
      appendAll: (records) => ({ ...journal.appendAll(records), durable: AT_ONCE }),
      append: (record) => ({ ...journal.append(record), durable: AT_ONCE }),
    })),
  },
  'one-tick-more': {
    sentence: 'pays a cent more than the plan allows',
    caughtBy: 'order-as-intended',
    change: withBrokers(({ submit }) => ({
      submit: (order: IocOrder) => submit({ ...order, limit: Math.min(9_900, order.limit + CENT) as Price }),
    })),
  },
  'absent-when-unsure': {
    sentence: 'takes an order that cannot be found yet for one that never was',
    caughtBy: 'visible',
    change: withBrokers(({ find }) => ({
      find: async (order, since) => {
        try {
          return await find(order, since)
        } catch (error) {
          if (isVenueError(error)) return undefined
          throw error
        }
      },
    })),
  },
  'never-asks': {
    sentence: 'never asks a venue about an order in doubt',
    caughtBy: 'money-conserved',
    change: withBrokers(() => ({ find: () => new Promise(() => undefined) })),
  },
  'sends-into-doubt': {
    sentence: 'opens trades at a venue that owes an answer',
    caughtBy: 'none-in-doubt',
    change: (settings) => {
      const { rules } = settings
      const unaware = withBrokers(({ submit }) => ({
        submit: (order, lastLook) =>
          submit(order, () => {
            const found = lastLook?.()
            return found !== undefined && OF_DOUBT.test(found.sentence) ? undefined : found
          }),
      }))(settings)
      if (rules === undefined) return unaware
      const entryRefusal: LegsRules['entryRefusal'] = (plan, legs, world) =>
        rules.entryRefusal(plan, legs, {
          ...world,
          barrier: (...about) => {
            const found = world.barrier(...about)
            return found?.reason === 'in-doubt' ? undefined : found
          },
        })
      return { ...unaware, rules: { ...rules, entryRefusal } }
    },
  },
  'deaf-to-the-switch': {
    sentence: 'does not look at the kill switch',
    caughtBy: 'none-after-stop',
    change: (settings) => ({ ...settings, killSwitch: { isStopped: () => false, mayUnwind: true } }),
  },
  'silent-halt': {
    sentence: 'halts and tells nobody',
    caughtBy: 'ending',
    change: (settings) => ({
      ...settings,
      onFact: (fact) => {
        if (fact.type !== 'alert') settings.onFact(fact)
      },
    }),
  },
  'names-from-the-clock': {
    sentence: 'names orders by the minute alone',
    caughtBy: 'unique-ids',
    change: withJournal((journal) => ({
      nameOrder: (at) => {
        const { number } = journal.nameOrder(at)
        // One name for each leg: those of one trade differ.
        const name = `${Math.floor(at / MINUTE)}${number % 2}`.padStart(31, '0')
        return { order: `arb${name}` as ClientOrderId, number }
      },
    })),
  },
  'unfinished-business': {
    sentence: 'waits for a repair that never comes, and calls nobody',
    caughtBy: 'ending',
    change: (settings) => {
      const { rules } = settings
      if (rules === undefined) return settings
      const { nextMove } = rules
      return {
        ...settings,
        rules: {
          ...rules,
          nextMove: (...args) => {
            const move = nextMove(...args)
            const isGivenUp = move.type === 'end' && move.ending === 'halted'
            return isGivenUp ? { type: 'wait', until: null, isForBooks: true } : move
          },
        },
      }
    },
  },
}
