import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { readErrorBody } from '../src/error-body.ts'
import { surprisesIn } from '../src/schema/wire.ts'
import type { ChannelName } from '../src/stream/channels.ts'
import { subscribeText, unsubscribeText, updateText } from '../src/stream/stream-command.ts'
import { endpointsOf, readIndex } from './example-index.ts'
import { mutations } from './mutation.ts'
import { sharedOrSkip } from './shared.ts'
import { bodyAgain } from './vectors/requests.ts'

const shared = sharedOrSkip('examples.test.ts')
const folder = shared === undefined ? '' : join(shared, 'protocols', 'kalshi-examples')
const index = shared === undefined ? [] : readIndex(folder)
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))

const answers = index
  .filter(({ kind }) => kind === 'rest_response')
  .flatMap(({ file, operation = '' }) =>
    endpointsOf(operation).map(({ name, endpoint }) => ({ file, name, schema: endpoint.output as z.ZodType })),
  )

describe.skipIf(shared === undefined)('every answer of the examples', () => {
  it('is there', () => expect(answers.length).toBeGreaterThan(100))

  it.each(answers)('$file is accepted by $name, and refused with the path when it is mutated', ({ file, schema }) => {
    const payload = read(file)
    const parsed = schema.safeParse(payload)
    expect(parsed.error?.issues ?? []).toEqual([])
    expect(surprisesIn(parsed.data)).toEqual([])
    // A decoder by hand names the schema that it is held to.
    const { schema: declared = schema } = schema as { readonly schema?: z.ZodType }
    for (const { what, path, payload: mutated } of mutations(declared, payload)) {
      const refused = schema.safeParse(mutated)
      expect(refused.success, `${file}: ${what} at ${path} was accepted`).toBe(false)
      const paths = refused.error?.issues.map((issue) => issue.path.join('.')) ?? []
      expect(paths, `${file}: ${what}`).toContain(path)
    }
  })

  it('tolerates fields and keeps words of a later version', () => {
    const { schema } = answers.find(({ name }) => name === 'orders.getOrder') as (typeof answers)[number]
    const payload = structuredClone(read('rest__get_order__executed.json')) as { order: Record<string, unknown> }
    payload.order['status'] = 'paused_by_moon'
    payload.order['a_field_of_next_year'] = { deep: [1] }
    const parsed = schema.parse(payload) as { order: { status: string } }
    expect(parsed.order.status).toBe('paused_by_moon')
    expect(surprisesIn(parsed)).toEqual([{ where: 'order status', found: 'paused_by_moon' }])
  })
})

describe.skipIf(shared === undefined)('every error of the examples', () => {
  const errors = index.filter(({ kind }) => kind === 'error_response')
  it.each(errors)('$file is read', ({ file }) => {
    const words = readErrorBody(readFileSync(join(folder, file), 'utf8'))
    expect(words?.message ?? words?.code).toBeTruthy()
  })
})

describe.skipIf(shared === undefined)('every request of the examples', () => {
  const bodies = index.filter(({ kind }) => kind === 'rest_request_body')
  it.each(bodies)('$file is what the endpoint sends', ({ file, operation = '' }) => {
    const [method = '', path = ''] = operation.split(' ')
    const body = read(file) as Readonly<Record<string, unknown>>
    expect(bodyAgain(method, path.replace(/\{[^}]+\}/g, 'x'), body)).toEqual(body)
  })

  type Command = { id: number; cmd: string; params?: Record<string, unknown> }
  /** One market is a list of one here, one subscription too; a command subscribes to one channel. */
  const asSent = ({ id, cmd, params = {} }: Command): unknown => {
    const { market_ticker, market_tickers, sid, sids, channels, ...rest } = params
    const tickers = market_ticker === undefined ? market_tickers : [market_ticker]
    return {
      id,
      cmd,
      ...rest,
      ...(tickers === undefined ? {} : { tickers }),
      ...(cmd === 'subscribe' ? {} : { sids: sid === undefined ? sids : [sid] }),
      ...(channels === undefined ? {} : { channels }),
    }
  }
  const commands = index.filter(({ kind, file }) => kind === 'ws_command' && !file.includes('list_subscriptions'))
  it.each(commands)('$file is what the stream says', ({ file }) => {
    const wanted = asSent(read(file) as Command) as Record<string, unknown>
    const tickers = wanted['tickers'] as string[] | undefined
    const sids = wanted['sids'] as number[] | undefined
    if (sids !== undefined) {
      const action = wanted['action'] as 'add_markets'
      const text = (sid: number) =>
        action === undefined
          ? unsubscribeText(wanted['id'] as number, sid)
          : updateText(wanted['id'] as number, sid, action, tickers ?? [])
      expect(sids.map((sid) => asSent(JSON.parse(text(sid)) as Command))).toEqual(
        sids.map((sid) => ({ ...wanted, sids: [sid] })),
      )
      return
    }
    for (const channel of wanted['channels'] as ChannelName[]) {
      const text = subscribeText(wanted['id'] as number, channel, tickers, {
        ...(wanted['send_initial_snapshot'] === true ? { sendInitialSnapshot: true } : {}),
        ...(wanted['shard_factor'] === undefined ? {} : { shardFactor: 4, shardKey: 0, onlyOwn: true }),
      })
      const { skip_ticker_ack: _ack, ...rest } = wanted
      // Prices are always asked for in YES terms.
      const said = 'use_yes_price' in rest ? { ...rest, use_yes_price: true } : rest
      expect(asSent(JSON.parse(text) as Command)).toEqual({ ...said, channels: [channel] })
    }
  })
})
