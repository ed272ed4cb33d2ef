import { seconds, toMicros } from '@arbees/core'
import { expect, test } from 'vitest'
import { readMessage } from '../../../messages/topics.ts'
import { createOversight } from './oversight.ts'

test('who is silent is shown until another of its service has long replaced it; the only one of a service always', () => {
  const oversight = createOversight(seconds(30))
  const beat = (service: string, name: string, at: number) => {
    const about = { status: 'healthy', startedAt: 0, at, checks: {}, metrics: {}, lastSeen: {} }
    oversight.beat(
      readMessage('service.heartbeat', { service, instance: `${service}/${name}`, ...about }),
      toMicros(at),
    )
  }
  const shown = (at: number) => oversight.services(toMicros(at)).map(({ instance, status }) => `${instance} ${status}`)
  beat('game-shard', 'old-host', 0)
  beat('execution-service', 'one', 0)
  const at = seconds(301)
  expect(shown(at)).toEqual(['execution-service/one silent', 'game-shard/old-host silent'])
  beat('game-shard', 'new-host', at)
  expect(shown(at)).toEqual(['execution-service/one silent', 'game-shard/new-host healthy'])
  beat('game-shard', 'old-host', at)
  expect(shown(at + seconds(299))).toEqual([
    'execution-service/one silent',
    'game-shard/new-host silent',
    'game-shard/old-host silent',
  ])
})
