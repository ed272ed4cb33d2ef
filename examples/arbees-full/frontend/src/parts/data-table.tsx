import type { ReactNode } from 'react'
import { Nothing } from './panel.tsx'

/** A column: figures stand right, words left; what a phone can do without is hidden there. */
export type Column<Row> = {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly isFigure?: boolean
  readonly isExtra?: boolean
  /** Takes what room there is, and is cut where there is none. */
  readonly isCut?: boolean
}

/** A table of rows, or a sentence when there are none. */
export function DataTable<Row>({
  columns,
  rows,
  keyOf,
  empty,
  most = 100,
}: {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly empty: string
  readonly most?: number
}) {
  if (rows.length === 0) return <Nothing>{empty}</Nothing>
  const styleOf = ({ isFigure, isExtra, isCut }: Column<Row>) =>
    `px-2 py-1.5 first:pl-3 last:pr-3 sm:px-3 whitespace-nowrap ${isFigure === true ? 'text-right' : 'text-left'} ${isExtra === true ? 'hidden md:table-cell' : ''} ${isCut === true ? 'w-full max-w-0 min-w-28 truncate' : ''}`
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-line border-b text-quiet text-xs">
            {columns.map((column) => (
              <th key={column.title} scope="col" className={`${styleOf(column)} font-medium`}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <tr key={keyOf(row)} className="border-line border-b last:border-0 hover:bg-bar/40">
              {columns.map((column) => (
                <td key={column.title} className={styleOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <p className="px-3 py-2 text-quiet text-xs">
          The newest {most} of {rows.length}.
        </p>
      )}
    </div>
  )
}
