import { millis, parseMoney } from '@arbees/core'
import { expect, test } from 'vitest'
import type { SpokenOf } from '../messages/topics.ts'
import { createAccountTeller } from './account-teller.ts'

const fact = (venue: string, dollars: string) => ({
  type: 'account.reported',
  at: millis(1),
  venue,
  free: parseMoney(dollars),
  locked: parseMoney('0'),
})

test('an account is told of when everybody listens, its last word first, and then at once', async () => {
  const told: SpokenOf<'account.reported'>[] = []
  const lines: string[] = []
  const speak = async (message: SpokenOf<'account.reported'>) => {
    told.push(message)
    if (message.venue === 'polymarket') throw new Error('nobody is there')
  }
  const teller = createAccountTeller(speak, (_, message) => void lines.push(message))
  for (const one of [fact('kalshi', '1'), fact('kalshi', '2'), { type: 'order.sent' }]) teller.note(one)
  expect(told).toEqual([])
  teller.begin()
  teller.note(fact('polymarket', '3'))
  expect(told.map(({ venue, free }) => [venue, free])).toEqual([
    ['kalshi', parseMoney('2')],
    ['polymarket', parseMoney('3')],
  ])
  await Promise.resolve()
  expect(lines).toEqual(['an account could not be told of'])
})
