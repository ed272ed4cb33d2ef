import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { ProcessFigures } from './load-report.ts'

/** Watches the process that it is called in until it is asked what it saw. */
export function watchProcess(name: string): { readonly end: () => ProcessFigures; readonly begin: () => void } {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const rss: number[] = []
  let [cpu, from] = [process.cpuUsage(), performance.now()]
  let timer: NodeJS.Timeout | undefined
  return {
    begin: () => {
      ;[cpu, from] = [process.cpuUsage(), performance.now()]
      timer = setInterval(() => rss.push(process.memoryUsage.rss()), 1_000)
      timer.unref()
      delay.enable()
    },
    end: () => {
      delay.disable()
      clearInterval(timer)
      rss.push(process.memoryUsage.rss())
      const { user, system } = process.cpuUsage(cpu)
      const megabytes = rss.map((bytes) => Math.round(bytes / 1e6))
      const millis = (nanos: number) => Math.round(nanos / 1_000) / 1_000
      return {
        name,
        cpuPercent: Math.round((user + system) / (performance.now() - from) / 10),
        rssMegabytes: megabytes,
        rssMostMegabytes: Math.max(...megabytes),
        eventLoopMillis: {
          p50: millis(delay.percentile(50)),
          p99: millis(delay.percentile(99)),
          max: millis(delay.max),
        },
      }
    },
  }
}
