import { endpoint } from '@arbees/transport'
import { exchangeScheduleAnswer, exchangeStatus, userDataTimestamp } from '../schema/exchange.ts'
import { READ } from './costs.ts'

/** Says whether the exchange and each of its shards are open. */
export const getStatus = endpoint({
  method: 'GET',
  path: '/exchange/status',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: exchangeStatus,
})

/** Gives the exchange's hours and its maintenance. */
export const getSchedule = endpoint({
  method: 'GET',
  path: '/exchange/schedule',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: exchangeScheduleAnswer,
})

/** Says how fresh balance, orders, fills and positions are when they are read. */
export const getUserDataTimestamp = endpoint({
  method: 'GET',
  path: '/exchange/user_data_timestamp',
  access: 'public',
  cost: READ,
  retry: 'reads',
  output: userDataTimestamp,
})
