import { invariant, VenueError } from '@arbees/core'
import type { Paging } from './endpoint.ts'

/** A walk over pages: iterate it once. */
export type PageWalk<Input, Output, Item> = {
  readonly paging: Paging<Input, Output, Item>
  readonly fetch: (input: Input) => Promise<Output>
  readonly input: Input
  /** Where the walk gives up with `payload.malformed`: an endless list is a fault. @default 10000 */
  readonly pagesMax?: number
  /** Names the endpoint in errors. */
  readonly where: string
}

const PAGES_MAX = 10_000

/**
 * Gives page after page, each fetched when the one before has been taken.
 *
 * @throws VenueError of the fetches; `payload.malformed` when a page points to itself or there are more than `pagesMax`.
 */
export async function* pages<Input, Output, Item>(walk: PageWalk<Input, Output, Item>): AsyncGenerator<Output, void> {
  const pagesMax = walk.pagesMax ?? PAGES_MAX
  invariant(Number.isInteger(pagesMax) && pagesMax > 0, `pagesMax is a positive integer, found ${pagesMax}`)
  let input: Input = walk.input
  for (let count = 1; ; count++) {
    const output = await walk.fetch(input)
    yield output
    const next = walk.paging.next(output, input)
    if (next === undefined) return
    const isStuck = JSON.stringify(next) === JSON.stringify(input)
    if (isStuck || count >= pagesMax) {
      const issue = isStuck
        ? 'the next page is this page again'
        : `expected an end within ${pagesMax} pages, found none`
      throw new VenueError('payload.malformed', { where: walk.where, issues: [issue] })
    }
    input = next
  }
}

/** Gives item after item over all pages; see `pages` for what it throws. */
export async function* items<Input, Output, Item>(walk: PageWalk<Input, Output, Item>): AsyncGenerator<Item, void> {
  for await (const page of pages(walk)) yield* walk.paging.items(page)
}
