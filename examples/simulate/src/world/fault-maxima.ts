/*
 * The most that each fault may be likely, where a run is wild: often enough to meet every fault in
 * every part of a trade, rarely enough that trades still happen.
 */
import type { NetworkFault } from '@arbees/testkit'
import type { FaultName } from '@arbees/venue-fakes'

/** Of each request, answer or frame. */
export const NETWORK_MAXIMA: Readonly<Record<NetworkFault, number>> = {
  'http.refuse': 0.1,
  'http.lose-request': 0.08,
  'http.cut-request': 0.08,
  'http.lose-answer': 0.1,
  'http.cut-answer': 0.1,
  'http.slow': 0.3,
  'socket.refuse': 0.3,
  'socket.drop': 0.03,
  'socket.duplicate': 0.03,
  'socket.reorder': 0.03,
  'socket.slow': 0.03,
  'socket.cut': 0.01,
  'socket.stall': 0.005,
}

const ANSWERS: Readonly<Partial<Record<FaultName, number>>> = {
  'answer.5xx-before': 0.1,
  'answer.5xx-after': 0.12,
  'connection.cut-before': 0.1,
  'connection.cut-after': 0.12,
  'answer.silence-after': 0.08,
  'answer.no-order': 0.4,
  'answer.html-429': 0.08,
  'answer.html-502': 0.08,
  'answer.rate-limited': 0.12,
  'answer.maintenance': 0.06,
  'answer.gone': 0.03,
  'answer.slow': 0.2,
  'clock.skew': 0.04,
  'stream.gap': 0.02,
  'stream.stall': 0.003,
  'stream.frozen': 0.006,
  'stream.crossed': 0.02,
  'stream.duplicate': 0.02,
  'stream.reorder': 0.02,
  'stream.cut': 0.005,
}

const MARKETS: Readonly<Partial<Record<FaultName, number>>> = {
  'market.tick-change': 0.25,
  'market.paused': 0.25,
  'market.closed': 0.25,
  'market.settled': 0.25,
  'market.voided': 0.3,
}

/** Of each of the fake Kalshi's own chances. */
export const KALSHI_MAXIMA: Readonly<Partial<Record<FaultName, number>>> = { ...ANSWERS, ...MARKETS }

/** Of each of the fake Polymarket's. */
export const POLYMARKET_MAXIMA: Readonly<Partial<Record<FaultName, number>>> = {
  ...ANSWERS,
  ...MARKETS,
  'restart.425': 0.35,
  'order.live': 0.3,
  'order.delayed': 0.35,
  'fill.ghost': 0.4,
  'lock.stuck': 0.35,
}
