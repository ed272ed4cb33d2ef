import type { Engine, EngineMarket } from '@arbees/arb-engine'
import type { Fact, MarketChanged, MarketId, Runtime } from '@arbees/core'
import { isVenueError, millis, sleep } from '@arbees/core'

/** Settings of `createFeeNews`. */
export type FeeNewsOptions = {
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
  readonly engine: Pick<Engine, 'fold' | 'list'>
  /** Reads a market's rules and fees. */
  readonly list: (id: MarketId) => Promise<EngineMarket>
  /** Hears that the market is what it was read to be. */
  readonly listen: (facts: readonly Fact[]) => void
  readonly signal: AbortSignal
}

const ATTEMPT_PAUSE = millis(500)

/** Says whether news of a market is of its fees: what else may change is named. */
export function isOfFees(fact: Fact): fact is MarketChanged {
  if (fact.type !== 'market.changed') return false
  return fact.status === undefined && fact.grid === undefined && fact.closesAt === undefined
}

/** Returns what takes news of fees: nothing leaves for the market until it was listed again by what it is charged now. */
export function createFeeNews({
  runtime,
  engine,
  list,
  listen,
  signal,
}: FeeNewsOptions): (fact: MarketChanged) => void {
  const { clock, log } = runtime
  const latest = new Map<MarketId, number>()

  async function read(id: MarketId, news: number): Promise<void> {
    // What was asked before later news may be answered by what held before it.
    const isLatest = () => !signal.aborted && latest.get(id) === news
    while (isLatest()) {
      try {
        const listed = await list(id)
        if (!isLatest()) return
        engine.list(listed)
        listen([{ type: 'market.changed', at: clock.now(), market: id, status: listed.market.status }])
        return
      } catch (error) {
        if (!isVenueError(error)) throw error
        log('warn', 'the fees of a market could not be read', { market: id, error: error.message })
        await sleep(clock, ATTEMPT_PAUSE)
      }
    }
  }

  return (fact) => {
    const news = (latest.get(fact.market) ?? 0) + 1
    latest.set(fact.market, news)
    engine.fold({ ...fact, status: 'paused' })
    void read(fact.market, news)
  }
}
