import type { Team } from '../team.ts'

/** The teams of the WNBA. */
export const WNBA: readonly Team[] = [
  { name: 'Atlanta Dream', aliases: ['Atlanta', 'Dream'], kalshi: ['ATL'], polymarket: ['atl'] },
  { name: 'Chicago Sky', aliases: ['Chicago', 'Sky'], kalshi: ['CHI'], polymarket: ['chi'] },
  { name: 'Connecticut Sun', aliases: ['Connecticut', 'Sun'], kalshi: ['CONN'], polymarket: ['conn'] },
  { name: 'Dallas Wings', aliases: ['Dallas', 'Wings'], kalshi: ['DAL'], polymarket: ['dal'] },
  { name: 'Golden State Valkyries', aliases: ['Golden State', 'Valkyries'], kalshi: ['GS'], polymarket: ['gsv'] },
  { name: 'Indiana Fever', aliases: ['Indiana', 'Fever'], kalshi: ['IND'], polymarket: ['ind'] },
  { name: 'Los Angeles Sparks', aliases: ['Los Angeles', 'Sparks'], kalshi: ['LA'], polymarket: ['la'] },
  { name: 'Las Vegas Aces', aliases: ['Las Vegas', 'Aces'], kalshi: ['LV'], polymarket: ['lv'] },
  { name: 'Minnesota Lynx', aliases: ['Minnesota', 'Lynx'], kalshi: ['MIN'], polymarket: ['min'] },
  { name: 'New York Liberty', aliases: ['New York', 'Liberty'], kalshi: ['NY'], polymarket: ['ny'] },
  { name: 'Phoenix Mercury', aliases: ['Phoenix', 'Mercury'], kalshi: ['PHX'], polymarket: ['phx'] },
  { name: 'Portland Fire', aliases: ['Portland', 'Fire'], kalshi: ['PDX', 'POR'], polymarket: ['por', 'pdx'] },
  { name: 'Seattle Storm', aliases: ['Seattle', 'Storm'], kalshi: ['SEA'], polymarket: ['sea'] },
  { name: 'Toronto Tempo', aliases: ['Toronto', 'Tempo'], kalshi: ['TOR'], polymarket: ['tor'] },
  { name: 'Washington Mystics', aliases: ['Washington', 'Mystics'], kalshi: ['WSH'], polymarket: ['was', 'wsh'] },
]
