/** Returns a line of JSON as a person reads it: time, level, service, message, the other fields. */
export function prettyLine(line: string): string {
  const { at, level, message, service, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>
  const rest = Object.entries(fields).map(([name, value]) => {
    return `${name}=${typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value)}`
  })
  const head = [String(at).slice(11, 23), String(level).toUpperCase().padEnd(5), String(service ?? '').padEnd(20)]
  return `${[...head, String(message), ...rest].join(' ')}\n`
}
