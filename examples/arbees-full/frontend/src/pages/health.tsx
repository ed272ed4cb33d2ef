import type { AlertView, ServiceView } from '../../../src/services/api/view/oversight-view.ts'
import { showAge, showTime } from '../format.ts'
import type { Column } from '../parts/data-table.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Nothing, Panel, Tile } from '../parts/panel.tsx'
import { Status } from '../parts/tags.tsx'
import { useAlerts, useHealth } from '../queries.ts'

function columnsAt(now: string): readonly Column<ServiceView>[] {
  return [
    { title: 'Service', cell: ({ service, instance }) => <span title={instance}>{service}</span> },
    { title: 'Status', cell: ({ status }) => <Status of={status} /> },
    { title: 'Heartbeat', isFigure: true, cell: ({ last_heartbeat: at }) => `${showAge(at, now)} ago` },
    { title: 'Up', isFigure: true, cell: ({ started_at: at }) => showAge(at, now) },
    {
      title: 'Depends on',
      cell: ({ checks }) => (
        <span className="flex gap-3">
          {Object.entries(checks).map(([name, isUp]) => (
            <span key={name} className={isUp ? 'text-quiet' : 'font-semibold text-loss'}>
              {name.split('.').at(-1)} {isUp ? 'answers' : 'does not answer'}
            </span>
          ))}
        </span>
      ),
    },
    {
      title: 'Figures',
      isExtra: true,
      cell: ({ metrics }) => (
        <span className="text-quiet">
          {Object.entries(metrics)
            .map(([name, value]) => `${name} ${value}`)
            .join(' · ')}
        </span>
      ),
    },
  ]
}

const ALERTS: readonly Column<AlertView>[] = [
  { title: 'Time', cell: ({ at }) => showTime(at) },
  { title: 'Priority', cell: ({ priority }) => <Status of={priority} /> },
  {
    title: 'What',
    cell: ({ title, sentence }) => (
      <div className="whitespace-normal">
        <span className="font-medium">{title}</span> <span className="text-quiet">{sentence}</span>
      </div>
    ),
  },
]

/** How every service does, and what was raised. */
export function HealthPage() {
  const { data } = useHealth()
  const { data: alerts = [] } = useAlerts()
  if (data === undefined) return <Nothing>Asking …</Nothing>
  const { status, timestamp, database, websocket_clients: clients, services } = data
  const healthy = services.filter((one) => one.status === 'healthy').length
  const tone = status === 'healthy' ? 'text-gain' : status === 'degraded' ? 'text-warn' : 'text-loss'
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Tile name="The whole" value={status} tone={tone} note={`at ${showTime(timestamp)}`} />
        <Tile name="Services" value={`${healthy} of ${services.length}`} note="healthy" />
        <Tile
          name="Database"
          value={database ? 'answers' : 'does not answer'}
          tone={database ? '' : 'text-loss'}
          note="asked just now"
        />
        <Tile name="Dashboards" value={String(clients)} note="connected" />
      </div>
      <Panel title="Services">
        <DataTable
          columns={columnsAt(timestamp)}
          rows={services}
          keyOf={({ instance }) => instance}
          empty="No heartbeat arrived yet."
        />
      </Panel>
      <Panel title="Alerts">
        <DataTable columns={ALERTS} rows={alerts} keyOf={({ key, at }) => `${key} ${at}`} empty="Nothing was raised." />
      </Panel>
    </div>
  )
}
