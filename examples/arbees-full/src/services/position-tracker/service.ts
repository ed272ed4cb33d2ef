import type { MarketId, Money } from '@arbees/core'
import { addMoney, formatMoney, NO_MONEY, parseMoney, seconds } from '@arbees/core'
import { z } from 'zod'
import type { MessageOf } from '../../messages/topics.ts'
import { tradingVariables } from '../../platform/config/trading-variables.ts'
import { fractionVariable } from '../../platform/config/variable.ts'
import { readBankroll, startBankroll } from '../../platform/store/bankroll.ts'
import { handleOnce } from '../../platform/store/handle-once.ts'
import { formatInstant } from '../../platform/store/sql-values.ts'
import type { Booked } from '../../positions/book-rows.ts'
import { bookOpening, bookOrder, bookSettlement } from '../../positions/book-rows.ts'
import { defineService } from '../../service.ts'

const GROUP = 'position-tracker'
const DAY = seconds(86_400)

/** Keeps the ledger: positions, settlements by the venues' word, profit, and the bankroll that balances. */
export const positionTracker = defineService({
  name: GROUP,
  listens: { 'order.recorded': 'share', 'trade.opened': 'share', 'market.settled': 'each' },
  speaks: ['position.changed', 'bankroll.changed', 'trade.ended'],
  config: z.object({
    INITIAL_BANKROLL: tradingVariables.INITIAL_BANKROLL,
    /** Which part of a trade's profit is put by and never traded with. */
    PIGGYBANK_PCT: fractionVariable('0.5'),
  }),
  start: async ({ config, runtime, store, speak, metrics }) => {
    const { clock, log } = runtime
    const settled = new Map<MarketId, MessageOf<'market.settled'>>()
    const world = { settled, piggybank: config.PIGGYBANK_PCT }
    const gauge = metrics.gauge('arbees_bankroll_dollars', 'Balance and piggybank', ['part'])
    const held = new Map<string, number>()
    let start = await store.transact((queries) => startBankroll(queries, config.INITIAL_BANKROLL, clock.now()))
    let today: Money = NO_MONEY

    const show = async () => {
      start = await readBankroll(store)
      const midnight = Math.floor(clock.now() / DAY) * DAY
      const [row] = await store.query<{ pnl: string }>(
        `SELECT COALESCE(SUM(change), 0) AS pnl FROM bankroll WHERE reason = 'trade' AND timestamp >= $1`,
        [formatInstant(midnight)],
      )
      today = parseMoney(row?.pnl ?? '0')
      gauge(start.balance / 1_000_000, { part: 'balance' })
      gauge(start.piggybank / 1_000_000, { part: 'piggybank' })
    }
    const tell = async ({ positions, ended, bankroll }: Booked) => {
      for (const position of positions) {
        const key = `${position.trade} ${position.market} ${position.outcome}`
        if (position.quantity === 0) held.delete(key)
        else held.set(key, position.quantity)
        await speak('position.changed', position, position.game)
      }
      for (const entry of bankroll) await speak('bankroll.changed', entry)
      for (const end of ended) await speak('trade.ended', end, end.game)
      if (bankroll.length === 0) return
      await show()
      log('info', 'profit booked', {
        trades: bankroll.map(({ trade }) => trade),
        change: formatMoney(bankroll.reduce((sum, { change }) => addMoney(sum, change as Money), NO_MONEY)),
        balance: formatMoney(start.balance),
        piggybank: formatMoney(start.piggybank),
        today: formatMoney(today),
      })
    }
    return {
      handlers: {
        'order.recorded': async (order, envelope) => {
          let booked: Booked | undefined
          await handleOnce(store, GROUP, envelope, async (queries) => {
            booked = await bookOrder(queries, world, order)
          })
          if (booked !== undefined) await tell(booked)
        },
        'trade.opened': (opened) => store.transact((queries) => bookOpening(queries, opened)),
        'market.settled': async (message) => {
          settled.set(message.market, message)
          await tell(await store.transact((queries) => bookSettlement(queries, world, message)))
        },
      },
      figures: () => ({
        positions: held.size,
        balanceMicros: start.balance,
        piggybankMicros: start.piggybank,
        todayMicros: today,
      }),
      begin: async () => {
        await show()
        const { entry, balance, piggybank } = start
        const about = { reserved: 0, reason: 'start', trade: null, change: 0, at: clock.now() } as const
        await speak('bankroll.changed', { entry, balance, piggybank, ...about })
      },
    }
  },
})
