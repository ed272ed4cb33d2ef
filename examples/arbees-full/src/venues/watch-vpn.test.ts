import { seconds, toMicros, VenueError } from '@arbees/core'
import { createVirtualClock } from '@arbees/testkit'
import { expect, test } from 'vitest'
import { watchVpn } from './watch-vpn.ts'

const request = { method: 'GET', path: '/time' }
const lost = new VenueError('request.timeout', { ...request, sentBytes: true })
const refused = new VenueError('response.status', { ...request, status: 503 })
const notAsked = new VenueError('circuit.open', { venue: 'polymarket', cause: 'five refusals' })

/** Lets one look follow the other, and returns what was logged and whether the way was open after each. */
async function watch(answers: readonly (Error | undefined)[]) {
  const clock = createVirtualClock(toMicros(0))
  const lines: (readonly [string, unknown])[] = []
  const left = [...answers]
  const ask = async () => {
    const answer = left.shift()
    if (answer !== undefined) throw answer
  }
  const vpn = watchVpn({ clock, log: (_, message, fields) => void lines.push([message, fields]), ask })
  const states: boolean[] = []
  for (const _ of answers) {
    await clock.settle()
    states.push(vpn.isUp())
    await clock.run(toMicros(clock.now() + seconds(10)))
  }
  vpn.end()
  return { states, lines }
}

test('a tunnel that leads nowhere twice is told once, and again when it leads somewhere', async () => {
  const { states, lines } = await watch([undefined, lost, lost, lost, undefined])
  expect(states).toEqual([true, true, false, false, true])
  expect(lines).toEqual([
    ['VPN disconnected', { cause: lost.message }],
    ['VPN connected again', undefined],
  ])
})

test('one lost look, and a venue that refuses, are no lost tunnel', async () => {
  const { states, lines } = await watch([lost, refused, lost, undefined, refused, refused])
  expect(states).not.toContain(false)
  expect(lines).toEqual([])
})

test('a look that was not made tells nothing', async () => {
  expect((await watch([lost, notAsked, notAsked, lost, notAsked])).states).toEqual([true, true, true, false, false])
})
