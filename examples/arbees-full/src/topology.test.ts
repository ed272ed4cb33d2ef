import { describe, expect, test } from 'vitest'
import type { Topic } from './messages/topics.ts'
import { TOPICS } from './messages/topics.ts'
import { SERVICES } from './services.ts'
import type { Party } from './topology.ts'
import { topologyDefects } from './topology.ts'

function party(name: string, listens: readonly Topic[], speaks: readonly Topic[]): Party {
  return { name, listens: Object.fromEntries(listens.map((topic) => [topic, 'share'])), speaks }
}

/** Two parties between whom everything else is said, so that only what a test plants is found. */
function crowd(except: readonly Topic[]): readonly Party[] {
  const rest = TOPICS.filter((topic) => !except.includes(topic))
  return [party('mouth', [], rest), party('ear', rest, [])]
}

describe('the proof of who speaks to whom', () => {
  test('nothing is wrong when every topic is spoken and heard', () => {
    expect(topologyDefects(crowd([]))).toEqual([])
  })

  test('a topic that nobody hears, nobody speaks, or neither, is named', () => {
    const services = [...crowd(['game.found', 'game.ended', 'control']), party('a', ['game.ended'], ['game.found'])]
    expect(topologyDefects(services)).toEqual([
      'game.found of a is heard by nobody',
      'game.ended, which a hear, is spoken by nobody',
      'control is spoken by nobody and heard by nobody',
    ])
  })

  test('a circle on the way forward is found, also a long one', () => {
    const services = [
      ...crowd([]),
      party('shard', ['quote.changed'], ['signal.generated']),
      party('processor', ['signal.generated'], ['execution.requested']),
      party('executor', ['execution.requested'], ['quote.changed']),
    ]
    expect(topologyDefects(services)).toEqual(['a circle of forward topics: shard → processor → executor → shard'])
  })

  test('a decision and what came of it may go in a circle; two answers may not', () => {
    const decides = party('processor', ['bankroll.changed'], ['execution.requested'])
    const executes = party('executor', ['execution.requested'], ['order.recorded'])
    const keeps = party('tracker', ['order.recorded'], ['bankroll.changed'])
    expect(topologyDefects([...crowd([]), decides, executes, keeps])).toEqual([])
    const echo = party('executor', ['execution.requested', 'bankroll.changed'], ['order.recorded'])
    expect(topologyDefects([...crowd([]), decides, echo, keeps])).toEqual([
      'a circle of answer topics: tracker → executor → tracker',
    ])
  })

  test('two services of one name are named once each', () => {
    expect(topologyDefects([...crowd([]), party('ear', [], [])])).toContain('two services are called ear')
  })
})

test('the services of the deployment lead in no circle, and with a face every topic has an ear and a mouth', () => {
  const defects = topologyDefects(SERVICES)
  expect(defects.filter((defect) => /circle|two services/.test(defect))).toEqual([])
  // What only the face hears or speaks is without it heard or spoken by nobody.
  if (SERVICES.some(({ name }) => name === 'api')) expect(defects).toEqual([])
})
