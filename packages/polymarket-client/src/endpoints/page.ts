/** The cursor after the CLOB's last page: base64 of `-1`. */
const END_CURSOR = 'LTE='

/** What an endpoint of the CLOB that answers in pages may be asked for. */
export type ClobPageInput = { readonly nextCursor?: string }

/** Returns the input of the CLOB's next page. */
export function nextClobPage<Input extends ClobPageInput>(
  page: { readonly next_cursor: string },
  input: Input,
): Input | undefined {
  const { next_cursor: cursor } = page
  return cursor === END_CURSOR || cursor === '' ? undefined : { ...input, nextCursor: cursor }
}

/** What a keyset endpoint may be asked for. */
export type KeysetInput = { readonly afterCursor?: string }

/** Returns the input of the next page of a keyset: an absent or empty cursor is the end. */
export function nextKeyset<Input extends KeysetInput>(
  page: { readonly next_cursor?: string | null | undefined },
  input: Input,
): Input | undefined {
  const { next_cursor: cursor } = page
  return cursor === undefined || cursor === null || cursor === '' ? undefined : { ...input, afterCursor: cursor }
}

/** What an endpoint with an offset may be asked for. */
export type OffsetInput = { readonly limit?: number; readonly offset?: number }

/** Returns what gives the input of the next page by offset: a page shorter than the limit is the last. */
export function nextOffset(limitDefault: number) {
  return <Input extends OffsetInput>(page: readonly unknown[], input: Input): Input | undefined => {
    const limit = input.limit ?? limitDefault
    return page.length < limit ? undefined : { ...input, limit, offset: (input.offset ?? 0) + page.length }
  }
}
