/*
 * A recording as the other traders: its books are shown on the fakes as they were seen, at the pace at
 * which they were seen. Whoever trades against them takes what is shown, and the next line of the
 * recording shows it again.
 */
import { createHash } from 'node:crypto'
import type { Clock, Level, Micros, Price, PriceGrid, Quantity, Side } from '@arbees/core'
import {
  createContinuitySource,
  invariant,
  NO_QUANTITY,
  nextContinuity,
  PRICE_ONE,
  sleep,
  uniformGrid,
} from '@arbees/core'
import type { Hex } from '@arbees/polymarket-client'
import { TICKS } from '@arbees/polymarket-client'
import type { RecordedMarket, RecordingEvent, RecordingHeader } from '@arbees/transport'
import { readRecording, toFact } from '@arbees/transport'
import type { FakeKalshi, KalshiMarketSettings } from '../kalshi/fake-kalshi.ts'
import type { FakeMarketSettings } from '../polymarket/fake-market.ts'
import type { FakePolymarket } from '../polymarket/fake-polymarket.ts'

/** A recording that waits to be played. */
export type OpenRecording = {
  readonly header: RecordingHeader
  readonly kalshi: readonly KalshiMarketSettings[]
  readonly polymarket: readonly FakeMarketSettings[]
  /** Plays it onto the fakes; resolves at its end. */
  readonly play: (venues: { readonly kalshi: FakeKalshi; readonly polymarket: FakePolymarket }) => Promise<void>
}

const STRUCTURES: Readonly<Record<number, string>> = {
  100: 'linear_cent',
  10: 'deci_cent',
  50: 'center_half_edge_half_cent',
  20: 'center_quint_edge_quint_cent',
  1: 'center_centi_edge_centi_cent',
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function kalshiSettings(market: RecordedMarket): KalshiMarketSettings {
  const structure = STRUCTURES[market.tick]
  invariant(structure !== undefined, `a step of Kalshi is one it has, found ${market.tick} of ${market.id}`)
  const grid: PriceGrid = uniformGrid(market.tick)
  return { ticker: market.native, title: market.title, grid, structure, fair: null }
}

function polymarketSettings(market: RecordedMarket): FakeMarketSettings {
  const { native, nativeName, title } = market
  const tick = TICKS.find((one) => one === market.tick)
  invariant(tick !== undefined, `a tick of Polymarket is one it has, found ${market.tick} of ${market.id}`)
  const token = (index: number) => BigInt(`0x${digest(`${native}:token:${index}`)}`).toString()
  const isToken = nativeName === 'tokenIdYes' && /^\d{1,78}$/.test(native)
  return {
    conditionId: `0x${digest(`${native}:condition`)}` as Hex,
    tokenIds: [isToken ? native : token(0), token(1)],
    question: title,
    slug: nativeName === 'slug' ? native : `recorded-${digest(native).slice(0, 12)}`,
    tick,
  }
}

/** Keeps one order of the crowd's for each shown level of a Polymarket book. */
function createShownBook(polymarket: FakePolymarket, conditionId: string) {
  const shown = new Map<string, string>()
  let made = 0
  const set = (side: Side, price: Price, quantity: Quantity) => {
    const key = `${side}${price}`
    const old = shown.get(key)
    if (old !== undefined) {
      polymarket.act(conditionId, { type: 'cancel', id: old })
      shown.delete(key)
    }
    if (quantity === 0) return
    made += 1
    const id = `shown-${conditionId.slice(2, 10)}-${made}`
    shown.set(key, id)
    polymarket.act(conditionId, {
      type: 'submit',
      entry: { id, owner: `shown-${side}`, side, limit: price, quantity, lifetime: 'gtc', selfTrade: 'cancel-maker' },
    })
  }
  return {
    change: (bids: readonly Level[], asks: readonly Level[]) => {
      const all = [...bids.map((one) => ['bid', one] as const), ...asks.map((one) => ['ask', one] as const)]
      // What goes makes room for what comes.
      all.sort(([, a], [, b]) => Math.sign(a.quantity) - Math.sign(b.quantity))
      for (const [side, { price, quantity }] of all) set(side, price, quantity)
    },
    replace: (bids: readonly Level[], asks: readonly Level[]) => {
      const wanted = new Set([...bids.map(({ price }) => `bid${price}`), ...asks.map(({ price }) => `ask${price}`)])
      for (const key of [...shown.keys()]) {
        if (!wanted.has(key)) set(key.slice(0, 3) as Side, Number(key.slice(3)) as Price, NO_QUANTITY)
      }
      for (const { price, quantity } of bids) set('bid', price, quantity)
      for (const { price, quantity } of asks) set('ask', price, quantity)
    },
  }
}

type Stage = {
  readonly change: (bids: readonly Level[], asks: readonly Level[]) => void
  readonly replace: (bids: readonly Level[], asks: readonly Level[]) => void
  readonly settle: (yesPrice: Price) => void
}

function kalshiStage(kalshi: FakeKalshi, ticker: string): Stage {
  const isOpen = () => kalshi.market(ticker).status === 'active'
  return {
    change: (bids, asks) => {
      if (isOpen()) kalshi.showLevels(ticker, bids, asks)
    },
    replace: (bids, asks) => {
      if (isOpen()) kalshi.show(ticker, bids, asks)
    },
    settle: (yesPrice) => kalshi.settle(ticker, yesPrice),
  }
}

function polymarketStage(polymarket: FakePolymarket, conditionId: string): Stage {
  const { change, replace } = createShownBook(polymarket, conditionId)
  const settle = (yesPrice: Price) =>
    polymarket.resolve(conditionId, yesPrice === PRICE_ONE ? 0 : yesPrice === 0 ? 1 : 'void')
  return { change, replace, settle }
}

/**
 * Opens a recording and returns its markets as the fakes' settings.
 *
 * @throws VenueError `recording.malformed`
 */
export async function openRecording(file: string, clock: Clock): Promise<OpenRecording> {
  let start: ((stages: readonly (Stage | undefined)[]) => void) | undefined
  const staged = new Promise<readonly (Stage | undefined)[]>((resolve) => {
    start = resolve
  })
  const source = createContinuitySource()
  let reading: Promise<unknown> = Promise.resolve()
  const header = await new Promise<RecordingHeader>((resolve, reject) => {
    let known: RecordingHeader | undefined
    let beganAt: Micros | undefined
    const event = async (seen: RecordingEvent): Promise<void> => {
      const stage = (await staged)[seen.market]
      if (stage === undefined || known === undefined) return
      beganAt ??= clock.now()
      const early = seen.at - known.from - (clock.now() - beganAt)
      if (early > 0) await sleep(clock, early as Micros)
      const fact = toFact(seen, known, nextContinuity(source))
      if (fact.type === 'book.replaced') stage.replace(fact.bids, fact.asks)
      else if (fact.type === 'book.changed') stage.change(fact.bids, fact.asks)
      else if (fact.type === 'market.settled') stage.settle(fact.yesPrice)
    }
    reading = readRecording(file, {
      header: (found) => {
        known = found
        resolve(found)
      },
      event,
    })
    reading.catch(reject)
  })
  const onKalshi = header.markets.filter(({ venue }) => venue === 'kalshi')
  const onPolymarket = header.markets.filter(({ venue }) => venue.startsWith('polymarket'))
  return {
    header,
    kalshi: onKalshi.map(kalshiSettings),
    polymarket: onPolymarket.map(polymarketSettings),
    play: async ({ kalshi, polymarket }) => {
      start?.(
        header.markets.map((market) => {
          if (market.venue === 'kalshi') return kalshiStage(kalshi, market.native)
          if (!market.venue.startsWith('polymarket')) return undefined
          return polymarketStage(polymarket, polymarketSettings(market).conditionId)
        }),
      )
      await reading
    },
  }
}
