import { useState } from 'react'
import type { GameView, PriceView } from '../../../src/services/api/view/game-view.ts'
import { showCents, showChance, showQuantity, toneOf } from '../format.ts'
import { Nothing } from '../parts/panel.tsx'
import { Status, Venue } from '../parts/tags.tsx'
import { useGames } from '../queries.ts'

const OVER = ['final', 'postponed', 'canceled']

function clockOf({ status, period, time_remaining: left, scheduled_time: start }: GameView): string {
  if (status === 'in-progress') return `Period ${period ?? '–'}${left === null ? '' : `, ${left} left`}`
  if (status === 'scheduled' && start !== null) {
    return `starts ${new Date(start).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })}`
  }
  return status
}

function Team({
  name,
  score,
  hasBall,
  chance,
}: {
  readonly name: string
  readonly score: number | null
  readonly hasBall: boolean
  readonly chance: number | null
}) {
  return (
    <div className="grid grid-cols-[1fr_2.5rem_3rem] items-baseline gap-2">
      <span className="truncate font-medium">
        {name}
        {hasBall && <span className="ml-1.5 text-accent text-xs">ball</span>}
      </span>
      <span className="text-right font-semibold text-lg leading-6">{score ?? '–'}</span>
      <span className="text-right text-quiet">{showChance(chance)}</span>
    </div>
  )
}

function Prices({ game }: { readonly game: GameView }) {
  const names = { home: game.home_team_abbrev, away: game.away_team_abbrev, draw: 'draw' }
  const size = (text: string | null) => (
    <span className="hidden text-faint text-xs sm:inline"> × {showQuantity(text)}</span>
  )
  const row = ({
    market_id: id,
    platform,
    yes_on: on,
    yes_bid: bid,
    yes_bid_size: bidSize,
    yes_ask: ask,
    yes_ask_size: askSize,
    is_tradable: isTradable,
  }: PriceView) => (
    <tr
      key={id}
      className={isTradable ? '' : 'opacity-50'}
      title={isTradable ? id : `${id}: its book is not whole, nothing is traded on it`}
    >
      <td className="py-0.5">
        <Venue name={platform} />
      </td>
      <td>{names[on]}</td>
      <td className="text-right">
        {showCents(bid)}
        {size(bidSize)}
      </td>
      <td className="text-right">
        {showCents(ask)}
        {size(askSize)}
      </td>
    </tr>
  )
  return (
    <table className="w-full">
      <thead>
        <tr className="text-left text-quiet text-xs">
          <th className="font-medium">Venue</th>
          <th className="font-medium">YES on</th>
          <th className="text-right font-medium">Bid</th>
          <th className="text-right font-medium">Ask</th>
        </tr>
      </thead>
      <tbody>{game.prices.map(row)}</tbody>
    </table>
  )
}

function Game({ game }: { readonly game: GameView }) {
  const home = game.home_win_prob
  const away = home === null ? null : 1 - home
  return (
    <article className="min-w-0 rounded-md border border-line bg-panel p-3">
      <div className="mb-1.5 flex justify-between text-quiet text-xs">
        <span>
          {game.sport.toUpperCase()} · {clockOf(game)}
        </span>
        {game.status !== 'in-progress' && <Status of={game.status} />}
      </div>
      <Team name={game.away_team} score={game.away_score} hasBall={game.possession === 'away'} chance={away} />
      <Team name={game.home_team} score={game.home_score} hasBall={game.possession === 'home'} chance={home} />
      <div
        className="my-2 flex h-1.5 overflow-hidden rounded-full bg-bar"
        title={`our model; the source says ${showChance(game.source_home_win_prob)} for home`}
      >
        {away !== null && <div className="bg-faint" style={{ width: `${away * 100}%` }} />}
        {home !== null && <div className="bg-accent" style={{ width: `${home * 100}%` }} />}
      </div>
      {game.prices.length === 0 ? <p className="text-quiet">No market is matched.</p> : <Prices game={game} />}
      <div className="mt-2 flex justify-between border-line border-t pt-1.5">
        <span className="text-quiet">Gap before fees</span>
        <span className={`font-semibold ${toneOf(game.best_gap)}`}>{showCents(game.best_gap, true)}</span>
      </div>
      {game.refused_markets.length > 0 && (
        <details className="mt-1 text-quiet text-xs">
          <summary className="cursor-pointer">
            {game.refused_markets.length === 1 ? '1 market' : `${game.refused_markets.length} markets`} not taken
          </summary>
          <ul className="mt-1 space-y-0.5">
            {game.refused_markets.map(({ market_id: id, reason }) => (
              <li key={id} className="break-words">
                {id}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  )
}

const RANK: Readonly<Record<string, number>> = { 'in-progress': 0, break: 0, scheduled: 1 }

function inOrder(games: readonly GameView[]): readonly GameView[] {
  const rank = ({ status }: GameView) => RANK[status] ?? 2
  return games.toSorted(
    (a, b) =>
      rank(a) - rank(b) || Number(b.best_gap ?? -9) - Number(a.best_gap ?? -9) || (a.game_id < b.game_id ? -1 : 1),
  )
}

/** Every game with both venues' prices. */
export function GamesPage() {
  const { data } = useGames()
  const [withOver, setWithOver] = useState(false)
  if (data === undefined) return <Nothing>Asking …</Nothing>
  const shown = inOrder(data.filter(({ status }) => withOver || !OVER.includes(status)))
  const over = data.length - data.filter(({ status }) => !OVER.includes(status)).length
  return (
    <>
      <div className="mb-3 flex items-center justify-between gap-3">
        <h1 className="font-semibold text-lg">Live games</h1>
        <label className={`flex items-center gap-2 text-quiet ${over === 0 ? 'invisible' : ''}`}>
          <input type="checkbox" checked={withOver} onChange={({ target }) => setWithOver(target.checked)} />
          with {over} that are over
        </label>
      </div>
      {shown.length === 0 && <Nothing>No game is on. Games appear when the orchestrator finds them.</Nothing>}
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {shown.map((game) => (
          <Game key={game.game_id} game={game} />
        ))}
      </div>
    </>
  )
}
