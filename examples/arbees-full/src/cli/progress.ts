import colors from 'picocolors'

/** Where progress is shown: standard error, so that standard output holds results alone. */
export type ProgressTarget = {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

/** Shows how far a long work has come. */
export type Progress = {
  readonly update: (done: number, total: number, note: string) => void
  readonly end: () => void
}

const BAR = 28
const PLAIN_STEP = 25

/** Returns a bar on a terminal, and one plain line per quarter elsewhere. */
export function createProgress(target: ProgressTarget, label: string): Progress {
  let shown = -1
  const draw = (percent: number, note: string) => {
    if (target.isTTY !== true) {
      if (percent < shown + PLAIN_STEP && percent < 100) return
      if (percent === shown) return
      shown = percent
      target.write(`${label} ${percent} %${note === '' ? '' : `  ${note}`}\n`)
      return
    }
    const full = Math.round((percent / 100) * BAR)
    const bar = colors.green('█'.repeat(full)) + colors.dim('░'.repeat(BAR - full))
    target.write(`\r\u001b[2K${label} ${bar} ${String(percent).padStart(3)} %  ${colors.dim(note)}`)
    shown = percent
  }
  return {
    update: (done, total, note) => draw(total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100)), note),
    end: () => {
      if (target.isTTY === true) target.write('\r\u001b[2K')
    },
  }
}
