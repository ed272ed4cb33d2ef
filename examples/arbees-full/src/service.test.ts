import { InvariantError } from '@arbees/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineService } from './service.ts'

test('a service is what was written, and its name is checked', () => {
  const write = (name: string) =>
    defineService({
      name,
      listens: { 'game.found': 'share' },
      speaks: ['notification.raised'],
      config: z.object({}),
      start: async () => ({ handlers: { 'game.found': () => undefined } }),
    })
  expect(write('game-shard').listens).toEqual({ 'game.found': 'share' })
  expect(() => write('game_shard')).toThrow(InvariantError)
})
