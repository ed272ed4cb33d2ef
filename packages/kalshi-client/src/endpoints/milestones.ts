import type { Micros } from '@arbees/core'
import { endpoint } from '@arbees/transport'
import { freeAnswer, liveDataAnswer, liveDatasAnswer } from '../schema/discovery.ts'
import { milestoneAnswer, milestonesAnswer } from '../schema/event.ts'
import { READ } from './costs.ts'
import { secondsOf } from './instants.ts'
import type { PageInput } from './paging.ts'
import { nextByCursor } from './paging.ts'

type MilestonesInput = Omit<PageInput, 'limit'> & {
  /** 1 to 500; the exchange wants it said. */
  readonly limit: number
  readonly category?: string
  readonly type?: string
  readonly relatedEventTicker?: string
  readonly minStartTs?: Micros
  readonly minUpdatedTs?: Micros
}

/** Gives milestones by page: the happenings that events are about. */
export const getMilestones = endpoint({
  method: 'GET',
  path: '/milestones',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: MilestonesInput) => ({
    query: {
      limit: input.limit,
      cursor: input.cursor,
      category: input.category,
      type: input.type,
      related_event_ticker: input.relatedEventTicker,
      min_start_ts: secondsOf(input.minStartTs),
      min_updated_ts: secondsOf(input.minUpdatedTs),
    },
  }),
  output: milestonesAnswer,
  paging: { items: (page) => page.milestones, next: nextByCursor },
})

/** Gives one milestone. */
export const getMilestone = endpoint({
  method: 'GET',
  path: '/milestones/{milestone_id}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly milestoneId: string }) => ({ path: { milestone_id: input.milestoneId } }),
  output: milestoneAnswer,
})

/** Gives what is known of a happening as it goes on. */
export const getLiveData = endpoint({
  method: 'GET',
  path: '/live_data/milestone/{milestone_id}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly milestoneId: string }) => ({ path: { milestone_id: input.milestoneId } }),
  output: liveDataAnswer,
})

/** Gives a game's statistics, free-form. */
export const getGameStats = endpoint({
  method: 'GET',
  path: '/live_data/milestone/{milestone_id}/game_stats',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly milestoneId: string }) => ({ path: { milestone_id: input.milestoneId } }),
  output: freeAnswer,
})

/** Gives the live data of up to 100 happenings. */
export const getLiveDatas = endpoint({
  method: 'GET',
  path: '/live_data/batch',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly milestoneIds: readonly string[] }) => ({
    query: { milestone_ids: input.milestoneIds },
  }),
  output: liveDatasAnswer,
})

/** Gives the live data of an event: the course of what it is measured by. */
export const getEventLiveData = endpoint({
  method: 'GET',
  path: '/live_data/events/{event_ticker}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly eventTicker: string; readonly range?: string }) => ({
    path: { event_ticker: input.eventTicker },
    query: { range: input.range },
  }),
  output: liveDataAnswer,
})

/** Gives a city's weather, free-form. */
export const getWeather = endpoint({
  method: 'GET',
  path: '/live_data/weather/{city}',
  access: 'public',
  cost: READ,
  retry: 'reads',
  request: (input: { readonly city: string }) => ({ path: { city: input.city } }),
  output: freeAnswer,
})
