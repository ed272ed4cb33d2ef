/*
 * Where Polymarket is: hosts, chain and contracts. The addresses are Polymarket's documented
 * deployments on Polygon; Amoy's are in the official clients' configuration, and no public server is
 * documented for them.
 */
import { VenueError } from '@arbees/core'
import type { Address } from './sign/address.ts'
import { toAddress } from './sign/address.ts'

/** Every contract an order, an approval or a wallet call can name. */
export type Contracts = {
  /** Exchange V2 of regular markets, order version 2. */
  readonly exchange: Address
  /** Exchange V2 of neg-risk markets, order version 2. */
  readonly negRiskExchange: Address
  /** ExchangeV3 of protocol v2, order version 3, neg-risk or not. */
  readonly exchangeV3: Address
  /** pUSD. */
  readonly collateral: Address
  /** The ERC-1155 of conditional tokens, protocol v1. */
  readonly conditionalTokens: Address
  /** Splits, merges and redeems protocol v1 markets that are not neg-risk. */
  readonly collateralAdapter: Address
  /** Splits, merges and redeems protocol v1 neg-risk markets. */
  readonly negRiskCollateralAdapter: Address
}

/** Polymarket's hosts; REST without a trailing slash. */
export type Hosts = {
  readonly clob: string
  readonly gamma: string
  readonly data: string
  /** The main site, for its geoblock answer. */
  readonly site: string
  readonly marketStream: string
  readonly userStream: string
  readonly sportsStream: string
}

/** Where to speak to, and which chain orders are signed for. */
export type Environment = {
  readonly name: string
  readonly hosts: Hosts
  readonly chainId: number
  readonly contracts: Contracts
}

const POLYGON: Contracts = {
  exchange: toAddress('0xE111180000d2663C0091e4f400237545B87B996B'),
  negRiskExchange: toAddress('0xe2222d279d744050d28e00520010520000310F59'),
  exchangeV3: toAddress('0xe3333700cA9d93003F00f0F71f8515005F6c00Aa'),
  collateral: toAddress('0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB'),
  conditionalTokens: toAddress('0x4D97DCd97eC945f40cF65F87097ACe5EA0476045'),
  collateralAdapter: toAddress('0xAdA100Db00Ca00073811820692005400218FcE1f'),
  negRiskCollateralAdapter: toAddress('0xadA2005600Dec949baf300f4C6120000bDB6eAab'),
}

const AMOY: Contracts = {
  ...POLYGON,
  exchangeV3: toAddress('0x9fE6e61422AdB6F610d8597F9684b16912D50C3D'),
  conditionalTokens: toAddress('0x69308FB512518e39F9b16112fA8d994F4e2Bf8bB'),
}

const HOSTS: Hosts = {
  clob: 'https://clob.polymarket.com',
  gamma: 'https://gamma-api.polymarket.com',
  data: 'https://data-api.polymarket.com',
  site: 'https://polymarket.com',
  marketStream: 'wss://ws-subscriptions-clob.polymarket.com/ws/market',
  userStream: 'wss://ws-subscriptions-clob.polymarket.com/ws/user',
  sportsStream: 'wss://sports-api.polymarket.com/ws',
}

/** Production: Polygon, chain 137. */
export const PRODUCTION: Environment = { name: 'production', hosts: HOSTS, chainId: 137, contracts: POLYGON }

/** Returns the contracts of a chain that Polymarket's clients know: 137 and 80002. */
export function contractsOf(chainId: number): Contracts {
  if (chainId === 137) return POLYGON
  if (chainId === 80002) return AMOY
  throw new VenueError('config.invalid', { issues: [`chainId: expected 137 or 80002, found ${chainId}`] })
}

/** What a caller may name: production, or hosts of their own (a fake, a proxy) on a known chain. */
export type EnvironmentChoice =
  | 'production'
  | { readonly hosts: Partial<Hosts>; readonly chainId?: number; readonly name?: string }

/**
 * Returns the environment of a choice; hosts that are not named stay production's.
 *
 * @throws VenueError `config.invalid` for an unknown chain.
 */
export function toEnvironment(choice: EnvironmentChoice): Environment {
  if (choice === 'production') return PRODUCTION
  const { hosts, chainId = 137, name = 'custom' } = choice
  return { name, hosts: { ...HOSTS, ...hosts }, chainId, contracts: contractsOf(chainId) }
}
