import type { Micros, Runtime } from '@arbees/core'
import { createRng, isVenueError, millis, nextInteger, seconds, sleep } from '@arbees/core'
import { describe, expect, test } from 'vitest'
import { conserved } from './checkers.ts'
import type { NetworkChances } from './network/faults.ts'
import type { Life, Participant } from './participant.ts'
import type { SimulationSettings } from './simulate.ts'
import { simulate } from './simulate.ts'
import { drawSwarm } from './swarm.ts'

const JOURNAL = 'journal'
const numbers = (bytes: Uint8Array | undefined) => (bytes === undefined ? [] : [...bytes])

/**
 * A bank that books each transfer once, by its number, on disk before it answers; and a customer
 * who asks again until he is answered. `isCareless`: the bank answers before the disk has it.
 */
function createBank(isCareless = false) {
  const state = { acknowledged: new Set<number>(), booked: [] as number[], lives: 0 }

  const bank: Participant = {
    name: 'bank',
    start: async ({ runtime, listen, number }) => {
      state.lives = number
      const booked = numbers(runtime.disk.read(JOURNAL)).filter((one) => one > 0)
      state.booked = booked
      const file = runtime.disk.openAppend(JOURNAL)
      listen('bank.test', {
        http: async ({ body = '' }) => {
          const transfer = Number(body)
          if (!booked.includes(transfer)) {
            booked.push(transfer)
            file.append(Uint8Array.of(transfer))
            if (!isCareless) await file.sync()
          }
          return { status: 200, headers: {}, body: 'booked' }
        },
      })
    },
  }

  async function ask(runtime: Runtime, transfer: number): Promise<void> {
    for (;;) {
      try {
        const url = 'https://bank.test/transfers'
        await runtime.http({ method: 'POST', url, headers: {}, body: String(transfer), timeoutMicros: millis(50) })
        state.acknowledged.add(transfer)
        runtime.log('info', 'acknowledged', { transfer })
        return
      } catch (error) {
        if (!isVenueError(error)) throw error
        runtime.log('warn', 'asked in vain', { transfer, code: error.code })
        await sleep(runtime.clock, millis(nextInteger(runtime.rng, 1, 20)))
      }
    }
  }

  const customer: Participant = {
    name: 'customer',
    start: async ({ runtime }: Life) => {
      for (let transfer = 1; transfer <= 30; transfer++) await ask(runtime, transfer)
    },
  }
  const missing = () => [...state.acknowledged].filter((one) => !state.booked.includes(one))
  return { state, participants: [bank, customer], missing }
}

type Bank = ReturnType<typeof createBank>
const quick = { lasts: seconds(5), quiet: seconds(5), pace: { slowMicrosMax: 100_000 } }

function settingsOf(seed: number, bank: Bank, more: Partial<SimulationSettings> = {}): SimulationSettings {
  return {
    seed,
    participants: bank.participants,
    ...quick,
    whenQuiet: () => [conserved('nothing acknowledged is missing', () => bank.missing().length)],
    ...more,
  }
}

const faults: NetworkChances = {
  'http.lose-request': 0.3,
  'http.lose-answer': 0.3,
  'http.cut-answer': 0.3,
  'http.slow': 0.3,
}
const crashes = [1, 2, 3].map((round) => ({
  participant: 'bank',
  after: millis(round * 150),
  kind: 'power' as const,
  downMicros: millis(40),
}))

describe('a simulation', () => {
  test('is the same for the same seed, byte for byte, and another for another', async () => {
    const run = async (seed: number) => simulate(settingsOf(seed, createBank(), { chances: faults, crashes }))
    const [first, again, other] = [await run(1), await run(1), await run(2)]
    expect(again).toEqual(first)
    expect(other.hash).not.toBe(first.hash)
    expect(first.log.length).toBeGreaterThan(40)
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('lets participants reach their end through faults and crashes', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const bank = createBank()
      const chances = drawSwarm(createRng(seed), faults as Record<string, number>)
      await simulate(settingsOf(seed, bank, { chances, crashes }))
      expect([bank.state.acknowledged.size, bank.state.lives, bank.missing()]).toEqual([30, 4, []])
      expect(new Set(bank.state.booked).size).toBe(bank.state.booked.length)
    }
  })

  test('finds the bank that answers before its disk has it', async () => {
    let lost = 0
    for (let seed = 0; seed < 20; seed++) {
      const bank = createBank(true)
      await simulate(settingsOf(seed, bank, { crashes, whenQuiet: () => [] }))
      if (bank.missing().length > 0) lost += 1
    }
    expect(lost).toBeGreaterThan(5)
  })

  test('crashes at any step, and the rest of a dead life never happens', async () => {
    const whole = await simulate(settingsOf(1, createBank()))
    for (let atStep = 1; atStep <= Math.min(60, whole.steps); atStep++) {
      const bank = createBank()
      const crash = { participant: 'bank', atStep, kind: 'power', downMicros: millis(10) } as const
      const { log } = await simulate(settingsOf(1, bank, { crashes: [crash] }))
      expect(log.filter((line) => line.includes('"crashed"')).length).toBe(1)
      expect([bank.state.lives, bank.missing(), bank.state.acknowledged.size]).toEqual([2, [], 30])
    }
  })

  test('ends every timer, request, socket and file of a participant that crashes', async () => {
    const heard: string[] = []
    const ghost: Participant = {
      name: 'ghost',
      start: ({ runtime, number }) => {
        if (number > 1) return
        runtime.clock.setTimer(millis(20), () => heard.push('timer'))
        runtime
          .http({ method: 'GET', url: 'http://bank.test/', headers: {}, body: '1', timeoutMicros: millis(30) })
          .then(
            () => heard.push('answer'),
            () => heard.push('failure'),
          )
        runtime.connect(
          'ws://nowhere.test/',
          {},
          {
            opened: () => heard.push('opened'),
            frame: () => heard.push('frame'),
            beat: () => heard.push('beat'),
            closed: () => heard.push('closed'),
          },
        )
        const file = runtime.disk.openAppend('a')
        file.append(Uint8Array.of(1))
        void file.sync().then(() => heard.push('synced'))
      },
    }
    const crash = { participant: 'ghost', after: 1 as Micros, kind: 'process', downMicros: millis(5) } as const
    const bank = createBank()
    await simulate(settingsOf(1, bank, { participants: [ghost, ...bank.participants], crashes: [crash] }))
    expect(heard).toEqual([])
  })

  test('says seed, step and check when something does not hold', async () => {
    const bank = createBank()
    const failing = simulate(
      settingsOf(7, bank, { always: () => [conserved('nothing is ever booked', () => bank.state.booked.length)] }),
    )
    await expect(failing).rejects.toThrow(/^seed 7, step \d+, at \d+: the check nothing is ever booked: .* found 1$/)
  })

  test('ends with what a participant throws, wherever it does', async () => {
    const lone = (start: Participant['start']) => simulate({ seed: 1, participants: [{ name: 'a', start }], ...quick })
    const broken = () => {
      throw new Error('broken')
    }
    await expect(lone(broken)).rejects.toThrow('a participant failed: broken')
    await expect(lone(async () => broken())).rejects.toThrow('a participant failed: broken')
    await expect(lone(({ runtime }) => void runtime.clock.setTimer(millis(1), broken))).rejects.toThrow(
      'a timer failed: broken',
    )
  })

  test('has a limit of steps, and participants with names of their own', async () => {
    const busy: Participant = {
      name: 'busy',
      start: ({ runtime }) => {
        const again = () => void runtime.clock.setTimer(1 as Micros, again)
        again()
      },
    }
    await expect(simulate({ seed: 1, participants: [busy], ...quick, stepsMax: 100 })).rejects.toThrow('more than 100')
    await expect(simulate({ seed: 1, participants: [busy, busy], ...quick })).rejects.toThrow('found busy twice')
  })

  test('logs fields of every kind, and shows a world to those who check it', async () => {
    const odd: Participant = {
      name: 'odd',
      start: ({ runtime }) => runtime.log('info', 'odd', { big: 1n, error: new Error('x'), map: new Map([[1, 2]]) }),
    }
    const seen: unknown[] = []
    const { log } = await simulate({
      seed: 1,
      participants: [odd],
      ...quick,
      crashes: [{ participant: 'odd', after: millis(1), kind: 'process' }],
      whenQuiet: ({ diskOf, isAlive }) => [
        {
          name: 'look',
          holds: () => void seen.push(diskOf('odd').usedBytes(), isAlive('odd'), () => diskOf('nobody')),
        },
      ],
    })
    expect(log.some((line) => line.includes('{"big":"1n","error":"Error: x","map":[[1,2]]}'))).toBe(true)
    expect(seen.slice(0, 2)).toEqual([0, false])
    expect(seen[2]).toThrow('found nobody')
  })
})
