import colors from 'picocolors'

/** Where progress is shown: standard error, so that standard output holds results alone. */
export type ProgressTarget = { readonly isTTY?: boolean; write(text: string): unknown }

/** Shows how far a long work has come. */
export type Progress = {
  readonly update: (done: number, total: number, note: string) => void
  readonly end: () => void
}

const BAR = 30
/** On what is no terminal, one line for so many percent. */
const STEP = 10

/** Returns a bar on a terminal, and a plain line now and then elsewhere. */
export function createProgress(target: ProgressTarget, label: string): Progress {
  let shown = -STEP
  return {
    update: (done, total, note) => {
      const percent = Math.floor((done * 100) / Math.max(1, total))
      if (target.isTTY === true) {
        const full = Math.round((percent * BAR) / 100)
        const bar = colors.green('█'.repeat(full)) + colors.dim('░'.repeat(BAR - full))
        target.write(`\r\u001b[2K${label} ${bar} ${String(percent).padStart(3)} %  ${colors.dim(note)}`)
      } else if (percent >= shown + STEP) {
        shown = percent
        target.write(`${label} ${percent} %  ${note}\n`)
      }
    },
    end: () => {
      if (target.isTTY === true) target.write('\r\u001b[2K')
    },
  }
}
