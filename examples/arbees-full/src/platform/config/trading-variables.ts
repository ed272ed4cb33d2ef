/*
 * Variables that several services read. One variable has one home: here, or in the one service that
 * reads it.
 */
import {
  choiceVariable,
  fractionVariable,
  integerVariable,
  millisVariable,
  moneyVariable,
  optionalVariable,
  percentVariable,
  secretVariable,
  switchVariable,
} from './variable.ts'

/** Whether orders are pretended: 1, the default, is paper. */
export const PAPER_TRADING = switchVariable('1')

/** What bounds every decision. */
export const tradingVariables = {
  PAPER_TRADING,
  /** The least net edge, in percent of what is bound. */
  MIN_EDGE_PCT: percentVariable('2.0'),
  /** The most dollars of one position, and of one order. */
  MAX_POSITION_SIZE: moneyVariable('100.0'),
  /** Net loss of one day at which new orders end. */
  MAX_DAILY_LOSS: moneyVariable('500.0'),
  /** Which part of the Kelly bet is made. */
  KELLY_FRACTION: fractionVariable('0.25'),
  /** What the bankroll, and with it the paper accounts, start with. Real orders go by what the venues say is free. */
  INITIAL_BANKROLL: moneyVariable('10000'),
  /** The most that mending unequal legs may lose, for each contract: two fees, a spread, and a jump of the price. */
  REPAIR_LOSS_MAX: moneyVariable('0.15'),
} as const

/** How Kalshi is reached. Paper trading needs no key. */
export const kalshiVariables = {
  KALSHI_API_KEY: secretVariable('the id of a Kalshi API key', /^[\w-]{8,}$/),
  KALSHI_PRIVATE_KEY: secretVariable('a private key as PEM, or the path of a file that holds one'),
  KALSHI_PRIVATE_KEY_PATH: optionalVariable('the path of a file that holds a private key as PEM'),
  KALSHI_ENV: choiceVariable(['demo', 'production'], 'demo'),
  /** Elsewhere than `KALSHI_ENV` says: both, or neither. */
  KALSHI_BASE_URL: optionalVariable('an http(s) address with the path of the API', /^https?:\/\/\S+$/),
  KALSHI_WS_URL: optionalVariable('a ws(s) address with the path of the stream', /^wss?:\/\/\S+$/),
  /** The least time between two bulk reads. */
  KALSHI_REQUEST_DELAY_MS: millisVariable('250'),
} as const

/** How Polymarket is reached. Paper trading needs no key. */
export const polymarketVariables = {
  POLYMARKET_PRIVATE_KEY: secretVariable('a private key of 32 bytes in hexadecimal', /^(0x)?[0-9a-fA-F]{64}$/),
  POLYMARKET_FUNDER_ADDRESS: optionalVariable('an address, 0x and 40 hexadecimal digits', /^0x[0-9a-fA-F]{40}$/),
  POLYMARKET_SIGNATURE_TYPE: choiceVariable(['auto', '0', '1', '2', '3'], 'auto'),
  POLYMARKET_CHAIN_ID: integerVariable('137', 1, 1_000_000),
  POLYMARKET_CLOB_URL: optionalVariable('an http(s) address', /^https?:\/\/\S+$/),
  POLYMARKET_GAMMA_URL: optionalVariable('an http(s) address', /^https?:\/\/\S+$/),
  POLYMARKET_DATA_URL: optionalVariable('an http(s) address', /^https?:\/\/\S+$/),
  POLYMARKET_SITE_URL: optionalVariable('an http(s) address', /^https?:\/\/\S+$/),
  POLYMARKET_WS_URL: optionalVariable('a ws(s) address without a path', /^wss?:\/\/[^/\s]+$/),
  /** A proxy that leads to it, in another country for example; nothing leads around it. */
  POLYMARKET_PROXY_URL: secretVariable('http://host:port of a proxy', /^http:\/\/\S+$/),
} as const
