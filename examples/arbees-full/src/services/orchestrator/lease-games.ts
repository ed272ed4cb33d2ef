/*
 * Makes the leases what they should be: prolongs those of shards that live, gives the games of dead ones to
 * others once their leases have run out, and tells every change.
 */
import type { Log, Micros } from '@arbees/core'
import { toMicros } from '@arbees/core'
import type { SpokenOf } from '../../messages/topics.ts'
import type { Leases } from '../../platform/leases/leases.ts'
import type { Assignments, AssignmentTimes, KnownGame } from './core.ts'
import { gameToMove, idlestShard, isWanted, liveShards, newsOf } from './core.ts'

/** What it works with. */
export type LeaseWorld = {
  readonly state: Assignments
  readonly leases: Leases
  readonly times: AssignmentTimes
  readonly now: () => Micros
  readonly log: Log
  readonly tell: (assigned: SpokenOf<'market.assigned'>) => Promise<void>
}

function leaseOf(game: string): string {
  return `game:${game}`
}

/** A lease ends when its holder has been silent for its length, not later: so long a dead shard's games wait. */
async function hold(world: LeaseWorld, game: KnownGame, shard: string): Promise<void> {
  const { state, leases, times, now } = world
  const name = leaseOf(game.found.game)
  const length = toMicros((state.shards.get(shard) ?? 0) + times.lease - now())
  if (length <= 0) return
  const lease = (await leases.take(name, shard, length)) ?? (await leases.holderOf(name))
  game.holder = lease === undefined ? null : { shard: lease.holder, fence: lease.fence }
}

async function tellOf({ state, tell, log }: LeaseWorld, game: KnownGame): Promise<void> {
  const news = newsOf(state, game)
  if (news === undefined) return
  await tell(news)
  if (news.shard !== game.told?.shard) {
    log('info', news.shard === null ? 'game given up' : 'game assigned', { game: news.game, shard: news.shard })
  }
  game.told = news
}

async function giveUp({ leases }: LeaseWorld, game: KnownGame): Promise<void> {
  if (game.holder === null) return
  await leases.release(leaseOf(game.found.game), game.holder.shard)
  game.holder = null
}

/** Holds every wanted game for a shard that lives, and gives the others up. */
export async function leaseGames(world: LeaseWorld): Promise<void> {
  const { state, times, now } = world
  const shards = liveShards(state, times, now())
  for (const game of state.games.values()) {
    if (isWanted(state, game, times, now())) {
      const holder = game.holder?.shard
      const shard = holder !== undefined && shards.includes(holder) ? holder : idlestShard(state, shards)
      if (shard !== undefined) await hold(world, game, shard)
    } else await giveUp(world, game)
    await tellOf(world, game)
  }
  // One at a time: a shard that has just begun must not be given everything at once.
  const moving = state.games.get(gameToMove(state, shards) ?? '')
  const heir = idlestShard(state, shards)
  if (moving === undefined || heir === undefined) return
  await giveUp(world, moving)
  await hold(world, moving, heir)
  await tellOf(world, moving)
}
