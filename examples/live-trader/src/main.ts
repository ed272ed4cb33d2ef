#!/usr/bin/env node
/*
 * `live-trader SETTINGS.json [trade|close]`: trades until it is asked to end (SIGTERM, Ctrl+C), then
 * comes to rest; or cancels whatever rests and sells whatever is held. It says what it does as JSON lines.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LOT } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import type { LiveTrader } from './live-trader.ts'
import { openLiveTrader } from './live-trader.ts'
import { parseSettings } from './settings.ts'

const [path, verb = 'trade'] = process.argv.slice(2)
if (path === undefined || (verb !== 'trade' && verb !== 'close')) {
  console.error('usage: live-trader SETTINGS.json [trade|close]')
  process.exit(2)
}

const end = new AbortController()
const runtime = nodeRuntime({ signal: end.signal })
const { log } = runtime

/** Names this process among all that ever open the journal: a process id alone comes again. */
const name = `${process.pid}/${randomUUID()}`
function isAlive(other: string): boolean {
  if (other === name) return true
  const pid = Number.parseInt(other, 10)
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

async function close({ executor, rest }: LiveTrader): Promise<boolean> {
  await executor.ready
  const canceled = await executor.cancelAll()
  const closed = await executor.flattenAll('closed by hand')
  await rest()
  log('info', 'closed', { canceled, closed })
  // Less than the smallest order cannot be sold by anybody.
  const isSold = closed.every(({ sentence, left }) => sentence === '' && left.every(({ quantity }) => quantity < LOT))
  return canceled.every(({ isDone }) => isDone) && isSold
}

const settings = parseSettings(readFileSync(path, 'utf8'))
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
})
const trader = await openLiveTrader({
  runtime,
  settings,
  writer: { name, isAlive },
  say: ({ type, at: _, ...fields }) =>
    log(type === 'alert' ? 'warn' : type.startsWith('opportunity.') ? 'debug' : 'info', type, fields),
  signal: end.signal,
})

async function tradeUntilAsked({ trade, rest }: LiveTrader): Promise<boolean> {
  trade()
  log('info', 'trading')
  await asked
  await rest()
  return true
}

const isDone = await (verb === 'close' ? close(trader) : tradeUntilAsked(trader))
log('info', 'at rest')
end.abort()
process.exit(isDone ? 0 : 1)
