/*
 * The status page: books side by side, orders, fills, faults in force, and a form that injects one. The part
 * that moves is asked for again each second, so that the form keeps what is being written into it.
 */
import { ONE_SECOND } from '@arbees/core'
import { FAULTS } from '../faults.ts'
import type { MarketStatusRow, OrderStatusRow, VenuesStatus } from './status.ts'
import { STATUS_STYLE } from './status-style.ts'

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function table(head: readonly string[], rows: readonly (readonly string[])[], nothing: string): string {
  if (rows.length === 0) return `<p class="none">${nothing}</p>`
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag} title="${escaped(cell)}">${escaped(cell)}</${tag}>`).join('')}</tr>`
  const body = rows.map((cells) => line(cells, 'td')).join('')
  return `<div class="scroll"><table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table></div>`
}

type Levels = MarketStatusRow['bids']

/** One line of a book: both sides' levels of the same rank, with bars as long as what is offered. */
function bookLines({ bids, asks }: MarketStatusRow): string {
  const most = Math.max(1, ...[...bids, ...asks].map(([, quantity]) => Number(quantity)))
  const cells = (level: Levels[number] | undefined, side: 'bid' | 'ask') => {
    if (level === undefined) return '<td></td><td></td>'
    const [price, quantity] = level
    const share = Math.round((100 * Number(quantity)) / most)
    const amount = `<td class="size ${side}" style="--share:${share}%">${escaped(quantity)}</td>`
    const at = `<td class="price ${side}">${escaped(price)}</td>`
    return side === 'bid' ? amount + at : at + amount
  }
  const count = Math.max(bids.length, asks.length)
  const lines = Array.from(
    { length: count },
    (_, rank) => `<tr>${cells(bids[rank], 'bid')}${cells(asks[rank], 'ask')}</tr>`,
  )
  return lines.join('')
}

function bookCard(market: MarketStatusRow | undefined): string {
  if (market === undefined) return '<article class="card"></article>'
  const { venue, name, title, status, bids, asks } = market
  const isOpen = status === 'active' || status === 'open'
  const book =
    bids.length + asks.length === 0
      ? '<p class="none">The book is empty.</p>'
      : `<table class="book"><thead><tr><th>bid</th><th class="price"></th><th class="price"></th><th>ask</th></tr></thead><tbody>${bookLines(market)}</tbody></table>`
  return (
    `<article class="card"><header><span class="tag ${venue}">${venue}</span><h3>${escaped(title)}</h3>` +
    `<span class="state ${isOpen ? 'good' : 'bad'}">${escaped(status)}</span></header>` +
    `<code title="${escaped(name)}">${escaped(name)}</code>${book}</article>`
  )
}

/** Markets of one question stand in one row: both venues list them in the same order. */
function books(markets: readonly MarketStatusRow[]): string {
  const of = (venue: string) => markets.filter((one) => one.venue === venue)
  const [left, right] = [of('kalshi'), of('polymarket')]
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    [left[index], right[index]].map(bookCard).join(''),
  )
  return rows.join('')
}

function orderRow({ venue, market, side, price, quantity, state, id }: OrderStatusRow): readonly string[] {
  return [venue, market, side, price, quantity, state, id]
}

function leftText(times: number, micros: number | undefined): string {
  const often = Number.isFinite(times) ? [times === 1 ? 'once' : `${times} times`] : []
  const long = micros === undefined ? [] : [`for ${Math.max(0, Math.ceil(micros / ONE_SECOND))} s`]
  return [...often, ...long].join(', ') || 'without end'
}

function faultRows({ at, faults }: VenuesStatus): readonly (readonly string[])[] {
  return faults.standing.map(({ venue, fault, match, left, until }) => [
    venue,
    fault,
    match ?? 'everywhere',
    leftText(left, until === null ? undefined : until - at),
  ])
}

/** Returns the part of the page that moves. */
export function renderLive(status: VenuesStatus): string {
  const { at, markets, orders, fills, cash, faults } = status
  const struck = Object.entries(faults.struck).flatMap(([venue, counts]) =>
    Object.entries(counts).map(([fault, count]) => [venue, fault, String(count)]),
  )
  const time = new Date(at / 1_000).toISOString().slice(0, 19).replace('T', ' ')
  const inForce = faults.standing.length
  return (
    `<dl class="facts"><div><dt>venues' time</dt><dd>${time} UTC</dd></div>` +
    `<div><dt>cash at Kalshi</dt><dd>$${escaped(cash.kalshi)}</dd></div>` +
    `<div><dt>cash at Polymarket</dt><dd>$${escaped(cash.polymarket)}</dd></div>` +
    `<div><dt>resting orders</dt><dd>${orders.length}</dd></div>` +
    `<div><dt>faults in force</dt><dd class="${inForce > 0 ? 'bad' : 'good'}">${inForce}</dd></div></dl>` +
    `<section><h2>Books</h2><div class="books">${books(markets)}</div></section>` +
    `<section><h2>Faults in force</h2>${table(['venue', 'fault', 'only where', 'left'], faultRows(status), 'None: both venues behave.')}</section>` +
    `<section><h2>Faults that struck</h2>${table(['venue', 'fault', 'times'], struck, 'None so far.')}</section>` +
    `<section><h2>Resting orders</h2>${table(['venue', 'market', 'side', 'price', 'remaining', 'state', 'order'], orders.map(orderRow), 'No order rests.')}</section>` +
    `<section><h2>Latest fills</h2>${table(['venue', 'market', 'side', 'price', 'quantity', 'stage', 'order'], fills.map(orderRow), 'Nothing has filled yet.')}</section>`
  )
}

function form(token: string | undefined): string {
  if (token === undefined) {
    return '<p class="none">To inject faults from here, open the address with its token, which <code>arbees venues</code> prints.</p>'
  }
  const options = Object.entries(FAULTS)
    .map(([name, sentence]) => `<option value="${name}">${name} — ${escaped(sentence)}</option>`)
    .join('')
  const hidden = `<input type="hidden" name="token" value="${escaped(token)}">`
  const number = (label: string, name: string, hint: string) =>
    `<label>${label}<input name="${name}" inputmode="numeric" pattern="[0-9]*" placeholder="${hint}"></label>`
  return (
    `<form method="post" action="/faults">${hidden}` +
    '<label>venue<select name="venue"><option>both</option><option>kalshi</option><option>polymarket</option></select></label>' +
    `<label class="wide">fault<select name="fault">${options}</select></label>` +
    '<label>only where<input name="match" placeholder="everywhere, or /orders"></label>' +
    number('times', 'times', '1') +
    number('for ms', 'forMillis', 'no end') +
    number('amount ms', 'amountMillis', 'as it comes') +
    '<button>Inject</button></form>' +
    `<form method="post" action="/faults/clear">${hidden}<button class="quiet">Take all faults back</button></form>`
  )
}

const SCRIPT =
  "setInterval(async()=>{try{const r=await fetch('/live');if(r.ok)document.getElementById('live').innerHTML=await r.text();" +
  "document.body.classList.remove('lost')}catch{document.body.classList.add('lost')}},1000)"

/**
 * Returns the page.
 *
 * @param token What the form sends; without it there is no form.
 */
export function renderPage(status: VenuesStatus, token: string | undefined): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Venue fakes</title><style>${STATUS_STYLE}</style></head><body>
<header class="top"><h1>Venue fakes</h1><p>Nothing here is real: no order leaves this machine.</p><p class="gone">The fakes do not answer any more.</p></header>
<section class="inject"><h2>Inject a fault</h2>${form(token)}</section>
<main id="live">${renderLive(status)}</main><script>${SCRIPT}</script></body></html>
`
}
