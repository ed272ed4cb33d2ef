import { endpoint } from '@arbees/transport'
import { Geoblock } from '../schema/account.ts'
import { one } from './charge.ts'

/** Says whether orders are taken from where this process stands. */
export const getGeoblock = endpoint({
  method: 'GET',
  path: '/api/geoblock',
  access: 'public',
  cost: one('site'),
  retry: 'reads',
  output: Geoblock,
})
