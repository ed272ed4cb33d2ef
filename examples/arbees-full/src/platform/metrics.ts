import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Label values by label name. */
export type Labels = Readonly<Record<string, string>>

/** Figures that people and monitors read. One of a name per process, however often it is asked for. */
export type Metrics = {
  /** Returns what adds to a total. */
  readonly counter: (name: string, help: string, labels?: readonly string[]) => (by?: number, labels?: Labels) => void
  /** Returns what sets a level. */
  readonly gauge: (name: string, help: string, labels?: readonly string[]) => (value: number, labels?: Labels) => void
  /** Returns what observes a length of time, in seconds. */
  readonly seconds: (name: string, help: string, labels?: readonly string[]) => (value: number, labels?: Labels) => void
  /** Returns all of them in the text form of Prometheus. */
  readonly text: () => Promise<string>
}

/** Fine where a frame becomes an order, coarse where a venue is waited for. In seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10]

/** Returns an empty set of metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const known = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make()
  return Object.freeze({
    counter: (name: string, help: string, labelNames: readonly string[] = []) => {
      const one = known(name, () => new Counter({ name, help, labelNames: [...labelNames], registers: [registry] }))
      return (by = 1, labels: Labels = {}) => one.inc({ ...labels }, by)
    },
    gauge: (name: string, help: string, labelNames: readonly string[] = []) => {
      const one = known(name, () => new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] }))
      return (value: number, labels: Labels = {}) => one.set({ ...labels }, value)
    },
    seconds: (name: string, help: string, labelNames: readonly string[] = []) => {
      const one = known(
        name,
        () => new Histogram({ name, help, labelNames: [...labelNames], buckets: BUCKETS, registers: [registry] }),
      )
      return (value: number, labels: Labels = {}) => one.observe({ ...labels }, value)
    },
    text: () => registry.metrics(),
  })
}
