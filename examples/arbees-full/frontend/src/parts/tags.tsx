import { showWords } from '../format.ts'

const VENUES: Readonly<Record<string, string>> = { kalshi: 'text-kalshi', polymarket: 'text-polymarket' }

/** A venue by its name and color. */
export function Venue({ name }: { readonly name: string }) {
  return <span className={`font-medium ${VENUES[name] ?? ''}`}>{name.charAt(0).toUpperCase() + name.slice(1)}</span>
}

const TONES: Readonly<Record<string, string>> = {
  filled: 'text-gain',
  healthy: 'text-gain',
  settled: 'text-ink',
  closed: 'text-ink',
  open: 'text-accent',
  requested: 'text-accent',
  refused: 'text-quiet',
  cancelled: 'text-quiet',
  missed: 'text-quiet',
  unfilled: 'text-warn',
  not_executed: 'text-warn',
  flattened: 'text-warn',
  degraded: 'text-warn',
  warning: 'text-warn',
  starting: 'text-accent',
  halted: 'text-loss',
  silent: 'text-loss',
  unhealthy: 'text-loss',
  error: 'text-loss',
  critical: 'text-loss',
}

/** A state as a word in its color. */
export function Status({ of }: { readonly of: string }) {
  return <span className={`font-medium ${TONES[of] ?? 'text-quiet'}`}>{showWords(of)}</span>
}
