import { join } from 'node:path'
import { millis, toMicros } from '@arbees/core'
import { createRealClock } from '@arbees/transport'
import { z } from 'zod'
import { platformVariables } from '../../platform/config/platform-variables.ts'
import { tradingVariables } from '../../platform/config/trading-variables.ts'
import { integerVariable, listVariable, secretVariable, textVariable } from '../../platform/config/variable.ts'
import { defineService } from '../../service.ts'
import { createDashboard } from './dashboard-files.ts'
import { API_LISTENS, foldInto } from './fold.ts'
import { createGuard } from './guard.ts'
import { createLiveFeed } from './live-feed.ts'
import { recallState } from './recall.ts'
import { createServer } from './server.ts'
import type { App } from './server-parts.ts'
import { createApiState } from './state.ts'

/** How often clients are told, and how much may wait for one of them. */
const FEED = { every: millis(200), queueMax: 2_000, waitingBytesMax: 1_000_000 }
/** A service is silent after so many beats that did not come. */
const BEATS_MISSED = 3

/** Tells people what the deployment sees, does and holds, and takes their word to stop. */
export const api = defineService({
  name: 'api',
  listens: API_LISTENS,
  speaks: ['control'],
  config: z.object({
    PAPER_TRADING: tradingVariables.PAPER_TRADING,
    MAX_DAILY_LOSS: tradingVariables.MAX_DAILY_LOSS,
    MAX_POSITION_SIZE: tradingVariables.MAX_POSITION_SIZE,
    DATA_DIR: platformVariables.DATA_DIR,
    HEARTBEAT_SECONDS: platformVariables.HEARTBEAT_SECONDS,
    API_HOST: textVariable('127.0.0.1', 'an address to listen at', /^[\w.:]+$/),
    /** 0: not served. */
    API_PORT: integerVariable('8000', 0, 65_535),
    API_TOKEN: secretVariable('a token of at least 16 characters without spaces', /^\S{16,}$/),
    API_ALLOWED_HOSTS: listVariable('', 'names of hosts between commas', /^[\w.-]+$/),
  }),
  start: async ({ config, runtime, store, killSwitch, metrics, speak, signal }) => {
    const { clock, log } = runtime
    const { API_HOST: host, API_PORT: port, API_TOKEN: token } = config
    const now = () => clock.now()
    const control = () => ({
      emergency_stop: killSwitch.state(),
      may_unwind: killSwitch.mayUnwind,
      is_enabled: token !== undefined,
    })
    const state = createApiState({
      isPaper: config.PAPER_TRADING,
      dailyLimit: config.MAX_DAILY_LOSS,
      positionMax: config.MAX_POSITION_SIZE,
      silentAfter: toMicros(config.HEARTBEAT_SECONDS * BEATS_MISSED),
      now,
      control,
    })
    // Browsers live in real time, whatever time the deployment lives in.
    const feed = createLiveFeed({ ...FEED, clock: createRealClock(), signal })
    killSwitch.watch(() => feed.tell('overview', () => ({ type: 'overview', data: state.overview() })))
    let app: App | undefined
    const serve = async () => {
      app = await createServer({
        state,
        store,
        feed,
        guard: createGuard({ token, hosts: config.API_ALLOWED_HOSTS }),
        metrics,
        dashboard: createDashboard(join(config.DATA_DIR, 'dashboard'), log),
        control: { killSwitch, speak: (message) => speak('control', message) },
        log,
      })
      await app.listen({ host, port })
      log('info', 'api listens', { host, port, control: token === undefined ? 'off' : 'by token' })
    }
    return {
      handlers: foldInto(state, feed),
      begin: async () => {
        await recallState(state, store)
        if (port !== 0) await serve()
      },
      stop: async () => {
        await app?.close()
      },
      figures: () => ({ clients: feed.clients() }),
    }
  },
})
