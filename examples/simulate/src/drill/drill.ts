/*
 * The drill: a real trading process is killed again and again while it trades, and started again each
 * time. At the end its ledger and both venues must agree to the unit.
 */
import type { Micros, Rng } from '@arbees/core'
import { createRng, nextChance, nextInteger } from '@arbees/core'
import { totalOfKalshi } from '@arbees/venue-fakes'
import { checkEndings } from '../checkers/ending-checks.ts'
import { checkMoney } from '../checkers/money-checks.ts'
import { createViolations } from '../checkers/violation.ts'
import { createKeys } from '../world/keys.ts'
import { QUESTIONS } from '../world/question.ts'
import type { Closing } from './closing.ts'
import { closeEverything } from './closing.ts'
import type { Drill, DrillOptions, KillMoment } from './drill-hands.ts'
import { arrivals, complain, endTrader, pause, SETTLED_MICROS, startTrader } from './drill-hands.ts'
import { summarizeDrill } from './drill-report.ts'
import type { ServedVenues } from './served-venues.ts'
import { CASH, serveVenues } from './served-venues.ts'
import type { Stopping } from './stopping.ts'
import { stopUnderLoad } from './stopping.ts'
import type { TraderProcess } from './trader-process.ts'
import { createWatch } from './watch.ts'

/** How long a life lasts at most when no order comes to be killed at. */
const LIFE_MICROS_MAX = 2_500_000 as Micros

function drawMoment(rng: Rng): KillMoment {
  if (nextChance(rng, 0.5)) {
    return { type: 'order', count: nextInteger(rng, 1, 6), after: nextInteger(rng, 0, 60_000) as Micros }
  }
  if (nextChance(rng, 0.3)) return { type: 'start', after: nextInteger(rng, 0, 900_000) as Micros }
  return { type: 'trading', after: nextInteger(rng, 0, 1_200_000) as Micros }
}

async function reach(drill: Drill, trader: TraderProcess, moment: KillMoment): Promise<void> {
  if (moment.type !== 'start') await trader.trading
  if (moment.type === 'order') await arrivals(drill, moment.count, LIFE_MICROS_MAX)
  await pause(drill, moment.after)
}

async function killOnce(drill: Drill): Promise<void> {
  const { clock, rng, watch, killed } = drill
  const moment = drawMoment(rng)
  const begunAt = clock.now()
  let tradingAt: Micros | undefined
  const trader = startTrader(drill, 'trade')
  void trader.trading.then(() => {
    tradingAt = clock.now()
  })
  const before = watch.arrivals.length
  await Promise.race([reach(drill, trader, moment), trader.ended])
  trader.kill()
  const { signal } = await trader.ended
  if (signal !== 'SIGKILL') complain(drill, `the trader ended by itself: ${trader.lastWords()}`)
  const startMicros = tradingAt === undefined ? undefined : ((tradingAt - begunAt) as Micros)
  killed.push({ moment, startMicros, orders: watch.arrivals.length - before, standing: watch.standing() })
}

async function checkAtRest(drill: Drill, moneyAtFirst: ReturnType<typeof totalOfKalshi>): Promise<void> {
  await pause(drill, SETTLED_MICROS)
  const { watch, violations, venues, alerted, clock } = drill
  watch.catchUp()
  const { witness, journalled, endings } = watch
  const now = clock.now()
  checkEndings({ witness, journal: watch.journal(), endings, alerted, now, violations })
  const owner = createKeys().signer.address
  const check = { witness, journalled, venues, questions: QUESTIONS, owner, cash: CASH, now, violations }
  checkMoney(check, moneyAtFirst)
}

async function prepare(options: DrillOptions): Promise<Drill> {
  const { runtime, seed, files, folder } = options
  const { clock } = runtime
  const violations = createViolations()
  const arrivalListeners = new Set<() => void>()
  let crowdHears: ServedVenues['crowd']['filled'] = () => undefined
  const watch = createWatch({
    now: clock.now,
    violations,
    readJournal: files.tail(`${folder}/trades.journal`),
    readSigned: files.tail(`${folder}/signed-orders.log`),
    onFill: (question, on) => crowdHears(question, on),
    onArrival: () => {
      for (const listener of [...arrivalListeners]) listener()
    },
  })
  const keys = createKeys()
  const venues = await serveVenues({ seed: `drill/${seed}`, clock, keys, onRequest: watch.arriving })
  crowdHears = venues.crowd.filled
  watch.watch(venues)
  const drill: Drill = {
    options,
    clock,
    rng: createRng(`drill/${seed}/moments`),
    violations,
    venues,
    watch,
    alerted: new Set(),
    arrivalListeners,
    killed: [],
  }
  files.write(`${folder}/settings.json`, JSON.stringify(settingsOf(drill)))
  return drill
}

function settingsOf({ venues: { addresses }, options: { folder } }: Drill): object {
  const { kalshiPrivatePem, kalshiKeyId, polymarketPrivate, apiKey } = createKeys()
  return {
    folder,
    durability: 'process',
    cash: CASH,
    contractsMax: 10,
    edgeMin: 10_000,
    mayUnwind: false,
    settleMillis: 1_500,
    pairs: QUESTIONS.map(({ name, ticker, polymarketMarket: { tokenIds } }) => ({
      name,
      ticker,
      token: tokenIds[0],
      polarity: 'same',
    })),
    kalshi: { ...addresses.kalshi, keyId: kalshiKeyId, privateKeyPem: kalshiPrivatePem },
    polymarket: { hosts: addresses.polymarket, privateKey: polymarketPrivate, apiKey },
  }
}

/** Runs a drill. */
export async function runDrill(options: DrillOptions) {
  const { kills, onProgress } = options
  const drill = await prepare(options)
  const { venues, clock } = drill
  const begunAt = clock.now()
  const moneyAtFirst = totalOfKalshi(venues.kalshi.world)
  let stopping: Stopping | undefined
  let closing: Closing | undefined
  try {
    venues.stir()
    for (let kill = 0; kill < kills; kill++) {
      onProgress(kill, 'kills')
      await killOnce(drill)
    }
    venues.calm()
    onProgress(kills, 'comes to rest')
    const last = startTrader(drill, 'trade')
    await Promise.race([last.trading, last.ended])
    await arrivals(drill, 4, LIFE_MICROS_MAX)
    await endTrader(drill, last)
    await checkAtRest(drill, moneyAtFirst)
    onProgress(kills, 'kill switch')
    stopping = await stopUnderLoad(drill)
    await checkAtRest(drill, moneyAtFirst)
    onProgress(kills, 'cancels and closes everything')
    closing = await closeEverything(drill)
    await checkAtRest(drill, moneyAtFirst)
  } finally {
    await venues.close()
  }
  return summarizeDrill({ drill, stopping, closing, micros: (clock.now() - begunAt) as Micros })
}
