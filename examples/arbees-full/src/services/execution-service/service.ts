import type { ExecutorFact } from '@arbees/arb-engine'
import type { Fact } from '@arbees/core'
import type { z } from 'zod'
import { createAccountTeller } from '../../execution/account-teller.ts'
import { createControl } from '../../execution/control.ts'
import { createDebtor } from '../../execution/debts.ts'
import type { ExecutionDesk } from '../../execution/execution-desk.ts'
import { openExecutionDesk } from '../../execution/execution-desk.ts'
import { logExecution, notificationOf, stopNotification } from '../../execution/execution-log.ts'
import { checkLiveKeys, executionVariables } from '../../execution/execution-variables.ts'
import { openLiveBrokers, openPaperBrokers } from '../../execution/open-brokers.ts'
import { keepReconciling } from '../../execution/reconciler.ts'
import { takeWriterLease } from '../../execution/writer-lease.ts'
import { writerSwitch } from '../../execution/writer-switch.ts'
import {
  createMarketShelf,
  shelveMatched,
  shelveQuote,
  shelveRules,
  shelveSettled,
} from '../../markets/market-shelf.ts'
import type { SpokenOf } from '../../messages/topics.ts'
import type { Handlers, RunningService, ServiceContext } from '../../service.ts'
import { defineService } from '../../service.ts'

const LISTENS = {
  'market.matched': 'each',
  'quote.changed': 'each',
  'market.settled': 'each',
  'execution.requested': 'share',
  control: 'share',
} as const
const SPEAKS = [
  'account.reported',
  'order.recorded',
  'trade.opened',
  'trade.ended',
  'execution.refused',
  'notification.raised',
] as const
type Context = ServiceContext<(typeof SPEAKS)[number], z.output<typeof executionVariables>>

/** Returns what tells people something; what cannot be spoken is in the log. */
function createNotifier({ speak, runtime }: Context) {
  return (notification: SpokenOf<'notification.raised'>) => {
    speak('notification.raised', notification).catch((error: unknown) =>
      runtime.log('warn', 'a notification could not be spoken', { reason: (error as Error).message }),
    )
  }
}

async function openWorld(context: Context) {
  const { config, runtime, signal, leases, instance, killSwitch, metrics, speak } = context
  const { clock, log } = runtime
  const shelf = createMarketShelf(config.PAPER_TRADING)
  const lease = await takeWriterLease(leases, instance, runtime, context.fail, signal)
  const brokers = config.PAPER_TRADING
    ? await openPaperBrokers(config, runtime, (id) => shelf.byId.get(id)?.state)
    : await openLiveBrokers(config, runtime, signal)
  const notify = createNotifier(context)
  const countOrders = metrics.counter('arbees_orders_total', 'Orders that left', ['venue'])
  const accounts = createAccountTeller((message) => speak('account.reported', message), log)
  const debts = { hasBegun: false, desk: undefined as ExecutionDesk | undefined }
  const payDebts = createDebtor({
    log,
    clock,
    requests: () => debts.desk?.log,
    speak: ({ topic, message, correlation }) => speak(topic as (typeof SPEAKS)[number], message as never, correlation),
    signal,
  })
  const desk = await openExecutionDesk({
    config,
    runtime,
    shelf,
    brokers,
    writer: `${instance}-${lease.fence}-${clock.now()}`,
    killSwitch: writerSwitch(killSwitch, lease),
    isHolder: lease.isHeld,
    onFact: (fact: Fact | ExecutorFact) => {
      logExecution(log, fact, (order) => debts.desk?.correlationOf(order) ?? '')
      // What is free on paper risk knows by itself: it approves every order.
      if (!config.PAPER_TRADING) accounts.note(fact)
      if (fact.type === 'alert') notify(notificationOf(fact))
      if (fact.type === 'order.sent') countOrders(1, { venue: fact.market.slice(0, fact.market.indexOf(':')) })
    },
    refreshMarket: async (id) => {
      const market = await brokers.rulesOf(id)
      if (market === undefined) return
      const fact = shelveRules(shelf, market, clock.now())
      debts.desk?.executor.fold([fact])
    },
    onOwed: () => {
      if (debts.hasBegun) payDebts()
    },
    signal,
  })
  debts.desk = desk
  const begin = () => {
    debts.hasBegun = true
    payDebts()
    accounts.begin()
  }
  return { shelf, lease, brokers, notify, desk, begin }
}

async function start(context: Context): Promise<RunningService<typeof LISTENS>> {
  const { config, runtime, signal, store, killSwitch } = context
  const { clock, log } = runtime
  const { shelf, lease, brokers, notify, desk, begin } = await openWorld(context)
  const { executor } = desk
  const fold = (fact: Fact) => {
    brokers.fold([fact])
    executor.fold([fact])
  }
  const stopWatching = killSwitch.watch((state) => notify(stopNotification(state, clock.now())))
  const handlers: Handlers<typeof LISTENS> = {
    'market.matched': (matched) => {
      for (const fact of shelveMatched(shelf, matched)) fold(fact)
    },
    'quote.changed': (quote) => fold(shelveQuote(shelf, quote)),
    'market.settled': (settled) => fold(shelveSettled(shelf, settled)),
    'execution.requested': (request) => desk.take(request),
    control: createControl({ executor, clock, log, notify }),
  }
  return {
    handlers,
    checks: { writer: lease.isHeld },
    figures: () => {
      const { trades, endings } = executor.state()
      return { tradesUnderWay: trades.size, ...endings, owed: desk.log.owed() }
    },
    begin: () => {
      begin()
      const { RECONCILE_SECONDS: every, PAPER_TRADING: isPaper } = config
      void keepReconciling({ executor, store, isPaper, clock, log, every, notify, signal })
    },
    stop: async () => {
      stopWatching()
      await desk.close()
      brokers.close()
      await lease.release()
    },
  }
}

/** Carries out what risk approved, on paper or at the venues, and tells what became of every order. */
export const executionService = defineService({
  name: 'execution-service',
  listens: LISTENS,
  speaks: SPEAKS,
  config: executionVariables,
  check: checkLiveKeys,
  start,
})
