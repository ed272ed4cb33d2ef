/*
 * Markets whose rules are not what we think they are: a venue refused an order by them. Nothing more
 * leaves for such a market until its rules were read again, or are seen to have changed.
 */
import type { Market, MarketId, Micros, RejectReason } from '@arbees/core'
import type { Desk } from './desk.ts'
import { act } from './desk.ts'

const BY_RULES: ReadonlySet<RejectReason> = new Set(['tick', 'closed', 'paused'])

const rulesOf = (market: Market | undefined) => JSON.stringify([market?.status, market?.grid, market?.lot])

/** Goes on with what waits for a market. */
function wake(desk: Desk, market: MarketId): void {
  for (const number of desk.watching.get(market) ?? []) desk.dirty.add(number)
}

/** The rules of a market were read again: orders may leave for it. */
export function trustRules(desk: Desk, market: MarketId): void {
  if (desk.ruleDoubts.delete(market)) wake(desk, market)
}

/** Says whether a market's rules have to be read again before anything leaves for it. */
export function areRulesDoubted({ ruleDoubts, settings }: Desk, market: MarketId): boolean {
  const doubted = ruleDoubts.get(market)
  return doubted !== undefined && doubted === rulesOf(settings.market(market)?.market)
}

function refresh(desk: Desk, market: MarketId, doubted: string): void {
  const { refreshMarket, clock, limits, log } = desk.settings
  if (refreshMarket === undefined || desk.isOver || desk.ruleDoubts.get(market) !== doubted) return
  const read = async () => refreshMarket(market)
  let isOver = false
  const once = (then: () => void) => () => {
    if (isOver) return
    isOver = true
    patience()
    act(desk, then)
  }
  const again = () => refresh(desk, market, doubted)
  // A question that is never answered does not end the questions.
  const patience = clock.setTimer((limits.answerMicros * 2) as Micros, once(again))
  read().then(
    once(() => trustRules(desk, market)),
    (error: unknown) => {
      const sentence = error instanceof Error ? error.message : String(error)
      log('warn', 'the rules of a market could not be read', { market, sentence })
      once(() => void clock.setTimer(limits.lookCapMicros, () => act(desk, again)))()
    },
  )
}

/** Takes that a venue refused an order: where it did so by the market's rules, they are read again. */
export function noteRefusal(desk: Desk, market: MarketId, reason: RejectReason): void {
  if (!BY_RULES.has(reason) || areRulesDoubted(desk, market)) return
  const doubted = rulesOf(desk.settings.market(market)?.market)
  desk.ruleDoubts.set(market, doubted)
  refresh(desk, market, doubted)
}
