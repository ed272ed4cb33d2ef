/* Runs a file of golden vectors for this package; `pnpm vectors FILE` finds it by the file's own words. */
import {
  runFeeAdjust,
  runMarketPrices,
  runPrices,
  runPrimitives,
  runRounding,
  runRoundingSdk,
} from './vectors/amounts.ts'
import { runSignedOrders } from './vectors/orders.ts'
import { runFrames, runRequests } from './vectors/requests.ts'
import type { Account } from './vectors/signing.ts'
import { runBookHashes, runBuilder, runConstants, runL1, runL2, runUs, runWallets } from './vectors/signing.ts'
import type { Outcome } from './vectors/tally.ts'

type Run = (section: unknown, account: Account) => readonly Outcome[] | Promise<readonly Outcome[]>

const RUNS: Readonly<Record<string, Run>> = {
  constants: runConstants,
  walletDerivation: runWallets,
  l1Auth: runL1,
  l2Auth: runL2,
  builderHmac: runBuilder,
  signedOrders: runSignedOrders,
  rounding: runRounding,
  roundingTsSdk: runRoundingSdk,
  roundPrimitives: runPrimitives,
  priceValid: runPrices,
  marketPriceHelper: runMarketPrices,
  feeAdjust: runFeeAdjust,
  orderbookHash: runBookHashes,
  httpRequests: runRequests,
  wsFrames: runFrames,
  polymarketUs: runUs,
}
const ABOUT = ['$comment', 'meta', 'account']

/** Returns what became of every vector in a file; a kind that is unknown is a failure. */
export async function runVectors(file: unknown): Promise<readonly Outcome[]> {
  const sections = file as Readonly<Record<string, unknown>>
  const account = sections['account'] as Account
  const strangers = Object.keys(sections).filter((name) => !(name in RUNS) && !ABOUT.includes(name))
  const outcomes: Outcome[] = strangers.map((name) => ({ name, failure: 'a kind of vector that is not known here' }))
  for (const [name, run] of Object.entries(RUNS)) {
    if (!(name in sections)) continue
    try {
      outcomes.push(...(await run(sections[name], account)))
    } catch (error) {
      outcomes.push({ name, failure: error instanceof Error ? error.message : String(error) })
    }
  }
  return outcomes
}
