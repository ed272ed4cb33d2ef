/** How many lines carry a tidy-ok comment, which excuses them with a reason. It may only fall. */
export const EXCEPTIONS = 0

/** Source files without a test that imports them, and the test that covers each on its way. */
export const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'packages/arb-engine/src/fold.ts': 'packages/arb-engine/src/engine.test.ts',
  'packages/arb-engine/src/plan.ts': 'packages/arb-engine/src/engine.test.ts',
  'packages/arb-engine/src/quote.ts': 'packages/arb-engine/src/detect.test.ts',
  'packages/arb-engine/src/size.ts': 'packages/arb-engine/src/engine.test.ts',
  'packages/arb-engine/src/state.ts': 'packages/arb-engine/src/engine.test.ts',
  'packages/arb-engine/src/trade.ts': 'packages/arb-engine/src/engine.test.ts',
  'packages/paper-broker/src/book-fill.ts': 'packages/paper-broker/src/exchange.test.ts',
  'packages/paper-broker/src/consumption.ts': 'packages/paper-broker/src/exchange.test.ts',
  'packages/paper-broker/src/fill.ts': 'packages/paper-broker/src/exchange.test.ts',
  'packages/paper-broker/src/match.ts': 'packages/paper-broker/src/exchange.test.ts',
  'packages/paper-broker/src/state.ts': 'packages/paper-broker/src/exchange.test.ts',
  'packages/transport/src/decoder.ts': 'packages/transport/src/call.test.ts',
  'packages/transport/src/paginate.ts': 'packages/transport/src/call.test.ts',
}
