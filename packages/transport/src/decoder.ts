/** One thing that is wrong with a payload, and where in it. */
export type DecodeIssue = { readonly path: readonly PropertyKey[]; readonly message: string }

/** What a decoder makes of a payload. */
export type Decoded<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: { readonly issues: readonly DecodeIssue[] } }

/** Whatever turns an unknown payload into a `T`, or says what is wrong with it. Every zod schema is one. */
export type Decoder<T> = { readonly safeParse: (value: unknown) => Decoded<T> }

const ISSUES_MAX = 10

/** Returns the path of an issue as text: `markets[0].yes_bid`; `(root)` for the payload itself. */
function formatPath(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text === '' ? '(root)' : text
}

/**
 * Returns issues as `path: message` lines for `payload.malformed`; only the first ten are told.
 *
 * @example
 * formatIssues([{ path: ['markets', 0, 'ticker'], message: 'expected string' }])
 * // ['markets[0].ticker: expected string']
 */
export function formatIssues(issues: readonly DecodeIssue[]): readonly string[] {
  const lines = issues.slice(0, ISSUES_MAX).map((issue) => `${formatPath(issue.path)}: ${issue.message}`)
  const untold = issues.length - ISSUES_MAX
  return untold > 0 ? [...lines, `and ${untold} more`] : lines
}
