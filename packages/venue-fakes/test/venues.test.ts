/*
 * Both fakes as servers, their other traders and their control interface.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng, LOT, parsePrice, seconds, sleep, toMicros, toPrice } from '@arbees/core'
import type { MatchQueue } from '@arbees/testkit'
import { createVirtualClock, generateGameDay } from '@arbees/testkit'
import { nodeRuntime } from '@arbees/transport'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningVenues } from '../src/index.ts'
import { FAULTS, fakeKalshi, fakePolymarket, startVenues } from '../src/index.ts'
import { kalshiTestKey, polymarketTestKey } from '../src/venues/credentials.ts'
import { createCrowd } from '../src/venues/crowd.ts'
import { questionsOf } from '../src/venues/questions.ts'
import type { VenuesStatus } from '../src/venues/status.ts'
import { renderPage } from '../src/venues/status-page.ts'

const end = new AbortController()
let venues: RunningVenues

beforeAll(async () => {
  venues = await startVenues({ runtime: nodeRuntime({ signal: end.signal }), seed: 3, paceMicros: null })
})

afterAll(async () => {
  await venues.close()
  end.abort()
})

async function tell(path: string, body: object | string, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${venues.line.control}${path}`, {
    method: 'POST',
    body: text,
    headers: { authorization: `Bearer ${venues.line.controlToken}`, ...headers },
    redirect: 'manual',
  })
  return { status: answer.status, text: await answer.text() }
}

describe('the control interface', () => {
  it('names every fault', async () => {
    const answer = await fetch(`${venues.line.control}/faults`)
    expect(await answer.json()).toEqual({ faults: FAULTS })
  })

  it('injects faults with all their settings, shows them, and takes them back', async () => {
    const order = { venue: 'kalshi', fault: 'answer.slow', match: '/x', skip: 1, times: 3, amountMillis: 250 }
    expect((await tell('/faults', order)).status).toBe(200)
    expect(venues.kalshi.faults.standing()).toMatchObject([
      { fault: 'answer.slow', match: '/x', skip: 1, left: 3, amountMicros: 250_000 },
    ])
    expect(venues.polymarket.faults.standing()).toEqual([])
    for (const path of ['/', '/live']) {
      const page = (await (await fetch(`${venues.line.control}${path}`)).text()).replaceAll(/ title="[^"]*"/g, '')
      expect(page).toContain('<td>answer.slow</td><td>/x</td><td>3 times</td>')
    }
    const headers = { authorization: `Bearer ${venues.line.controlToken}` }
    await fetch(`${venues.line.control}/faults?venue=kalshi`, { method: 'DELETE', headers })
    expect(venues.kalshi.faults.standing()).toEqual([])
  })

  it('takes the form of its page and goes back to it', async () => {
    const { control, controlToken } = venues.line
    const page = await (await fetch(`${control}/?token=${controlToken}`)).text()
    expect(page).toContain(`name="token" value="${controlToken}"`)
    const send = (path: string, fields: string, token = controlToken) =>
      fetch(`${control}${path}`, {
        method: 'POST',
        body: `token=${token}&${fields}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        redirect: 'manual',
      })
    const answer = await send('/faults', 'venue=both&fault=stream.gap&match=&times=2')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/?token=${controlToken}`])
    expect(venues.polymarket.faults.standing()).toMatchObject([{ fault: 'stream.gap', left: 2 }])
    expect((await send('/faults/clear', '', 'another')).status).toBe(401)
    expect((await send('/faults/clear', '')).status).toBe(303)
    expect(venues.polymarket.faults.standing()).toEqual([])
  })

  it('changes nothing without its token, tells nobody the token, and answers no other name than this machine’s', async () => {
    const { control, controlToken } = venues.line
    const body = JSON.stringify({ fault: 'stream.gap' })
    for (const authorization of [undefined, 'Bearer ', 'Bearer x', `Basic ${controlToken}`]) {
      const headers = authorization === undefined ? {} : { authorization }
      expect((await fetch(`${control}/faults`, { method: 'POST', body, headers })).status).toBe(401)
      expect((await fetch(`${control}/faults`, { method: 'DELETE', headers })).status).toBe(401)
    }
    expect(venues.kalshi.faults.standing()).toEqual([])
    for (const path of ['/', '/?token=x', '/live', '/state', '/faults']) {
      expect(await (await fetch(`${control}${path}`)).text()).not.toContain(controlToken)
    }
    const { port } = new URL(control)
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.example' }
      get({ host: '127.0.0.1', port, path: '/state', headers }, (answer) => resolve(answer.resume().statusCode)).on(
        'error',
        reject,
      )
    })
    expect(status).toBe(403)
  })

  it('shows resting orders and fills of both venues', async () => {
    const { polymarket, kalshi } = venues
    const state = (await (await fetch(`${venues.line.control}/state`)).json()) as VenuesStatus
    expect(state.cash).toEqual({ kalshi: '400000.00', polymarket: '100000.00' })
    expect(state.markets.map(({ venue }) => venue)).toEqual([
      ...kalshi.tickers.map(() => 'kalshi'),
      ...polymarket.markets().map(() => 'polymarket'),
    ])
    expect([state.orders, state.fills]).toEqual([[], []])
  })

  it('moves the other traders, lets somebody trade, and decides markets on both venues', async () => {
    const ticker = venues.line.kalshi.tickers[0] as string
    const condition = venues.line.polymarket.markets[0]?.conditionId as string
    expect((await tell(`/markets/${ticker}/fair`, { price: '0.80' })).status).toBe(200)
    const bid = () => venues.kalshi.market(ticker).book.bids.levels.at(-1)?.price ?? 0
    expect(bid()).toBeGreaterThan(7_500)
    expect(bid()).toBeLessThan(8_200)
    const traded = venues.kalshi.market(ticker).volume
    await tell(`/markets/${ticker}/order`, { side: 'ask', price: '0.01', quantity: '0.05' })
    expect(venues.kalshi.market(ticker).volume).toBe(traded + 50_000)
    await tell(`/markets/${condition}/order`, { side: 'bid', price: '0.02', quantity: '50', rests: true })
    expect(venues.polymarket.market(condition).book.bids.levels[0]?.price).toBe(200)
    for (const verb of ['pause', 'resume', 'close']) {
      expect((await tell(`/markets/${ticker}/${verb}`, {})).status).toBe(200)
      expect((await tell(`/markets/${condition}/${verb}`, {})).status).toBe(200)
    }
    await tell(`/markets/${ticker}/settle`, { yesPrice: '0' })
    await tell(`/markets/${condition}/settle`, { yesPrice: '0.5' })
    expect(venues.kalshi.market(ticker)).toMatchObject({ status: 'finalized', result: 'no' })
    expect(venues.polymarket.market(condition)).toMatchObject({ status: 'resolved', outcome: 'void' })
  })

  it.each([
    ['/faults', { fault: 'none' }, 400, 'expected the name of a fault'],
    ['/faults', { fault: 'stream.gap', venue: 'moon' }, 400, 'expected kalshi, polymarket or both'],
    ['/faults', { fault: 'stream.gap', times: -1 }, 400, 'expected a whole number'],
    ['/faults', '[]', 400, 'expected a JSON object'],
    ['/markets/nothing/settle', { yesPrice: '1' }, 400, 'expected a ticker or a condition id'],
    ['/elsewhere', {}, 404, 'nothing at'],
  ])('refuses %s %j', async (path, body, status, sentence) => {
    const answer = await tell(path, body)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(sentence)
  })

  it('shows names as text, whatever they hold', () => {
    const market = { venue: 'kalshi', name: 'A', title: '<script>', status: 'active', bids: [], asks: [] } as const
    const row = {
      venue: 'kalshi',
      id: '<b>',
      market: '<b>',
      side: '<b>',
      price: '<b>',
      quantity: '<b>',
      state: '<b>',
    } as const
    const page = renderPage(
      {
        at: seconds(1_795_359_600),
        markets: [market],
        orders: [row],
        fills: [row],
        cash: { kalshi: '0', polymarket: '0' },
        faults: { standing: [], struck: {} },
      },
      undefined,
    )
    expect(page).toContain('&lt;script&gt;')
    expect(page.replace(/<script>setInterval.*?<\/script>/, '')).not.toContain('<script>')
    expect(page).not.toContain('<b>')
  })
})

describe('the other traders of both venues', () => {
  it('follow one fair price, never cross a book, and sometimes leave a gap between the venues', async () => {
    const clock = createVirtualClock(seconds(1_795_359_600))
    const runtime = { clock, rng: createRng(1) }
    const questions = questionsOf('crowd')
    const kalshi = fakeKalshi({
      runtime,
      markets: questions.map((one) => one.kalshi),
      members: [],
      paceMicros: null,
    })
    const polymarket = fakePolymarket({ runtime, markets: questions.map((one) => one.polymarket), accounts: [] })
    const crowd = createCrowd({ clock, seed: 1, questions, kalshi, polymarket, paceMicros: seconds(1) })
    let gaps = 0
    for (let second = 0; second < 120; second++) {
      await clock.run(seconds(1_795_359_600 + second))
      for (const { kalshi: on, polymarket: off } of questions) {
        const [a, b] = [kalshi.market(on.ticker).book, polymarket.market(off.conditionId).book]
        for (const book of [a, b]) {
          // Somebody who takes at the price of before a jump goes through up to four of five levels.
          expect(book.bids.levels.length).toBeGreaterThan(0)
          expect(book.bids.levels.at(-1)?.price).toBeLessThan(book.asks.levels.at(-1)?.price ?? 0)
        }
        if ((a.asks.levels.at(-1)?.price ?? 0) < (b.bids.levels.at(-1)?.price ?? 0)) gaps += 1
      }
    }
    expect(gaps).toBeGreaterThan(0)
    expect(gaps).toBeLessThan(240)
    expect(crowd.setFair('nothing', parsePrice('0.5'))).toBe(false)
    crowd.end()
    kalshi.end()
    polymarket.clob.close()
  })
})

describe('a recording', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-venues-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('shows its books on both fakes at its own pace, lets one trade in them, and settles', async () => {
    const day = generateGameDay({ seed: 1, games: 1, startAt: seconds(1_793_638_800) })
    const [first = ''] = day.lines()
    const header = JSON.parse(first) as { from: number; markets: { id: string; venue: string }[] }
    const kalshiId = header.markets.find(({ venue }) => venue === 'kalshi')?.id as string
    const polymarketId = header.markets.find(({ venue }) => venue === 'polymarket')?.id as string
    const book = (type: string, millis: number, market: string, bids: string[][], asks: string[][]) =>
      JSON.stringify({ type, at: header.from + millis * 1_000, market, bids, asks })
    const lines = [
      first.trim(),
      book('book.replaced', 1, kalshiId, [['0.4000', '10.00']], [['0.4200', '10.00']]),
      book('book.replaced', 1, polymarketId, [['0.3900', '50.00']], [['0.4300', '50.00']]),
      book(
        'book.changed',
        300,
        kalshiId,
        [['0.4100', '7.00']],
        [
          ['0.4200', '0.00'],
          ['0.4400', '3.00'],
        ],
      ),
      book(
        'book.changed',
        300,
        polymarketId,
        [
          ['0.3900', '0.00'],
          ['0.4000', '20.00'],
        ],
        [],
      ),
      JSON.stringify({
        type: 'market.settled',
        at: header.from + 400_000,
        market: kalshiId,
        outcome: 'yes',
      }),
    ]
    const file = join(folder, 'small.jsonl')
    writeFileSync(file, `${lines.join('\n')}\n`)
    const stop = new AbortController()
    const { clock, rng } = nodeRuntime({ signal: stop.signal })
    const played = await startVenues({ runtime: { clock, rng }, recording: file })
    const ticker = kalshiId.slice('kalshi:'.length)
    const onKalshi = played.kalshi.market(ticker)
    const prices = (queue: MatchQueue) => queue.levels.map(({ price, total }) => [price, total])
    while (onKalshi.book.bids.levels.length === 0) await sleep(clock, toMicros(2_000))
    expect(prices(onKalshi.book.asks)).toEqual([[4_200, 10_000_000]])
    const entry = { id: 't', owner: 'somebody', side: 'bid', limit: toPrice(4_200), quantity: LOT } as const
    played.kalshi.act(ticker, { type: 'submit', entry: { ...entry, lifetime: 'ioc', selfTrade: 'allow' } })
    expect(onKalshi.volume).toBe(LOT)
    while (onKalshi.book.bids.levels.length < 2) await sleep(clock, toMicros(2_000))
    expect(prices(onKalshi.book.bids)).toEqual([
      [4_000, 10_000_000],
      [4_100, 7_000_000],
    ])
    expect(prices(onKalshi.book.asks)).toEqual([[4_400, 3_000_000]])
    await played.played
    const token = polymarketId.slice('polymarket:'.length)
    const mirror = played.polymarket.markets().find((market) => market.settings.tokenIds[0] === token)
    expect(prices(mirror?.book.bids as MatchQueue)).toEqual([[4_000, 20_000_000]])
    expect(onKalshi).toMatchObject({ status: 'finalized', result: 'yes' })
    await played.close()
    stop.abort()
  })
})

describe('credentials and questions', () => {
  it('come out of the seed, but for the RSA pair, which cannot', () => {
    expect(questionsOf(5)).toEqual(questionsOf(5))
    expect(questionsOf(5)[0]?.polymarket.conditionId).not.toBe(questionsOf(6)[0]?.polymarket.conditionId)
    expect(polymarketTestKey(5)).toBe(polymarketTestKey(5))
    const [one, two] = [kalshiTestKey(5), kalshiTestKey(5)]
    expect(one.keyId).toBe(two.keyId)
    expect(one.privateKeyPem).not.toBe(two.privateKeyPem)
  })
})
