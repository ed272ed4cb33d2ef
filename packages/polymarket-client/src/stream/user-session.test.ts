import type { Micros } from '@arbees/core'
import { seconds } from '@arbees/core'
import { expect, test } from 'vitest'
import { createApiKey } from '../credentials.ts'
import { createSportsSession } from './sports-session.ts'
import { createUserSession } from './user-session.ts'

const apiKey = createApiKey({
  key: '00000000-0000-4000-8000-000000000001',
  secret: 'c2VjcmV0',
  passphrase: 'passphrase',
})
const at = (second: number) => seconds(second) as Micros

const trade = {
  event_type: 'trade',
  type: 'TRADE',
  id: 'trade-1',
  taker_order_id: '0xabc',
  market: '0xdef',
  asset_id: '123',
  side: 'BUY',
  size: '10',
  price: '0.52',
  status: 'MATCHED',
  match_time: '1795305601',
  owner: 'me',
  maker_orders: [],
  timestamp: '1795305601',
}

test('says hello with the key, and again after a cut with what was subscribed meanwhile', () => {
  const { state, step } = createUserSession(apiKey)
  const [hello] = step(state, { type: 'opened', at: at(1) })
  const auth = '{"apiKey":"00000000-0000-4000-8000-000000000001","passphrase":"passphrase","secret":"c2VjcmV0"}'
  expect(hello).toEqual({ type: 'send', text: `{"auth":${auth},"type":"user"}` })
  step(state, { type: 'command', command: { type: 'subscribe', conditionIds: ['0x1'] }, at: at(2) })
  step(state, { type: 'closed', code: 1006, reason: '', at: at(20) })
  const [again] = step(state, { type: 'opened', at: at(21) })
  expect(again).toEqual({ type: 'send', text: `{"auth":${auth},"type":"user","markets":["0x1"]}` })
})

test('decodes trades, keeps strangers as surprises, and connects anew after half a message', () => {
  const { state, step } = createUserSession(apiKey)
  step(state, { type: 'opened', at: at(1) })
  const [one] = step(state, { type: 'frame', text: JSON.stringify([trade, { event_type: 'other' }]), at: at(2) })
  expect(one).toMatchObject({
    type: 'emit',
    messages: [{ type: 'user.message', message: { id: 'trade-1', size: 10_000_000 } }, { type: 'user.surprised' }],
  })
  expect(step(state, { type: 'frame', text: 'PONG', at: at(3) })).toEqual([])
  expect(step(state, { type: 'frame', text: '{"event_type":"tra', at: at(4) }).at(-1)).toMatchObject({
    type: 'reconnect',
  })
})

test('three closings in a row without a word are a wrong key', () => {
  const { state, step } = createUserSession(apiKey)
  const attempt = (second: number) => {
    step(state, { type: 'opened', at: at(second) })
    return step(state, { type: 'closed', code: 1000, reason: '', at: at(second + 1) })
  }
  expect(attempt(1).map((effect) => effect.type)).not.toContain('close')
  expect(attempt(10).map((effect) => effect.type)).not.toContain('close')
  expect(attempt(20).at(-1)).toMatchObject({ type: 'close', error: { code: 'auth.rejected' } })
})

test.each([1001, 1006, 1012, 1013])('a venue that restarts or a line that is cut (%i) is no wrong key', (code) => {
  const { state, step } = createUserSession(apiKey)
  for (let second = 1; second < 60; second += 5) {
    step(state, { type: 'opened', at: at(second) })
    const effects = step(state, { type: 'closed', code, reason: '', at: at(second + 1) })
    expect(effects.map(({ type }) => type)).toEqual(['emit', 'clearTimer'])
  }
})

test('pings every ten seconds while it is open', () => {
  const { state, step } = createUserSession(apiKey)
  expect(step(state, { type: 'timer', timer: 'ping', at: at(1) })).toEqual([])
  step(state, { type: 'opened', at: at(1) })
  expect(step(state, { type: 'timer', timer: 'ping', at: at(11) })[0]).toEqual({ type: 'send', text: 'PING' })
})

test('the sports stream answers pings and drops what it has said already', () => {
  const { state, step } = createSportsSession()
  const frame = (text: string) => step(state, { type: 'frame', text, at: at(1) })
  const game = JSON.stringify({ gameId: 5, live: true, ended: false, score: '98-94' })
  expect(frame('ping')).toEqual([{ type: 'send', text: 'pong' }])
  expect(frame(game)[0]).toMatchObject({ messages: [{ type: 'sports.game', game: { gameId: 5, score: '98-94' } }] })
  expect(frame(game)).toEqual([])
  expect(frame(game.replace('94', '96'))).toHaveLength(1)
  expect(frame('{"live":true}')[0]).toMatchObject({ messages: [{ type: 'sports.surprised' }] })
})
