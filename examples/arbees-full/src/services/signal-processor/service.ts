import { createRiskDesk } from '@arbees/arb-engine'
import type { Micros } from '@arbees/core'
import { NO_MONEY, seconds, sleep } from '@arbees/core'
import { createMarketShelf } from '../../markets/market-shelf.ts'
import { paperCash } from '../../markets/paper-cash.ts'
import { readBankroll } from '../../platform/store/bankroll.ts'
import type { Processor } from '../../risk/processor.ts'
import { keepBack, reportSignals } from '../../risk/processor.ts'
import { PROCESSOR_LISTENS, processorHandlers } from '../../risk/processor-handlers.ts'
import { cashByVenue, restoreDay, restoreTrades } from '../../risk/restore-risk.ts'
import { riskLimits, riskVariables } from '../../risk/risk-variables.ts'
import { createSignalRows } from '../../risk/signal-rows.ts'
import { createTradeMemory } from '../../risk/trade-memory.ts'
import { defineService } from '../../service.ts'

const NAME = 'signal-processor'

/** Decides which signals are acted on and how far: filters, size and risk, one writer for all reservations. */
export const signalProcessor = defineService({
  name: NAME,
  listens: PROCESSOR_LISTENS,
  speaks: ['execution.requested', 'signal.refused', 'notification.raised'],
  config: riskVariables,
  start: async ({ config, runtime, signal, speak, store, killSwitch, metrics }) => {
    const { clock, log } = runtime
    const isPaper = config.PAPER_TRADING
    const shelf = createMarketShelf(isPaper)
    const desk = createRiskDesk({
      market: (id) => shelf.byId.get(id)?.state,
      marketsOf: (game) => shelf.byGame.get(game) ?? [],
      limits: riskLimits(config),
      // What is at the venues they alone can tell: until each has, nothing real is bought there.
      cash: isPaper ? await cashByVenue(store, paperCash(config.INITIAL_BANKROLL)) : paperCash(NO_MONEY),
    })
    const memory = createTradeMemory(desk)
    const trades = await restoreTrades(store, memory, isPaper)
    const todayMicros = await restoreDay(store, desk, clock.now(), isPaper)
    log('info', 'risk restored', { trades, todayMicros })
    const countSignals = metrics.counter('arbees_signals_total', 'Signals judged', ['outcome'])
    const processor: Processor = {
      name: NAME,
      config,
      clock,
      log,
      speak,
      isStopped: killSwitch.isStopped,
      shelf,
      desk,
      memory,
      rows: createSignalRows(store, log, NAME),
      count: (outcome) => countSignals(1, { outcome }),
      games: new Map(),
      seen: new Set(),
      counts: { seen: 0, requested: 0, refused: new Map() },
      isDayLost: false,
      piggybank: (await readBankroll(store)).piggybank,
    }
    keepBack(processor, [...desk.ledger.cash.keys()])
    const repeat = async (every: Micros, act: () => void | Promise<void>) => {
      while (!signal.aborted) {
        await sleep(clock, every, signal).catch(() => undefined)
        if (!signal.aborted) await act()
      }
    }
    return {
      handlers: processorHandlers(processor),
      figures: () => ({
        pending: desk.ledger.pending.size,
        trades: desk.ledger.trades.size,
        exposedMicros: desk.ledger.exposedTotal,
        unwrittenSignals: processor.rows.waiting(),
      }),
      begin: () => {
        void repeat(config.SIGNAL_REPORT_SECONDS, () => reportSignals(processor))
        void repeat(seconds(1), processor.rows.flush)
      },
      stop: processor.rows.flush,
    }
  },
})
