import type { ReactNode } from 'react'

/** A box with a title. */
export function Panel({
  title,
  note,
  children,
  className = '',
}: {
  readonly title: string
  readonly note?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <section className={`min-w-0 rounded-md border border-line bg-panel ${className}`} aria-label={title}>
      <div className="flex items-baseline justify-between gap-3 px-3 pt-2.5 pb-1.5">
        <h2 className="font-semibold">{title}</h2>
        {note !== undefined && <div className="text-quiet text-xs">{note}</div>}
      </div>
      {children}
    </section>
  )
}

/** A sentence where there is nothing to show. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="px-3 pt-1 pb-4 text-quiet">{children}</p>
}

/** One figure with its name. */
export function Tile({
  name,
  value,
  tone = '',
  note,
}: {
  readonly name: string
  readonly value: string
  readonly tone?: string
  readonly note?: ReactNode
}) {
  return (
    <div className="min-w-0 rounded-md border border-line bg-panel px-3 py-2">
      <div className="text-quiet text-xs">{name}</div>
      <div className={`truncate font-semibold text-xl leading-7 ${tone}`}>{value}</div>
      <div className="text-quiet text-xs">{note}</div>
    </div>
  )
}

/** A part of a whole as a bar. */
export function Bar({ percent, tone = 'bg-accent' }: { readonly percent: number; readonly tone?: string }) {
  return (
    <div className="h-1.5 overflow-hidden rounded-full bg-bar">
      <div className={`h-full rounded-full ${tone}`} style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
    </div>
  )
}
