/*
 * The status page: books, orders, faults in force, and a form that injects one. It reloads itself and
 * needs no script.
 */
import { FAULTS } from '../faults.ts'
import type { MarketStatusRow, VenuesStatus } from './status.ts'

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function row(cells: readonly string[], tag = 'td'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>None.</p>'
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells)).join('')}</table>`
}

function side(levels: MarketStatusRow['bids']): string {
  return levels.map(([price, quantity]) => `${quantity} @ ${price}`).join(' · ') || 'empty'
}

const STYLE =
  'body{font:14px system-ui,sans-serif;margin:2rem;max-width:80rem}table{border-collapse:collapse;width:100%}' +
  'td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;font-variant-numeric:tabular-nums}' +
  'form{display:flex;gap:.5rem;flex-wrap:wrap;align-items:end}label{display:flex;flex-direction:column}'

function form(): string {
  const options = Object.entries(FAULTS)
    .map(([name, sentence]) => `<option value="${name}" title="${escaped(sentence)}">${name}</option>`)
    .join('')
  return (
    '<form method="post" action="/faults">' +
    '<label>Venue<select name="venue"><option>both</option><option>kalshi</option><option>polymarket</option></select></label>' +
    `<label>Fault<select name="fault">${options}</select></label>` +
    '<label>Only where<input name="match" placeholder="/orders"></label>' +
    '<label>Times<input name="times" inputmode="numeric" size="4"></label>' +
    '<label>For ms<input name="forMillis" inputmode="numeric" size="8"></label>' +
    '<label>Amount ms<input name="amountMillis" inputmode="numeric" size="8"></label>' +
    '<button>Inject</button></form>'
  )
}

/** Returns the page. */
export function renderStatus(status: VenuesStatus): string {
  const { markets, orders, faults, cash } = status
  const struck = Object.entries(faults.struck).flatMap(([venue, counts]) =>
    Object.entries(counts).map(([fault, count]) => [venue, fault, String(count)]),
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Venue fakes</title><style>${STYLE}</style></head><body>
<h1>Venue fakes</h1><p>Nothing here is real: no order leaves this machine. Cash at the fake Kalshi: $${cash.kalshi}.</p>
<h2>Books</h2>${table(
    ['Venue', 'Market', 'Title', 'Status', 'Bids', 'Asks'],
    markets.map((one) => [one.venue, one.name, one.title, one.status, side(one.bids), side(one.asks)]),
  )}
<h2>Resting orders at Kalshi</h2>${table(
    ['Order', 'Market', 'Side', 'Price', 'Remaining'],
    orders.map((one) => [one.id, one.market, one.side, one.price, one.remaining]),
  )}
<h2>Faults in force</h2>${table(
    ['Venue', 'Fault', 'Only where', 'Left'],
    faults.standing.map((one) => [one.venue, one.fault, one.match ?? 'everywhere', String(one.left)]),
  )}
<h2>Inject a fault</h2>${form()}
<form method="post" action="/faults/clear"><button>Take all faults back</button></form>
<h2>Faults so far</h2>${table(['Venue', 'Fault', 'Times'], struck)}
</body></html>
`
}
