/*
 * Arbitrage on paper: two feeds, the engine, and fills made up from the real books. No order leaves.
 */
import type { Engine, EngineFact, EngineLimits, ExecutorFact, Pair, TraderLimits } from '@arbees/arb-engine'
import { createEngine, createTrader } from '@arbees/arb-engine'
import type { Clock, Fact, Feed, MarketId, Micros, Money } from '@arbees/core'
import { createRng, millis, toMicros, venueOf } from '@arbees/core'
import { constantLatency, createPaperExchange } from '@arbees/paper-broker'

/** What a paper account needs. */
export type PaperArbSettings = {
  /** By venue. */
  readonly feeds: ReadonlyMap<string, Feed>
  readonly pair: Pair
  readonly cash: ReadonlyMap<string, Money>
  readonly limits: EngineLimits
  readonly execution: TraderLimits
  readonly clock: Clock
  /** Told of every decision and of everything that happens to a trade. */
  readonly say: (fact: EngineFact | ExecutorFact) => void
}

const LATENCY = millis(150)

/** Trades a pair on paper from now on; resolves with the engine when both markets are known. */
export async function paperArb(settings: PaperArbSettings): Promise<Engine> {
  const { feeds, pair, cash, limits, execution, clock, say } = settings
  const feedOf = (market: MarketId) => feeds.get(venueOf(market)) as Feed
  const ids = [pair.a, pair.b]
  const listing = ids.map(async (id) => ({ market: await feedOf(id).market(id), fees: await feedOf(id).fees(id) }))
  const markets = await Promise.all(listing)

  const engine = createEngine({ markets, pairs: [pair], limits, cash })
  const paper = createPaperExchange({ markets, cash, latency: constantLatency(LATENCY), rng: createRng('paper') })
  const trader = createTrader({
    limits: execution,
    salt: '000000001',
    market: engine.market,
    book: (id) => engine.market(id)?.ladder,
    submit: paper.submit,
    onRecord: engine.record,
    onFact: say,
  })

  const decide = (now: Micros) => {
    const { commands, facts } = engine.decide(now)
    for (const fact of facts) say(fact)
    for (const { plan } of commands) trader.open(plan, now)
    // Orders arrive and repairs fall due also while no book changes.
    const due = Math.min(paper.nextDue() ?? Number.POSITIVE_INFINITY, trader.nextWake() ?? Number.POSITIVE_INFINITY)
    if (Number.isFinite(due)) clock.setTimer(toMicros(Math.max(1, due - now)), arrive)
  }
  const arrive = () => {
    const now = clock.now()
    for (const fact of paper.advance(now, true)) trader.fold(fact)
    trader.wake(now)
    decide(now)
  }
  const listen = (facts: readonly Fact[]) => {
    for (const fact of facts) {
      for (const answer of paper.step(fact)) trader.fold(answer)
      engine.fold(fact)
      if ('market' in fact) trader.bookChanged(fact.market, fact.at)
    }
    decide(clock.now())
  }
  for (const id of ids) feedOf(id).subscribe([id], listen)
  return engine
}
