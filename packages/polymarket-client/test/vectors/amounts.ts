import type { Money, Price, Quantity } from '@arbees/core'
import { parseDecimal, parsePrice, readDecimal, toMoney, toPrice, toQuantity } from '@arbees/core'
import { roundDecimal } from '../../src/decimal-rounding.ts'
import { buyWithinBalance, polymarketFees } from '../../src/fees.ts'
import { marketAmounts, restingAmounts, worstPriceFor } from '../../src/order-amounts.ts'
import type { OrderSide } from '../../src/sign/order.ts'
import type { Tick } from '../../src/tick.ts'
import { isOnTick, readTick } from '../../src/tick.ts'
import type { Fields, Outcome } from './tally.ts'
import { createTally } from './tally.ts'

type Row = readonly [side: OrderSide, price: number, size: number, maker: string, taker: string, more?: unknown]

/** A JSON number as the decimal it is written as, cut to six places: finer ones cannot be ordered. */
const micros = (value: number) => roundDecimal(String(value), 6, 'floor')
export const rulesOf = (tick: Tick) => ({ tick, quantityMin: toQuantity(0), notionalMin: toMoney(0) })

/** The amounts we would sign, in base units as text. The row's price is in ticks. */
function ours(kind: 'limit' | 'market', row: Row, tick: Tick): readonly [string, string] | string {
  const [side, price, size] = row
  const at = toPrice(price)
  const found =
    kind === 'limit'
      ? restingAmounts({ side, price: at, quantity: micros(size) as Quantity }, rulesOf(tick))
      : marketAmounts({ side, give: micros(size) as Money, worst: at }, rulesOf(tick))
  return found.type === 'refused' ? found.sentence : [String(found.makerAmount), String(found.takerAmount)]
}

const placesOf = (tick: Tick) => (tick === 25 ? 4 : tick === 50 ? 3 : Math.log10(10_000 / tick))

/** The row with its price in ticks, rounded to the tick's decimals as the official client does first. */
function priced(row: Row, tick: Tick, rounding: 'half-up' | 'floor'): Row {
  const places = placesOf(tick)
  return [
    row[0],
    roundDecimal(String(row[1]), places, rounding) * 10 ** (4 - places),
    ...(row.slice(2) as [number, string, string]),
  ]
}

/** What the venue takes from an order that must match at once: two decimals given, four wanted, cut down. */
function byServerRule(row: Row, tick: Tick): readonly [string, string] {
  const [side, price, size] = row
  const ticks = BigInt(price)
  const given = (BigInt(micros(size)) / 10_000n) * 10_000n
  const exact = side === 'BUY' ? (given * 10_000n) / ticks : (given * ticks) / 10_000n
  const step = tick === 1000 ? 1_000n : 100n
  return [String(given), String((exact / step) * step)]
}

/** What the official client computes, by its table of decimals. */
function byClientTable(row: Row, decimals: number, isUp: boolean): readonly (readonly [string, string])[] {
  const [side, price, size] = row
  const ticks = BigInt(price)
  const given = (BigInt(micros(size)) / 10_000n) * 10_000n
  const numerator = side === 'BUY' ? given * 10_000n : given * ticks
  const step = 10n ** BigInt(6 - decimals)
  const by = (side === 'BUY' ? ticks : 10_000n) * step
  const steps = isUp ? (numerator + by - 1n) / by : numerator / by
  // Rounding up in doubles adds one step where the exact figure has nothing to round.
  return (isUp ? [steps, steps + 1n] : [steps]).map((one) => [String(given), String(one * step)] as const)
}

/** Less than a dollar, or than a contract: no lawful amounts may come close enough to the limit. */
function isCrumb(found: unknown, server: readonly [string, string]): boolean {
  return (
    typeof found === 'string' &&
    found.includes('too small') &&
    Math.min(Number(server[0]), Number(server[1])) < 1_000_000
  )
}

const oneOf = (official: unknown, allowed: readonly unknown[]) =>
  allowed.find((one) => JSON.stringify(one) === JSON.stringify(official)) ?? allowed[0]

const SERVER = 'orders that must match at once are cut to the venue’s own decimals, whatever the tick'

function runTick(
  text: string,
  kind: 'limit' | 'market',
  rows: readonly Row[],
  decimals: number,
  tally: ReturnType<typeof createTally>,
): void {
  const tick = readTick(text) as Tick
  for (const [index, original] of rows.entries()) {
    const name = `rounding ${text} ${kind} ${index}`
    const row = priced(original, tick, kind === 'limit' ? 'half-up' : 'floor')
    const official = [original[3], original[4]]
    // Where the official doubles are off by one unit, the exact figure stands beside them.
    const exact = (original[5] as readonly [string, string] | undefined) ?? official
    if (!isOnTick(toPrice(row[1]), tick)) {
      tally.checkAll(
        name,
        [['refusal', String(ours(kind, row, tick)).includes('grid'), true]],
        `the price ${original[1]} is not on the grid of ${text}: ours refuses it`,
      )
      continue
    }
    if (kind === 'limit') {
      const why =
        original[5] === undefined ? undefined : `exact ${exact}, the official client's doubles give ${official}`
      tally.checkAll(name, [['amounts', ours(kind, row, tick), exact]], why)
      continue
    }
    const server = byServerRule(row, tick)
    const found = ours(kind, row, tick)
    const why = server[1] === exact[1] ? undefined : `${SERVER}: ${server}, the official client gives ${official}`
    tally.checkAll(
      name,
      [
        ['ours by the server rule', isCrumb(found, server) ? server : found, server],
        ['the official figure by its own table', oneOf(exact, byClientTable(row, decimals, false)), exact],
      ],
      why,
    )
  }
}

export function runRounding(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const { ticks } = section as { ticks: Record<string, { config: Fields; limit: Row[]; market: Row[] }> }
  for (const [text, { config, limit, market }] of Object.entries(ticks)) {
    const places = placesOf(readTick(text) as Tick)
    tally.check(`rounding ${text}: decimals`, { price: places, size: 2, amount: places + 2 }, config)
    runTick(text, 'limit', limit, places + 2, tally)
    runTick(text, 'market', market, places + 2, tally)
  }
  return tally.outcomes()
}

export function runRoundingSdk(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const { ticks } = section as { ticks: Record<string, { limit: Row[]; protectedMarket: Row[] }> }
  for (const [text, { limit, protectedMarket }] of Object.entries(ticks)) {
    const tick = readTick(text) as Tick
    for (const [index, row] of limit.entries()) {
      tally.check(`SDK ${text} limit ${index}`, ours('limit', priced(row, tick, 'half-up'), tick), [row[3], row[4]])
    }
    for (const [index, original] of protectedMarket.entries()) {
      const row = priced(original, tick, 'floor')
      const official = [row[3], row[4]]
      const server = byServerRule(row, tick)
      const found = ours('market', row, tick)
      const why =
        server[1] === official[1]
          ? undefined
          : `what is wanted is cut down (${server}); the SDK rounds it up (${official}), and the file warns of that`
      tally.checkAll(
        `SDK ${text} protected market ${index}`,
        [
          ['ours by the server rule', isCrumb(found, server) ? server : found, server],
          ['the SDK’s figure, rounded up', oneOf(official, byClientTable(row, placesOf(tick) + 2, true)), official],
        ],
        why,
      )
    }
  }
  return tally.outcomes()
}

const ROUNDINGS: Readonly<Record<string, 'floor' | 'ceil' | 'half-up'>> = {
  roundNormal: 'half-up',
  roundDown: 'floor',
  roundUp: 'ceil',
}

export function runPrimitives(section: unknown): readonly Outcome[] {
  const tally = createTally()
  for (const { fn, num, decimals, result } of section as readonly {
    fn: string
    num: number
    decimals: number | null
    result: number
  }[]) {
    const name = `${fn}(${num}, ${decimals})`
    const rounding = ROUNDINGS[fn]
    if (rounding !== undefined && decimals !== null) {
      tally.check(
        name,
        roundDecimal(String(num), decimals, rounding),
        roundDecimal(String(result), decimals, 'half-up'),
      )
      continue
    }
    const places = (/\.(\d+)$/.exec(String(num))?.[1] ?? '').length
    const isExponent = String(num).includes('e')
    tally.checkAll(
      name,
      [['places', places, result]],
      isExponent
        ? 'a number in exponent form counts as whole there; ours refuses such text where amounts are exact'
        : undefined,
    )
    if (isExponent) tally.check(`${name} is refused`, Number.isNaN(readDecimal(String(num), 10)), true)
  }
  return tally.outcomes()
}

export function runPrices(section: unknown): readonly Outcome[] {
  const tally = createTally()
  for (const { price, tickSize, valid } of section as readonly { price: number; tickSize: string; valid: boolean }[]) {
    tally.check(
      `price ${price} on ${tickSize}`,
      isOnTick(toPrice(readDecimal(String(price), 4)), readTick(tickSize) as Tick),
      valid,
    )
  }
  return tally.outcomes()
}

export function runMarketPrices(section: unknown): readonly Outcome[] {
  const tally = createTally()
  const file = section as { asks: Fields[]; bids: Fields[]; cases: readonly Fields[] }
  const levelsOf = (levels: readonly Fields[]) =>
    levels.toReversed().map((level) => ({
      price: parsePrice(level['price'] as string),
      quantity: toQuantity(micros(Number(level['size']))),
    }))
  for (const one of file.cases) {
    const give = micros((one['amountUsd'] ?? one['amountShares']) as number) as Money
    const fill = one['orderType'] === 'FOK' ? 'all' : 'any'
    const found = worstPriceFor(one['side'] as OrderSide, levelsOf(file[one['levels'] as 'asks' | 'bids']), give, fill)
    const { price } = one
    const expected = typeof price === 'number' ? readDecimal(String(price), 4) : undefined
    tally.check(`market price ${JSON.stringify(one)}`, found as number | undefined, expected)
  }
  return tally.outcomes()
}

export function runFeeAdjust(section: unknown): readonly Outcome[] {
  const tally = createTally()
  for (const one of (section as { cases: readonly Record<string, number>[] }).cases) {
    const {
      amount,
      price,
      userBalance,
      feeRate,
      feeExponent,
      builderTakerFeeRate,
      feeSlippagePercent,
      adjustedAmount,
    } = one as Record<string, number>
    const fees = polymarketFees(
      { rateMillionths: micros(feeRate as number), exponent: feeExponent as number, isTakerOnly: true },
      'vector',
    )
    const order = {
      give: micros(amount as number) as Money,
      price: readDecimal(String(price), 4) as Price,
      balance: micros(userBalance as number) as Money,
    }
    tally.checkAll(`fees within a balance ${JSON.stringify(one)}`, [
      ['slippage', feeSlippagePercent, 0],
      [
        'amount',
        buyWithinBalance(order, fees, micros(builderTakerFeeRate as number)) as number,
        parseDecimal(String(adjustedAmount), 6),
      ],
    ])
  }
  return tally.outcomes()
}
