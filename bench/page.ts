import { cpus, loadavg, platform, release, totalmem } from 'node:os'

/** One part of the page: it measures, and says what it found in Markdown. */
export type Section = {
  readonly name: string
  readonly title: string
  readonly measure: (context: SectionContext) => Promise<string>
}

/** What a section gets. */
export type SectionContext = {
  /** A folder for files; it is removed afterwards. */
  readonly folder: string
  readonly rounds: number
  /** Tells the person who waits what is going on. */
  readonly say: (text: string) => void
}

/** Returns a Markdown table, laid out as the formatter does; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(3, ...[name, ...rows.map((row) => row[column] ?? '')].map((one) => one.length)),
  )
  const pad = (cell: string, column: number) => {
    const width = widths[column] as number
    return column === 0 ? cell.padEnd(width) : cell.padStart(width)
  }
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** Returns a number with as many digits as mean something. */
export function formatFigure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** Returns what the figures were measured on. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(', ')
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${memory}, ${platform()} ${release()}, Node ${process.versions.node}; load average at the start ${load}`
}
