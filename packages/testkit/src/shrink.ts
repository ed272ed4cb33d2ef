/*
 * A failing script of many faults, made short: what is left out one after the other as long as the
 * failure stays (delta debugging). What remains is small enough to read as a story.
 */

/** Settings of `shrinkScript`. */
export type ShrinkSettings<Step> = {
  /** Says whether the failure is still there with these steps alone, in this order. */
  readonly fails: (steps: readonly Step[]) => boolean | Promise<boolean>
  /** How often it may be tried. @default 400 */
  readonly triesMax?: number
}

/** What shrinking came to. */
export type Shrunk<Step> = {
  readonly steps: readonly Step[]
  readonly tries: number
  /** Whether no single step could be left out; false when the tries ran out first. */
  readonly isMinimal: boolean
}

/** Returns the steps without those from `start` to before `end`. */
function without<Step>(steps: readonly Step[], start: number, end: number): readonly Step[] {
  return [...steps.slice(0, start), ...steps.slice(end)]
}

/**
 * Returns a short part of a failing script that still fails; of a script that does not fail, itself.
 *
 * @example
 * const { steps } = await shrinkScript(script, { fails: async (steps) => (await run(seed, steps)).violations.length > 0 })
 */
export async function shrinkScript<Step>(
  script: readonly Step[],
  { fails, triesMax = 400 }: ShrinkSettings<Step>,
): Promise<Shrunk<Step>> {
  let steps = script
  let tries = 0
  let size = Math.ceil(script.length / 2)
  let start = 0
  // In parts first of half the script, then of a quarter, and at last step by step, until a whole
  // round of single steps has left nothing out.
  let hasShrunk = false
  while (steps.length > 0 && tries < triesMax) {
    if (start >= steps.length) {
      if (size === 1 && !hasShrunk) return { steps, tries, isMinimal: true }
      size = Math.max(1, Math.floor(size / 2))
      start = 0
      hasShrunk = false
      continue
    }
    const candidate = without(steps, start, start + size)
    tries += 1
    if (await fails(candidate)) {
      steps = candidate
      hasShrunk = true
    } else start += size
  }
  return { steps, tries, isMinimal: steps.length === 0 }
}
