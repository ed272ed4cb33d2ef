/*
 * One answer of ESPN shows all games of a league at once, and what is decided on the first of them must not wait for the
 * last: where somebody has scored comes first, and a game's first signal before the further ones of another. Of many
 * signals of one game risk takes one or two; to refuse the others may wait until each game has had its chance.
 */
import type { Micros } from '@arbees/core'
import type { SpokenOf } from '../../messages/topics.ts'
import type { GameState } from '../../sports/game-state.ts'
import type { Shard } from './shard.ts'
import { saySignal, takeLook } from './shard.ts'
import type { ShardGame } from './shard-game.ts'

type Look = { readonly game: ShardGame; readonly state: GameState | undefined }

/**
 * How many steps others may take after a signal: where all run in one process its order has left by then. To
 * wait for a timer instead would let in all else that is due, and there are games that wait for this one.
 */
const STEPS = 60

async function letOthersStep(): Promise<void> {
  for (let step = 0; step < STEPS; step++) await undefined
}

/** Says whether a look shows what moves prices: another score, or a game that begins, pauses or ends. */
function isNews({ game: { watched }, state }: Look): boolean {
  const before = watched.tracked?.state
  if (before === undefined || state === undefined) return false
  const { score, phase } = before
  return phase !== state.phase || score?.home !== state.score?.home || score?.away !== state.score?.away
}

/** Takes looks one after the other; resolves when every signal of them is spoken. Returns what is still to be told. */
async function takeLooks(shard: Shard, looks: readonly Look[], at: Micros): Promise<readonly Promise<void>[]> {
  const telling: Promise<void>[] = []
  const further: SpokenOf<'signal.generated'>[] = []
  for (const { game, state } of looks) {
    // In the meantime a game may have become another shard's.
    if (shard.games.get(game.watched.game) !== game) continue
    const { signals, told } = takeLook(shard, game, state, at)
    // Whoever waits for all of them hears of it; until then it must not count as a rejection that nobody hears.
    told.catch(() => undefined)
    telling.push(told)
    const [first, ...others] = signals
    if (first === undefined) continue
    saySignal(shard, first, 'look')
    further.push(...others)
    await letOthersStep()
  }
  for (const signal of further) saySignal(shard, signal, 'look')
  return telling
}

/** Takes what a scoreboard shows of games; resolves when the bus has all that is told of it. Throws as the bus does. */
export async function takeBoard(
  shard: Shard,
  games: readonly ShardGame[],
  states: readonly GameState[],
  at: Micros,
): Promise<void> {
  const shown = new Map(states.map((state) => [state.id, state]))
  const looks = games.map((game) => ({ game, state: shown.get(game.watched.game) }))
  const news = new Set(looks.filter(isNews))
  const first = await takeLooks(shard, [...news], at)
  const second = await takeLooks(
    shard,
    looks.filter((look) => !news.has(look)),
    at,
  )
  await Promise.all([...first, ...second])
}
