/*
 * From matched to mined to confirmed, on the clock. Tokens and money move when a trade is mined; a
 * trade that fails never moved anything, and its locks end.
 */
import { hash } from 'node:crypto'
import type { Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import type { ExchangeState, FakeTrade, SettlementPlan, TradeStage } from './exchange-state.ts'
import { mineTransfers, unlockTransfer } from './ledger.ts'

function enterStage(state: ExchangeState, trade: FakeTrade, stage: TradeStage): void {
  trade.stage = stage
  trade.updatedAt = state.runtime.clock.now()
  state.emit([{ type: 'trade', trade }])
}

function hashOf(trade: FakeTrade): string {
  return `0x${hash('sha256', `transaction/${trade.id}`, 'hex')}`
}

function endLocks(state: ExchangeState, trade: FakeTrade): void {
  for (const transfer of trade.transfers) {
    if (state.areLocksStuck && transfer.wallet === trade.taker.wallet) state.stuckLocks.push(transfer)
    else unlockTransfer(transfer)
  }
}

function mine(state: ExchangeState, trade: FakeTrade): void {
  endLocks(state, trade)
  mineTransfers(state.ledger, trade.transfers)
  trade.transactionHash = hashOf(trade)
  enterStage(state, trade, 'MINED')
}

function fail(state: ExchangeState, trade: FakeTrade): void {
  for (const transfer of trade.transfers) unlockTransfer(transfer)
  trade.errorMessage = 'transaction reverted'
  enterStage(state, trade, 'FAILED')
}

type Step = { readonly after: Micros; readonly run: (state: ExchangeState, trade: FakeTrade) => void }

function stepsOf(state: ExchangeState, plan: SettlementPlan): readonly Step[] {
  const { minedAfter, confirmedAfter } = state.times
  const retry: Step = { after: minedAfter, run: (one, trade) => enterStage(one, trade, 'RETRYING') }
  const mined: readonly Step[] = [
    { after: minedAfter, run: mine },
    { after: confirmedAfter, run: (one, trade) => enterStage(one, trade, 'CONFIRMED') },
  ]
  switch (plan) {
    case 'confirm':
      return mined
    case 'fail':
      return [{ after: minedAfter, run: fail }]
    case 'retry-then-confirm':
      return [retry, ...mined]
    case 'retry-then-fail':
      return [retry, { after: minedAfter, run: fail }]
    case 'stuck':
      return [{ after: minedAfter, run: (one, trade) => enterStage(one, trade, 'MATCHED_NOT_BROADCASTED') }]
    default: {
      const never: never = plan
      return never
    }
  }
}

/** Sends a matched trade on its way. */
export function startSettlement(state: ExchangeState, trade: FakeTrade): void {
  const steps = stepsOf(state, state.planSettlement(trade))
  const go = (index: number): void => {
    const step = steps[index]
    if (step === undefined) return
    state.runtime.clock.setTimer(step.after, () => {
      step.run(state, trade)
      go(index + 1)
    })
  }
  go(0)
}

/** Lets go of locks that a fault kept. */
export function releaseStuckLocks(state: ExchangeState): void {
  state.areLocksStuck = false
  for (const transfer of state.stuckLocks.splice(0)) unlockTransfer(transfer)
}

/** How long the stages take where nobody says: about a block of Polygon, and a few more. */
export const SETTLEMENT_TIMES = { minedAfter: seconds(2), confirmedAfter: seconds(3) } as const
