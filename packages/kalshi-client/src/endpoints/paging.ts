/** What every list may be asked for. */
export type PageInput = {
  /** Items on one page. @default the exchange's: 100 nearly everywhere */
  readonly limit?: number
  /** Where the page begins, from the answer before. A cursor that is not one gives the first page, silently. */
  readonly cursor?: string
}

/** Returns the input of the next page: an empty or absent cursor is the end. */
export function nextByCursor<Input extends { readonly cursor?: string }>(
  output: { readonly cursor?: string | undefined },
  input: Input,
): Input | undefined {
  const { cursor } = output
  return cursor === undefined || cursor === '' ? undefined : { ...input, cursor }
}
