import { VenueError } from '@arbees/core'

const FOUND_LENGTH_MAX = 120

/** Returns a value as it stands in a recording, cut short. */
export function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > FOUND_LENGTH_MAX ? `${text.slice(0, FOUND_LENGTH_MAX)}…` : text
}

/** Returns the text of a line as it stands, cut short. */
export function excerptText(text: string): string {
  return text.length > FOUND_LENGTH_MAX ? `${text.slice(0, FOUND_LENGTH_MAX)}…` : text
}

/** Returns the error of a line that cannot be read. Lines count from 1, the header's. */
export function malformed(
  file: string,
  line: number,
  found: string,
  expected: string,
  cause?: unknown,
): VenueError<'recording.malformed'> {
  const context = { file, line, found, expected }
  return cause === undefined
    ? new VenueError('recording.malformed', context)
    : new VenueError('recording.malformed', context, { cause })
}
