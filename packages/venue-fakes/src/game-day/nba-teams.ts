/** A team as ESPN, Kalshi and Polymarket name it: three codes that often agree, and sometimes do not. */
export type LeagueTeam = {
  readonly espnId: string
  readonly espnCode: string
  readonly kalshiCode: string
  /** In Polymarket's slugs, in lower case. */
  readonly polymarketCode: string
  readonly place: string
  /** As Kalshi says it: two teams of one city have a letter more. */
  readonly kalshiPlace: string
  readonly name: string
}

const ROWS: readonly (readonly [string, string, string, string, string])[] = [
  ['1', 'ATL', 'ATL', 'Atlanta', 'Hawks'],
  ['2', 'BOS', 'BOS', 'Boston', 'Celtics'],
  ['3', 'NO', 'NOP', 'New Orleans', 'Pelicans'],
  ['4', 'CHI', 'CHI', 'Chicago', 'Bulls'],
  ['5', 'CLE', 'CLE', 'Cleveland', 'Cavaliers'],
  ['6', 'DAL', 'DAL', 'Dallas', 'Mavericks'],
  ['7', 'DEN', 'DEN', 'Denver', 'Nuggets'],
  ['8', 'DET', 'DET', 'Detroit', 'Pistons'],
  ['9', 'GS', 'GSW', 'Golden State', 'Warriors'],
  ['10', 'HOU', 'HOU', 'Houston', 'Rockets'],
  ['11', 'IND', 'IND', 'Indiana', 'Pacers'],
  ['12', 'LAC', 'LAC', 'Los Angeles', 'Clippers'],
  ['13', 'LAL', 'LAL', 'Los Angeles', 'Lakers'],
  ['14', 'MIA', 'MIA', 'Miami', 'Heat'],
  ['15', 'MIL', 'MIL', 'Milwaukee', 'Bucks'],
  ['16', 'MIN', 'MIN', 'Minnesota', 'Timberwolves'],
  ['17', 'BKN', 'BKN', 'Brooklyn', 'Nets'],
  ['18', 'NY', 'NYK', 'New York', 'Knicks'],
  ['19', 'ORL', 'ORL', 'Orlando', 'Magic'],
  ['20', 'PHI', 'PHI', 'Philadelphia', '76ers'],
  ['21', 'PHX', 'PHX', 'Phoenix', 'Suns'],
  ['22', 'POR', 'POR', 'Portland', 'Trail Blazers'],
  ['23', 'SAC', 'SAC', 'Sacramento', 'Kings'],
  ['24', 'SA', 'SAS', 'San Antonio', 'Spurs'],
  ['25', 'OKC', 'OKC', 'Oklahoma City', 'Thunder'],
  ['26', 'UTAH', 'UTA', 'Utah', 'Jazz'],
  ['27', 'WSH', 'WAS', 'Washington', 'Wizards'],
  ['28', 'TOR', 'TOR', 'Toronto', 'Raptors'],
  ['29', 'MEM', 'MEM', 'Memphis', 'Grizzlies'],
  ['30', 'CHA', 'CHA', 'Charlotte', 'Hornets'],
]

/** The thirty teams of the NBA. */
export const NBA_TEAMS: readonly LeagueTeam[] = ROWS.map(([espnId, espnCode, kalshiCode, place, name]) => ({
  espnId,
  espnCode,
  kalshiCode,
  polymarketCode: kalshiCode.toLowerCase(),
  place,
  kalshiPlace: place === 'Los Angeles' ? `${place} ${name.slice(0, 1)}` : place,
  name,
}))
