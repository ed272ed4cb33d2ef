/*
 * A venue of a few lines: a book, an account, and orders that meet the fate they are given. What it
 * knows for itself (`truth`) is what the executor's journal is held to.
 */
import type {
  AccountSnapshot,
  Broker,
  ClientOrderId,
  Clock,
  Fact,
  FactListener,
  FeeSchedule,
  Fill,
  FillId,
  HoldingReport,
  IocOrder,
  Ladder,
  Market,
  MarketId,
  Micros,
  OrderId,
  OrderReport,
  Outcome,
  Price,
  Quantity,
  RejectReason,
  Rng,
  Submission,
  VenueId,
} from '@arbees/core'
import {
  millis,
  NO_MONEY,
  nextChance,
  nextInteger,
  PRICE_ONE,
  receivedQuantity,
  seconds,
  setLevel,
  sleep,
  VenueError,
  venueOf,
} from '@arbees/core'

/** What becomes of one order. */
export type Fate = {
  /** How much of what the book would give it gets, in percent. @default 100 */
  readonly part?: number
  /** The request is lost, its answer is lost, it is refused, or its answer says nothing. @default 'answered' */
  readonly answer?: 'answered' | 'lost-before' | 'lost-after' | 'refused' | 'error-after' | 'silent'
  /** Why it is refused, when it is. @default 'no-match' */
  readonly refusal?: RejectReason
  /** Whether the answer names its fills. @default false */
  readonly isNamed?: boolean
  /** Whether the stream tells its fills. @default true */
  readonly isTold?: boolean
  /** Whether its fills are taken back in the end; only where they go through stages. @default false */
  readonly fails?: boolean
  /** Whether the records say that it never came while it is still on its way. @default false */
  readonly isHidden?: boolean
  /** @default 5 ms each way */
  readonly delay?: Micros
  /** Called when the order is about to be matched. */
  readonly before?: () => void
}

/** What the venue knows of one order. */
export type TrueOrder = {
  readonly order: IocOrder
  readonly sentAt: Micros
  arrivedAt: Micros | null
  readonly isHidden: boolean
  fills: Fill[]
  /** Whether what it bought can be sold. */
  isMined: boolean
  failed: boolean
  refusal: RejectReason | null
}

/** A venue to trade on. */
export type ScriptedVenue = {
  readonly venue: VenueId
  /** Returns a broker for one life of a process: it is deaf and mute when that is over. */
  readonly broker: (life: { readonly clock: Clock; readonly isAlive: () => boolean }) => Broker
  readonly truth: ReadonlyMap<ClientOrderId, TrueOrder>
  /** Every order that left, in order; a name that comes twice was sent twice. */
  readonly sent: readonly { readonly order: IocOrder; readonly at: Micros }[]
  /** Fates of the next orders; when there are none, `fateOf` decides. */
  readonly fates: Fate[]
  /** Called whenever a holding changed. */
  onChange: () => void
  /** Called when an order leaves. */
  onSend: (order: IocOrder) => void
}

/** Settings of `createScriptedVenue`. */
export type ScriptedVenueSettings = {
  readonly venue: VenueId
  readonly clock: Clock
  readonly rng: Rng
  readonly market: (id: MarketId) => { readonly market: Market; readonly fees: FeeSchedule }
  readonly book: (id: MarketId) => Ladder
  readonly settles: 'at-once' | 'in-stages'
  readonly fateOf?: (order: IocOrder, rng: Rng) => Fate
  /** Whether a question fails. @default never */
  readonly isMute?: () => boolean
}

const SETTLE = seconds(3)
const STAGE = millis(400)

type State = ScriptedVenueSettings & {
  readonly orders: Map<ClientOrderId, TrueOrder>
  readonly listeners: Set<FactListener>
  readonly fates: Fate[]
  fills: number
}

function timeout(): VenueError {
  return new VenueError('request.timeout', { method: 'POST', path: '/orders', sentBytes: true })
}

/** Takes from the book what the order can get. */
function match(state: State, { order }: TrueOrder, part: number): Fill[] {
  const ladder = state.book(order.market)
  const { fees, market } = state.market(order.market)
  const isAsk = (order.action === 'buy') === (order.outcome === 'yes')
  const side = isAsk ? ladder.asks : ladder.bids
  const fills: Fill[] = []
  let rest = Math.floor((order.quantity * part) / 100 / market.lot) * market.lot
  for (let index = side.length - 1; index >= 0 && rest > 0; index = Math.min(index - 1, side.length - 1)) {
    const yes = side.prices[index] as number
    const price = (order.outcome === 'yes' ? yes : PRICE_ONE - yes) as Price
    if (order.action === 'buy' ? price > order.limit : price < order.limit) break
    const there = side.quantities[index] as number
    const quantity = Math.min(rest, there) as Quantity
    setLevel(side, yes as Price, (there - quantity) as Quantity)
    rest -= quantity
    state.fills += 1
    fills.push({
      id: `${state.venue}-fill-${state.fills}` as FillId,
      order: order.id,
      market: order.market,
      action: order.action,
      outcome: order.outcome,
      price,
      quantity,
      received: order.action === 'buy' ? receivedQuantity(fees, price, quantity) : quantity,
      fee: fees.buyFeeIn === 'quantity' && order.action === 'buy' ? NO_MONEY : fees.fee(price, quantity, 'taker'),
      liquidity: 'taker',
      at: state.clock.now(),
    })
  }
  return fills
}

function tell(state: State, facts: readonly Fact[]): void {
  for (const listener of state.listeners) listener(facts)
}

function settleLater(state: State, known: TrueOrder, fails: boolean, changed: () => void): void {
  if (state.settles === 'at-once' || known.fills.length === 0) return
  const say = (stage: 'mined' | 'confirmed' | 'failed') => {
    const at = state.clock.now()
    tell(
      state,
      known.fills.map((fill) => ({ type: 'fill.settled', at, order: fill.order, fill: fill.id, stage })),
    )
  }
  state.clock.setTimer(STAGE, () => {
    known.isMined = true
    say('mined')
  })
  state.clock.setTimer((STAGE * 2) as Micros, () => {
    known.failed = fails
    if (fails) changed()
    say(fails ? 'failed' : 'confirmed')
  })
}

/** Says whether an order sells what has only matched so far. */
function isUnfunded({ settles, orders }: State, { action, market, outcome, quantity }: IocOrder): boolean {
  if (settles === 'at-once' || action === 'buy') return false
  let there = 0
  for (const { order, fills, isMined } of orders.values()) {
    if (order.market !== market || order.outcome !== outcome) continue
    for (const fill of fills) {
      if (order.action === 'sell') there -= fill.quantity
      else if (isMined) there += fill.received
    }
  }
  return quantity > there
}

function arrive(state: State, known: TrueOrder, fate: Fate, changed: () => void): void {
  fate.before?.()
  known.arrivedAt = state.clock.now()
  if (fate.answer === 'refused') known.refusal = fate.refusal ?? 'no-match'
  else if (isUnfunded(state, known.order)) known.refusal = 'funds'
  if (known.refusal !== null) return
  known.fills = match(state, known, fate.part ?? 100)
  changed()
  const at = known.arrivedAt
  if (fate.isTold !== false && known.fills.length > 0) {
    state.clock.setTimer(millis(7), () =>
      tell(
        state,
        known.fills.map((fill) => ({ type: 'order.filled', at: state.clock.now(), venueAt: at, fill })),
      ),
    )
  }
  settleLater(state, known, fate.fails === true, changed)
}

function answerOf({ order, fills, refusal }: TrueOrder, fate: Fate, at: Micros): Submission {
  if (refusal !== null)
    return { type: 'rejected', reason: refusal, error: new VenueError('order.rejected', { reason: refusal }) }
  if (fate.answer === 'error-after') {
    const error = new VenueError('response.status', { method: 'POST', path: '/orders', status: 500 })
    return { type: 'unknown', error }
  }
  const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity
  const orderId = `venue-${order.id}` as OrderId
  return { type: 'accepted', orderId, at, filled, isDone: true, fills: fate.isNamed === true ? fills : [] }
}

function reportOf({ order, fills, failed }: TrueOrder): OrderReport {
  const standing = failed ? [] : fills
  return {
    order: order.id,
    orderId: `venue-${order.id}` as OrderId,
    market: order.market,
    quantity: order.quantity,
    filled: standing.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity,
    isDone: true,
    fills: standing,
    takenBack: failed ? fills : [],
    venueStatus: 'done',
  }
}

/** Returns what the orders of the venue amount to. */
function holdingsOf({ orders }: State): readonly HoldingReport[] {
  const held = new Map<string, { market: MarketId; outcome: Outcome; quantity: Quantity }>()
  for (const { order, fills, failed } of orders.values()) {
    const { market, outcome } = order
    const one = held.get(`${market} ${outcome}`) ?? { market, outcome, quantity: 0 as Quantity }
    held.set(`${market} ${outcome}`, one)
    for (const fill of failed ? [] : fills) {
      one.quantity = (one.quantity + (fill.action === 'buy' ? fill.received : -fill.quantity)) as Quantity
    }
  }
  return [...held.values()].filter(({ quantity }) => quantity > 0)
}

/** Creates a venue on which nothing has happened. */
export function createScriptedVenue(settings: ScriptedVenueSettings): ScriptedVenue {
  const { venue, clock, rng } = settings
  const state: State = { ...settings, orders: new Map(), listeners: new Set(), fates: [], fills: 0 }
  const sent: { order: IocOrder; at: Micros }[] = []
  const self = {
    venue,
    truth: state.orders,
    sent,
    fates: state.fates,
    onChange: (): void => undefined,
    onSend: (_order: IocOrder): void => undefined,
    broker: (life: { readonly clock: Clock; readonly isAlive: () => boolean }): Broker => {
      const never = new Promise<never>(() => undefined)
      const living = <T>(promise: Promise<T>): Promise<T> =>
        promise.then(
          (value) => (life.isAlive() ? value : never),
          (error: unknown) => (life.isAlive() ? Promise.reject(error) : never),
        )
      const ask = async () => {
        await sleep(clock, millis(5))
        if (state.isMute?.() === true) throw timeout()
      }
      return {
        venue,
        submit: (order) => {
          if (!life.isAlive()) return never
          const fate = state.fates.shift() ?? state.fateOf?.(order, rng) ?? {}
          const delay = fate.delay ?? millis(5)
          sent.push({ order, at: clock.now() })
          self.onSend(order)
          const known: TrueOrder = {
            order,
            sentAt: clock.now(),
            arrivedAt: null,
            isHidden: fate.isHidden === true,
            fills: [],
            isMined: false,
            failed: false,
            refusal: null,
          }
          const isNew = !state.orders.has(order.id)
          if (isNew && fate.answer !== 'lost-before') {
            state.orders.set(order.id, known)
            clock.setTimer(delay, () => arrive(state, known, fate, () => self.onChange()))
          }
          if (fate.answer === 'silent') return never
          const isLost = fate.answer === 'lost-before' || fate.answer === 'lost-after'
          return living(
            sleep(clock, (delay * 2) as Micros).then(
              (): Submission => (isLost ? { type: 'unknown', error: timeout() } : answerOf(known, fate, clock.now())),
            ),
          )
        },
        find: (order, since) =>
          living(
            ask().then(() => {
              const known = state.orders.get(order.id)
              if (known?.arrivedAt != null) return reportOf(known)
              const isThere = known !== undefined && !known.isHidden
              if (isThere || clock.now() < since + SETTLE) {
                throw new VenueError('order.not-found', { venue, order: order.id })
              }
              return undefined
            }),
          ),
        snapshot: () =>
          living(
            ask().then(
              (): AccountSnapshot => ({
                venue,
                at: clock.now(),
                free: NO_MONEY,
                locked: NO_MONEY,
                holdings: holdingsOf(state),
                open: [],
              }),
            ),
          ),
        cancelAll: () => living(ask()),
        listen: (listener) => {
          const mortal: FactListener = (facts) => {
            if (life.isAlive()) listener(facts)
          }
          state.listeners.add(mortal)
          return () => void state.listeners.delete(mortal)
        },
      }
    },
  }
  return self
}

/** Returns what is held of each leg by the venues' own records: by market, for the orders of these names. */
export function trueHolding(
  venues: readonly ScriptedVenue[],
  orders: readonly ClientOrderId[],
  market: MarketId,
): number {
  let held = 0
  for (const { truth, venue } of venues) {
    if (venue !== venueOf(market)) continue
    for (const id of orders) {
      const known = truth.get(id)
      if (known === undefined || known.failed || known.order.market !== market) continue
      for (const fill of known.fills) held += fill.action === 'buy' ? fill.received : -fill.quantity
    }
  }
  return held
}

/** Draws a fate: most orders fare well. */
export function nextFate(rng: Rng, trouble: number): Fate {
  const isTrouble = nextChance(rng, trouble)
  const answers = ['answered', 'lost-before', 'lost-after', 'refused', 'error-after', 'silent'] as const
  return {
    part: isTrouble ? nextInteger(rng, 0, 100) : 100,
    answer: isTrouble ? (answers[nextInteger(rng, 0, answers.length - 1)] ?? 'answered') : 'answered',
    isNamed: nextChance(rng, 0.4),
    isTold: !nextChance(rng, trouble / 2),
    fails: nextChance(rng, trouble / 4),
    delay: millis(nextInteger(rng, 1, isTrouble ? 900 : 30)),
  }
}
