import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shrinkScript } from './shrink.ts'

const upTo = (length: number) => Array.from({ length }, (_, index) => index)

describe('shrinking', () => {
  test('leaves exactly the steps that the failure needs, in their order, with few tries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        async (length, wanted) => {
          const needed = [...new Set(wanted.map((one) => one % length))].sort((a, b) => a - b)
          const fails = (steps: readonly number[]) => needed.every((one) => steps.includes(one))
          const { steps, tries, isMinimal } = await shrinkScript(upTo(length), { fails })
          expect(steps).toEqual(needed)
          expect(isMinimal).toBe(true)
          expect(tries).toBeLessThan(400)
        },
      ),
    )
  })

  test('of a failure that needs any two of many is two steps', async () => {
    const { steps } = await shrinkScript(upTo(100), { fails: (some) => some.length >= 2 })
    expect(steps).toHaveLength(2)
  })

  test('stops when its tries run out, and says so', async () => {
    const shrunk = await shrinkScript(upTo(1_000), {
      fails: (some) => some.includes(7) && some.includes(900),
      triesMax: 5,
    })
    expect(shrunk).toMatchObject({ tries: 5, isMinimal: false })
    expect(shrunk.steps).toEqual(expect.arrayContaining([7, 900]))
  })

  test('of a script that does not fail is itself', async () => {
    expect((await shrinkScript(upTo(3), { fails: () => false })).steps).toEqual([0, 1, 2])
    expect((await shrinkScript([], { fails: () => false })).isMinimal).toBe(true)
  })
})
