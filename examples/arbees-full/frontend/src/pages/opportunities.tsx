import { useState } from 'react'
import type { OpportunityView } from '../../../src/services/api/view/opportunity-view.ts'
import { shortenIds, showCents, showDollars, showQuantity, showTime, showWords } from '../format.ts'
import type { Column } from '../parts/data-table.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Funnel } from '../parts/funnel.tsx'
import { Nothing, Panel } from '../parts/panel.tsx'
import { Status, Venue } from '../parts/tags.tsx'
import { useOpportunities, useOverview } from '../queries.ts'

function Numbers({ of }: { readonly of: Readonly<Record<string, number>> }) {
  return (
    <span className="text-faint text-xs">
      {Object.entries(of)
        .map(([name, value]) => `${name} ${value}`)
        .join(' · ')}
    </span>
  )
}

function Why({ one: { refusal, status } }: { readonly one: OpportunityView }) {
  if (refusal === null) return <span className="text-faint">{status === 'open' ? 'nobody has decided yet' : ''}</span>
  return (
    <div className="whitespace-normal md:min-w-56">
      <span className="font-medium">{showWords(refusal.reason)}</span>{' '}
      <span className="text-quiet">{shortenIds(refusal.sentence)}</span>
      <div>
        <Numbers of={refusal.numbers} />
      </div>
    </div>
  )
}

function Leg({
  leg: { platform, action, side, limit_price: limit },
}: {
  readonly leg: OpportunityView['legs'][number]
}) {
  return (
    <div>
      <Venue name={platform} /> <span className="text-quiet">{action}</span> {side.toUpperCase()} {showCents(limit)}
    </div>
  )
}

const COLUMNS: readonly Column<OpportunityView>[] = [
  { title: 'Time', isExtra: true, cell: ({ created_at: at }) => showTime(at) },
  {
    title: 'Game',
    cell: (one) => (
      <div className="min-w-36 whitespace-normal">
        {one.market_title}
        <div className={`text-xs ${one.is_risk_free ? 'text-gain' : 'text-quiet'}`}>
          {showWords(one.opportunity_type)} <span className="text-faint md:hidden">{showTime(one.created_at)}</span>
        </div>
        <div className="text-xs md:hidden">
          <Why one={one} />
        </div>
      </div>
    ),
  },
  {
    title: 'Legs',
    isExtra: true,
    cell: ({ legs }) => legs.map((leg) => <Leg key={`${leg.market_id} ${leg.side}`} leg={leg} />),
  },
  {
    title: 'Edge',
    isFigure: true,
    cell: ({ edge, edge_pct: percent }) => (
      <div>
        {percent}%<div className="text-quiet text-xs">{showCents(edge)}</div>
      </div>
    ),
  },
  {
    title: 'Offered',
    isFigure: true,
    isExtra: true,
    cell: ({ liquidity_buy: buy, liquidity_sell: sell, implied_profit: profit }) => (
      <div>
        {showQuantity(sell !== null && Number(sell) < Number(buy) ? sell : buy)}
        <div className="text-quiet text-xs">{showDollars(profit)}</div>
      </div>
    ),
  },
  { title: 'Came to', cell: ({ status }) => <Status of={status} /> },
  { title: 'Why not', isExtra: true, cell: (one) => <Why one={one} /> },
]

const CHOICES = ['all', 'refused', 'requested', 'not_executed', 'unfilled', 'filled', 'open'] as const

/** Opportunities and the reason of each refusal. */
export function OpportunitiesPage() {
  const { data: overview } = useOverview()
  const { data } = useOpportunities()
  const [status, setStatus] = useState<string>('all')
  const [reason, setReason] = useState('all')
  if (data === undefined || overview === undefined) return <Nothing>Asking …</Nothing>
  const reasons = [...new Set(overview.funnel.reasons.map((one) => one.reason))]
  const shown = data
    .filter((one) => status === 'all' || one.status === status)
    .filter((one) => reason === 'all' || one.refusal?.reason === reason)
  const field = 'rounded border border-line bg-panel px-2 py-1'
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[22rem_minmax(0,1fr)]">
      <Panel title="How far they came" note={`${overview.funnel.generated} kept`}>
        <Funnel funnel={overview.funnel} />
      </Panel>
      <Panel
        title="Opportunities"
        note={
          <div className="flex flex-wrap justify-end gap-2">
            <select
              aria-label="Status"
              value={status}
              onChange={({ target }) => setStatus(target.value)}
              className={field}
            >
              {CHOICES.map((choice) => (
                <option key={choice} value={choice}>
                  {choice === 'all' ? 'every status' : showWords(choice)}
                </option>
              ))}
            </select>
            <select
              aria-label="Reason"
              value={reason}
              onChange={({ target }) => setReason(target.value)}
              className={field}
            >
              <option value="all">every reason</option>
              {reasons.map((one) => (
                <option key={one} value={one}>
                  {showWords(one)}
                </option>
              ))}
            </select>
          </div>
        }
      >
        <DataTable
          columns={COLUMNS}
          rows={shown}
          keyOf={({ opportunity_id: id }) => id}
          empty="No opportunity like this was seen."
          most={150}
        />
      </Panel>
    </div>
  )
}
