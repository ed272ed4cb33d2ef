import type { FunnelView } from '../../../src/services/api/view/opportunity-view.ts'
import { showWords } from '../format.ts'
import { Bar, Nothing } from './panel.tsx'

function Row({
  name,
  count,
  of,
  tone,
}: {
  readonly name: string
  readonly count: number
  readonly of: number
  readonly tone: string
}) {
  return (
    <div className="grid grid-cols-[minmax(0,10rem)_1fr_3.5rem] items-center gap-3">
      <span className="truncate">{name}</span>
      <Bar percent={of === 0 ? 0 : (count * 100) / of} tone={tone} />
      <span className="text-right">{count}</span>
    </div>
  )
}

/** How far opportunities came, and for which reasons the others did not. */
export function Funnel({ funnel, reasonsMax = 30 }: { readonly funnel: FunnelView; readonly reasonsMax?: number }) {
  const { generated, refused, not_executed: notExecuted, filled, unfilled, reasons } = funnel
  if (generated === 0) return <Nothing>No opportunity was seen yet.</Nothing>
  return (
    <div className="space-y-1.5 px-3 pb-3">
      <Row name="seen" count={generated} of={generated} tone="bg-faint" />
      <Row name="passed every check" count={generated - refused} of={generated} tone="bg-accent" />
      <Row name="filled" count={filled} of={generated} tone="bg-gain" />
      {unfilled + notExecuted > 0 && (
        <Row name="sent or held, not filled" count={unfilled + notExecuted} of={generated} tone="bg-warn" />
      )}
      {reasons.length > 0 && <div className="pt-1.5 text-quiet text-xs">Why not</div>}
      {reasons.slice(0, reasonsMax).map(({ stage, reason, count }) => (
        <Row
          key={`${stage} ${reason}`}
          name={stage === 'decision' ? showWords(reason) : `${showWords(reason)} (execution)`}
          count={count}
          of={generated}
          tone="bg-faint"
        />
      ))}
    </div>
  )
}
