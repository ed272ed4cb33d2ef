import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { VenuesLine } from '@arbees/venue-fakes'
import { describe, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../src/cli/main.ts')

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=@arbees/source', main, 'venues', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text
}

describe('arbees venues', () => {
  test('prints one line when both fakes answer, takes faults, and ends on SIGTERM', async () => {
    const child = run('--json', '--seed', '11')
    const ended = once(child, 'exit')
    const line = JSON.parse(await firstLine(child)) as VenuesLine
    const { kalshi, polymarket, control, controlToken } = line
    const headers = { authorization: `Bearer ${controlToken}` }
    const books = await fetch(`${kalshi.rest}/markets/orderbooks?tickers=${kalshi.tickers.join('&tickers=')}`)
    const { orderbooks } = (await books.json()) as {
      orderbooks: { orderbook_fp: { yes_dollars: unknown[]; no_dollars: unknown[] } }[]
    }
    expect(orderbooks).toHaveLength(4)
    for (const { orderbook_fp: book } of orderbooks) {
      expect(book.yes_dollars.length).toBeGreaterThanOrEqual(3)
      expect(book.no_dollars.length).toBeGreaterThanOrEqual(3)
    }
    for (const { tokenIds } of polymarket.markets) {
      const book = (await (await fetch(`${polymarket.clob}/book?token_id=${tokenIds[0]}`)).json()) as {
        bids: unknown[]
        asks: unknown[]
      }
      expect(book.bids.length).toBeGreaterThan(0)
      expect(book.asks.length).toBeGreaterThan(0)
    }
    const fault = { venue: 'kalshi', fault: 'answer.html-502', match: '/exchange/status' }
    const injected = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(fault), headers })
    expect(await injected.json()).toEqual({ ids: { kalshi: 1 } })
    expect((await fetch(`${kalshi.rest}/exchange/status`)).status).toBe(502)
    expect((await fetch(`${kalshi.rest}/exchange/status`)).status).toBe(200)
    const ticker = kalshi.tickers[0] as string
    const settled = await fetch(`${control}/markets/${ticker}/settle`, {
      method: 'POST',
      body: JSON.stringify({ yesPrice: '1' }),
      headers,
    })
    expect(settled.status).toBe(200)
    const { market } = (await (await fetch(`${kalshi.rest}/markets/${ticker}`)).json()) as { market: object }
    expect(market).toMatchObject({ status: 'finalized', result: 'yes' })
    expect(await (await fetch(control)).text()).toContain('answer.html-502')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  test.each([
    [['--faults', 'nothing:0.1'], 'expected the name of a fault'],
    [['--faults', 'answer.slow:2'], 'expected a chance from 0 to 1'],
    [['--port', '0'], 'expected a port'],
  ])('%j is refused', async (args, sentence) => {
    const child = run(...args)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
    })
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(said).toContain(sentence)
  })
})
