import type { Micros } from '@arbees/core'
import { sleep } from '@arbees/core'
import { createMarketShelf } from '../../markets/market-shelf.ts'
import { startBankroll } from '../../platform/store/bankroll.ts'
import { createExitDesk } from '../../positions/exit-desk.ts'
import { createTracker, TRACKER_LISTENS, TRACKER_SPEAKS, trackerHandlers } from '../../positions/tracker.ts'
import { exitSettings, trackerVariables } from '../../positions/tracker-variables.ts'
import { defineService } from '../../service.ts'

/** Keeps the ledger: positions, settlements by the venues' word, profit, exits, and the bankroll that balances. */
export const positionTracker = defineService({
  name: 'position-tracker',
  listens: TRACKER_LISTENS,
  speaks: TRACKER_SPEAKS,
  config: trackerVariables,
  start: async ({ config, runtime, signal, store, speak, metrics }) => {
    const { clock, log } = runtime
    await store.transact((queries) => startBankroll(queries, config.INITIAL_BANKROLL, clock.now()))
    const shelf = createMarketShelf(config.PAPER_TRADING)
    const exits = createExitDesk({
      shelf,
      isPaper: config.PAPER_TRADING,
      settings: exitSettings(config),
      lifeMicros: config.PLAN_LIFE_MS,
      clock,
      log,
      ask: (request) => speak('execution.requested', request, request.game),
    })
    const gauge = metrics.gauge('arbees_bankroll_dollars', 'Balance and piggybank', ['part'])
    const tracker = createTracker({ config, clock, log, store, speak, shelf, exits, gauge })
    const keepLooking = async (every: Micros) => {
      while (!signal.aborted) {
        await sleep(clock, every, signal).catch(() => undefined)
        if (!signal.aborted) await tracker.look()
      }
    }
    return {
      handlers: trackerHandlers(tracker),
      figures: () => ({ ...tracker.figures }),
      begin: async () => {
        await tracker.begin()
        void keepLooking(config.EXIT_CHECK_SECONDS)
      },
    }
  },
})
