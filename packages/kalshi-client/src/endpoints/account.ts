import { endpoint } from '@arbees/transport'
import { accountLimits, endpointCosts, volumeProgressAnswer } from '../schema/account.ts'
import { freeAnswer } from '../schema/discovery.ts'
import { READ } from './costs.ts'

/** Gives the account's tier and its token buckets. */
export const getLimits = endpoint({
  method: 'GET',
  path: '/account/limits',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: accountLimits,
})

/** Gives what endpoints cost, where they do not cost the default. */
export const getEndpointCosts = endpoint({
  method: 'GET',
  path: '/account/endpoint_costs',
  access: 'optional',
  cost: READ,
  retry: 'reads',
  output: endpointCosts,
})

/** Asks for the Advanced tier; refused unless one of the last hundred orders came through the API. */
export const upgradeUsageLevel = endpoint({
  method: 'POST',
  path: '/account/api_usage_level/upgrade',
  access: 'private',
  cost: { ...READ, tokens: 30 },
  retry: 'unprocessed',
  output: freeAnswer.optional(),
})

/** Says how far the account is from each tier. */
export const getVolumeProgress = endpoint({
  method: 'GET',
  path: '/account/api_usage_level/volume_progress',
  access: 'private',
  cost: READ,
  retry: 'reads',
  output: volumeProgressAnswer,
})
