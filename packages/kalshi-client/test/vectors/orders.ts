import type { Action, ClientOrderId, IocOrder, MarketId, Quantity, Outcome as Side } from '@arbees/core'
import { formatPrice, formatQuantity, isOnGrid, parsePrice, parseQuantity, snapToGrid } from '@arbees/core'
import { bookSideOf, outcomeGained } from '../../src/direction.ts'
import { createOrder } from '../../src/endpoints/orders.ts'
import { toKalshiError } from '../../src/error.ts'
import { readCount, readOrderPrice } from '../../src/number-format.ts'
import type { KalshiTimeInForce } from '../../src/order-request.ts'
import { toCreateOrder, toOrderBody } from '../../src/order-request.ts'
import { defectOfAnswer, orderResultOf } from '../../src/order-result.ts'
import { priceRanges } from '../../src/schema/market.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally, fieldsOf, listOf, textOf } from './tally.ts'

/** Runs the vectors of price grids. */
export function runGrids(section: unknown): readonly Outcome[] {
  const tally = createTally('grids')
  const grids = fieldsOf(section, 'price_grid_vectors')
  tally.known('section', grids, ['source', 'rules', 'structures', 'number_of_valid_prices', 'vectors'])
  const structures = fieldsOf(grids['structures'], 'structures')
  const counts = fieldsOf(grids['number_of_valid_prices'], 'number_of_valid_prices')
  for (const name of new Set([...Object.keys(structures), ...Object.keys(counts)])) {
    tally.vector(`count ${name}`, () => {
      const grid = priceRanges.parse(structures[name])
      let count = 0
      for (let ticks = 0; ticks <= 10_000; ticks++) if (isOnGrid(grid, ticks as never)) count += 1
      return [['valid prices', count, counts[name]]]
    })
  }
  for (const vector of listOf(grids['vectors'], 'vectors')) {
    const structure = textOf(vector['structure'], 'structure')
    tally.vector(`${structure} ${String(vector['price'])}`, () => {
      const grid = priceRanges.parse(structures[structure])
      const price = parsePrice(textOf(vector['price'], 'price'))
      const snapped = (direction: 'down' | 'up') => {
        const found = snapToGrid(grid, price, direction)
        return found === undefined ? null : formatPrice(found)
      }
      return [
        ['valid', isOnGrid(grid, price), vector['valid']],
        ['snap_down', snapped('down'), vector['snap_down']],
        ['snap_up', snapped('up'), vector['snap_up']],
      ]
    })
  }
  return tally.outcomes()
}

/** Runs the vectors of directions. */
export function runDirections(section: unknown): readonly Outcome[] {
  const tally = createTally('directions')
  const directions = fieldsOf(section, 'direction_vectors')
  tally.known('section', directions, ['source', 'intent_to_v2_request', 'legacy_fields_to_direction'])
  for (const vector of listOf(directions['intent_to_v2_request'], 'intent_to_v2_request')) {
    const intent = textOf(vector['intent'], 'intent')
    tally.vector(intent, () => {
      const words = /^(buy|sell) (YES|NO) at (\S+)$/.exec(intent)
      if (words === null) throw new Error('expected "buy|sell YES|NO at PRICE"')
      const order: IocOrder = {
        id: 'arb1' as ClientOrderId,
        market: 'kalshi:VECTOR' as MarketId,
        action: words[1] as Action,
        outcome: (words[2] as string).toLowerCase() as Side,
        limit: parsePrice(words[3] as string),
        quantity: 1_000_000 as Quantity,
      }
      const body = toOrderBody(toCreateOrder(order))
      const request = fieldsOf(vector['request'], 'request')
      return Object.entries(request).map(([key, expected]) => [key, body[key], expected] as const)
    })
  }
  for (const vector of listOf(directions['legacy_fields_to_direction'], 'legacy_fields_to_direction')) {
    const { action, side } = vector
    tally.vector(`${String(action)} ${String(side)}`, () => {
      const found = bookSideOf(action as Action, side as Side)
      return [
        ['book_side', found, vector['book_side']],
        ['outcome_side', outcomeGained(found), vector['outcome_side']],
      ]
    })
  }
  return tally.outcomes()
}

/** An answer as the executor hands it to the venue's reading of errors. */
function refusalOf(status: number, body: unknown) {
  const request = { endpoint: createOrder, method: createOrder.method, path: createOrder.path }
  return toKalshiError({ status, headers: {}, body: JSON.stringify(body) }, request as never)
}

function* compareResult(vector: Fields) {
  const requested = parseQuantity(textOf(vector['requested'], 'requested'))
  const expected = fieldsOf(vector['expected'], 'expected')
  const status = vector['http'] as number
  const response = fieldsOf(vector['response'], 'response')
  if (status < 200 || status > 299) {
    const { code } = refusalOf(status, response)
    yield ['state', code === 'order.rejected' ? 'rejected' : code, expected['state']] as const
    yield ['filled', '0.00', expected['filled']] as const
    return
  }
  const timeInForce = (vector['time_in_force'] ?? 'immediate_or_cancel') as KalshiTimeInForce
  const answer = {
    fillCount: parseQuantity(textOf(response['fill_count'], 'fill_count')),
    remainingCount: parseQuantity(textOf(response['remaining_count'], 'remaining_count')),
  }
  yield ['defect', defectOfAnswer(requested, answer, timeInForce), undefined] as const
  const result = orderResultOf(requested, answer)
  for (const [key, value] of Object.entries(expected)) {
    if (key === 'state') yield [key, result.state, value] as const
    else yield [key, formatQuantity(result[key as 'filled' | 'canceled' | 'resting']), value] as const
  }
}

/** Runs the vectors of order results and number formats. */
export function runResults(section: unknown): readonly Outcome[] {
  const tally = createTally('results')
  const results = fieldsOf(section, 'order_result_vectors')
  tally.known('section', results, ['source', 'vectors', 'number_format'])
  for (const [index, vector] of listOf(results['vectors'], 'vectors').entries()) {
    tally.vector(`${index} ${JSON.stringify(vector['expected'])}`, () => compareResult(vector))
  }
  const formats = fieldsOf(results['number_format'], 'number_format')
  const kinds = [
    ['valid_count_inputs', (value: unknown) => readCount(value) !== undefined, true],
    ['invalid_count_inputs', (value: unknown) => readCount(value) !== undefined, false],
    ['valid_price_inputs', (value: unknown) => readOrderPrice(value) !== undefined, true],
    ['invalid_price_inputs', (value: unknown) => readOrderPrice(value) !== undefined, false],
  ] as const
  tally.known('number_format', formats, [...kinds.map(([name]) => name), 'note'])
  for (const [name, isValid, expected] of kinds) {
    for (const value of listOf(formats[name], name) as readonly unknown[]) {
      tally.vector(`${name} ${JSON.stringify(value)}`, () => [['is valid', isValid(value), expected]])
    }
  }
  return tally.outcomes()
}
