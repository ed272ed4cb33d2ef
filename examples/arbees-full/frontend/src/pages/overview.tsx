import type { GameView } from '../../../src/services/api/view/game-view.ts'
import type { OrderView, PositionView } from '../../../src/services/api/view/ledger-view.ts'
import type { OverviewView } from '../../../src/services/api/view/oversight-view.ts'
import { showAge, showCents, showChance, showDollars, showMillis, showQuantity, showTime, toneOf } from '../format.ts'
import type { Column } from '../parts/data-table.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { EquityChart } from '../parts/equity-chart.tsx'
import { Funnel } from '../parts/funnel.tsx'
import { Bar, Nothing, Panel, Tile } from '../parts/panel.tsx'
import { Status, Venue } from '../parts/tags.tsx'
import { useEquity, useGames, useOrders, useOverview, usePositions } from '../queries.ts'
import type { Theme } from '../theme.ts'

const LIVE = ['in-progress', 'break']

function Tiles({
  data: { bankroll, performance, risk, live_games: games, open_positions: positions },
}: {
  readonly data: OverviewView
}) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <Tile
        name="Profit and loss"
        value={showDollars(bankroll?.profit_loss, true)}
        tone={toneOf(bankroll?.profit_loss)}
        note={bankroll === null ? 'no account yet' : `${bankroll.roi_pct}% of ${showDollars(bankroll.initial_balance)}`}
      />
      <Tile
        name="Today (UTC)"
        value={showDollars(risk.daily_pnl, true)}
        tone={toneOf(risk.daily_pnl)}
        note={`loss limit ${showDollars(risk.daily_limit)}`}
      />
      <Tile
        name="Bankroll"
        value={showDollars(bankroll?.balance)}
        note={`${showDollars(bankroll?.reserved_balance)} reserved, ${showDollars(bankroll?.piggybank_balance)} put aside`}
      />
      <Tile name="Open positions" value={String(positions)} note={`${showDollars(risk.total_exposure)} at cost`} />
      <Tile
        name="Trades won"
        value={performance.win_rate === null ? '–' : `${performance.win_rate}%`}
        note={`${performance.winning_trades} won, ${performance.losing_trades} lost, ${performance.open_trades} open`}
      />
      <Tile
        name="Cause to order, p95"
        value={showMillis(risk.p95_latency_ms)}
        note={`p50 ${showMillis(risk.p50_latency_ms)}, ${games} live games`}
      />
    </div>
  )
}

function Risk({ data: { risk } }: { readonly data: OverviewView }) {
  const used = Number(risk.daily_limit_pct)
  const most = Math.max(...risk.exposure_by_game.map(({ exposure }) => Number(exposure)), 1)
  return (
    <Panel title="Risk" note={`at most ${showDollars(risk.max_position)} a position`}>
      <div className="space-y-3 px-3 pb-3">
        <div>
          <div className="mb-1 flex justify-between">
            <span>Daily loss</span>
            <span>
              {risk.daily_limit_pct}% of {showDollars(risk.daily_limit)}
            </span>
          </div>
          <Bar percent={used} tone={used >= 80 ? 'bg-loss' : used >= 50 ? 'bg-warn' : 'bg-gain'} />
        </div>
        {risk.exposure_by_game.length === 0 && <p className="text-quiet">Nothing is held.</p>}
        {risk.exposure_by_game.slice(0, 6).map(({ game_id: id, name, exposure }) => (
          <div key={id}>
            <div className="mb-1 flex justify-between gap-3">
              <span className="truncate">{name}</span>
              <span>{showDollars(exposure)}</span>
            </div>
            <Bar percent={(Number(exposure) * 100) / most} />
          </div>
        ))}
      </div>
    </Panel>
  )
}

function Curve({ initial, theme }: { readonly initial: string; readonly theme: Theme }) {
  const { data: points = [] } = useEquity(30)
  return (
    <Panel title="Profit and loss" note="30 days, after fees">
      {points.length < 3 ? (
        <Nothing>The curve begins with the second entry of the bankroll.</Nothing>
      ) : (
        <div className="px-1 pb-2">
          <EquityChart points={points} initial={initial} theme={theme} />
        </div>
      )}
    </Panel>
  )
}

const GAMES: readonly Column<GameView>[] = [
  { title: 'Game', cell: ({ away_team_abbrev: away, home_team_abbrev: home }) => `${away} at ${home}` },
  {
    title: 'Score',
    isFigure: true,
    cell: ({ away_score: away, home_score: home }) => `${away ?? '–'} : ${home ?? '–'}`,
  },
  { title: 'Clock', isFigure: true, cell: ({ period, time_remaining: left }) => `P${period ?? '–'} ${left ?? ''}` },
  { title: 'Home wins', isFigure: true, cell: ({ home_win_prob: chance }) => showChance(chance) },
  {
    title: 'Best gap',
    isFigure: true,
    cell: ({ best_gap: gap }) => <span className={toneOf(gap)}>{showCents(gap, true)}</span>,
  },
]

const POSITIONS: readonly Column<PositionView>[] = [
  { title: 'Game', isCut: true, cell: ({ market_title: title }) => <span title={title}>{title}</span> },
  { title: 'Venue', cell: ({ platform }) => <Venue name={platform} /> },
  { title: 'Side', cell: ({ side }) => side.toUpperCase() },
  { title: 'Quantity', isFigure: true, cell: ({ quantity }) => showQuantity(quantity) },
  { title: 'Cost', isFigure: true, isExtra: true, cell: ({ cost }) => showDollars(cost) },
  { title: 'Worth now', isFigure: true, cell: ({ value }) => showDollars(value) },
]

const ORDERS: readonly Column<OrderView>[] = [
  { title: 'Time', isExtra: true, cell: ({ created_at: at }) => showTime(at) },
  { title: 'Game', isExtra: true, isCut: true, cell: ({ market_title: title }) => <span title={title}>{title}</span> },
  { title: 'Venue', cell: ({ platform }) => <Venue name={platform} /> },
  { title: 'Order', cell: ({ action, side }) => `${action} ${side.toUpperCase()}` },
  {
    title: 'Filled',
    isFigure: true,
    cell: ({ filled_qty: filled, quantity }) => `${showQuantity(filled)} / ${showQuantity(quantity)}`,
  },
  { title: 'Limit', isFigure: true, cell: ({ limit_price: limit }) => showCents(limit) },
  { title: 'Status', cell: ({ status }) => <Status of={status} /> },
]

/** The first page: how the whole stands. */
export function OverviewPage({ theme }: { readonly theme: Theme }) {
  const { data, error } = useOverview()
  const { data: games = [] } = useGames()
  const { data: positions = [] } = usePositions()
  const { data: orders = [] } = useOrders()
  if (data === undefined)
    return <Nothing>{error === null ? 'Asking …' : `The API does not answer: ${error.message}`}</Nothing>
  const live = games.filter(({ status }) => LIVE.includes(status))
  return (
    <div className="space-y-3">
      <Tiles data={data} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Curve initial={data.bankroll?.initial_balance ?? '0.00'} theme={theme} />
        <Risk data={data} />
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <Panel
          title="Live games"
          note={
            <a href="#/games" className="hover:underline">
              all games
            </a>
          }
        >
          <DataTable columns={GAMES} rows={live} keyOf={({ game_id: id }) => id} empty="No game is live." most={10} />
        </Panel>
        <Panel
          title="Opportunities: how far they came"
          note={
            <a href="#/opportunities" className="hover:underline">
              {data.funnel.since === null ? 'none yet' : `last ${showAge(data.funnel.since, data.now)}`}
            </a>
          }
        >
          <Funnel funnel={data.funnel} reasonsMax={4} />
        </Panel>
        <Panel title="Open positions">
          <DataTable
            columns={POSITIONS}
            rows={positions}
            keyOf={({ trade_id: trade, market_id: market, side }) => `${trade} ${market} ${side}`}
            empty="Nothing is held."
            most={10}
          />
        </Panel>
        <Panel
          title="Last orders"
          note={
            <a href="#/trading" className="hover:underline">
              all orders
            </a>
          }
        >
          <DataTable columns={ORDERS} rows={orders} keyOf={({ order_id: id }) => id} empty="No order yet." most={8} />
        </Panel>
      </div>
    </div>
  )
}
