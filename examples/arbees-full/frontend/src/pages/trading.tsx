import type { OrderView, TradeView } from '../../../src/services/api/view/ledger-view.ts'
import { showCents, showDollars, showMillis, showQuantity, showTime, showWords, toneOf } from '../format.ts'
import type { Column } from '../parts/data-table.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Panel } from '../parts/panel.tsx'
import { Status, Venue } from '../parts/tags.tsx'
import { useOrders, useTrades } from '../queries.ts'

const TRADES: readonly Column<TradeView>[] = [
  { title: 'Opened', cell: ({ entry_time: at }) => showTime(at) },
  { title: 'Game', cell: ({ market_title: title }) => title },
  { title: 'Type', isExtra: true, cell: ({ opportunity_type: type }) => (type === null ? '–' : showWords(type)) },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
  { title: 'P&L', isFigure: true, cell: ({ pnl }) => <span className={toneOf(pnl)}>{showDollars(pnl, true)}</span> },
  { title: 'Fees', isFigure: true, isExtra: true, cell: ({ fees }) => showDollars(fees) },
  { title: 'Ended', isExtra: true, cell: ({ exit_time: at }) => (at === null ? '–' : showTime(at)) },
  { title: 'Why', isExtra: true, cell: ({ reason }) => <span className="text-quiet">{reason ?? ''}</span> },
]

const ORDERS: readonly Column<OrderView>[] = [
  { title: 'Time', cell: ({ created_at: at }) => showTime(at) },
  { title: 'Game', isExtra: true, cell: ({ market_title: title }) => title },
  { title: 'Venue', cell: ({ platform }) => <Venue name={platform} /> },
  {
    title: 'Order',
    cell: ({ action, side, purpose }) => (
      <>
        {action} {side.toUpperCase()} <span className="text-quiet">{purpose}</span>
      </>
    ),
  },
  {
    title: 'Filled',
    isFigure: true,
    cell: ({ filled_qty: filled, quantity }) => `${showQuantity(filled)} / ${showQuantity(quantity)}`,
  },
  { title: 'Limit', isFigure: true, cell: ({ limit_price: limit }) => showCents(limit) },
  { title: 'Cost', isFigure: true, isExtra: true, cell: ({ cost }) => showDollars(cost) },
  { title: 'Fee', isFigure: true, isExtra: true, cell: ({ fee }) => showDollars(fee) },
  { title: 'Edge', isFigure: true, isExtra: true, cell: ({ edge_pct: edge }) => (edge === null ? '–' : `${edge}%`) },
  { title: 'Latency', isFigure: true, isExtra: true, cell: ({ latency_ms: latency }) => showMillis(latency) },
  {
    title: 'Status',
    cell: ({ status, venue_status: word }) => (
      <span title={`the venue says ${word}`}>
        <Status of={status} />
      </span>
    ),
  },
  { title: 'Id', isExtra: true, cell: ({ order_id: id }) => <span className="text-faint">{id}</span> },
]

/** Orders and trades. */
export function TradingPage() {
  const { data: trades = [] } = useTrades()
  const { data: orders = [] } = useOrders()
  return (
    <div className="space-y-3">
      <Panel title="Trades" note={`${trades.length} listed`}>
        <DataTable columns={TRADES} rows={trades} keyOf={({ trade_id: id }) => id} empty="No trade yet." most={50} />
      </Panel>
      <Panel title="Orders" note={`${orders.length} listed, each immediate-or-cancel`}>
        <DataTable columns={ORDERS} rows={orders} keyOf={({ order_id: id }) => id} empty="No order yet." most={100} />
      </Panel>
    </div>
  )
}
