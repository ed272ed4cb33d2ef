import type { Team } from '../team.ts'

/** The clubs of recent seasons of the Premier League. */
export const EPL: readonly Team[] = [
  { name: 'Arsenal', aliases: ['Arsenal FC'], kalshi: ['ARS'], polymarket: ['ars'] },
  { name: 'Aston Villa', aliases: ['Aston Villa FC'], kalshi: ['AVL'], polymarket: ['avl', 'ast'] },
  { name: 'Bournemouth', aliases: ['AFC Bournemouth'], kalshi: ['BOU'], polymarket: ['bou'] },
  { name: 'Brentford', aliases: ['Brentford FC'], kalshi: ['BRE'], polymarket: ['bre'] },
  {
    name: 'Brighton',
    aliases: ['Brighton & Hove Albion', 'Brighton & Hove Albion FC'],
    kalshi: ['BRI'],
    polymarket: ['bri'],
  },
  { name: 'Burnley', aliases: ['Burnley FC'], kalshi: ['BUR'], polymarket: ['bur'] },
  { name: 'Chelsea', aliases: ['Chelsea FC'], kalshi: ['CFC'], polymarket: ['cfc', 'che'] },
  { name: 'Coventry City', aliases: ['Coventry', 'Coventry City FC'], kalshi: [], polymarket: ['cov'] },
  { name: 'Crystal Palace', aliases: ['Crystal Palace FC'], kalshi: ['CRY'], polymarket: ['cry'] },
  { name: 'Everton', aliases: ['Everton FC'], kalshi: ['EVE'], polymarket: ['eve'] },
  { name: 'Fulham', aliases: ['Fulham FC'], kalshi: ['FUL'], polymarket: ['ful'] },
  { name: 'Ipswich Town', aliases: ['Ipswich', 'Ipswich Town FC'], kalshi: ['IPS'], polymarket: ['ips'] },
  { name: 'Leeds United', aliases: ['Leeds', 'Leeds United FC'], kalshi: ['LEE'], polymarket: ['lee'] },
  { name: 'Leicester City', aliases: ['Leicester', 'Leicester City FC'], kalshi: ['LEI'], polymarket: ['lei'] },
  { name: 'Liverpool', aliases: ['Liverpool FC'], kalshi: ['LFC'], polymarket: ['lfc', 'liv'] },
  { name: 'Manchester City', aliases: ['Man City', 'Manchester City FC'], kalshi: ['MCI'], polymarket: ['mci', 'mac'] },
  {
    name: 'Manchester United',
    aliases: ['Man United', 'Man Utd', 'Manchester United FC'],
    kalshi: ['MUN'],
    polymarket: ['mun'],
  },
  { name: 'Newcastle United', aliases: ['Newcastle', 'Newcastle United FC'], kalshi: ['NEW'], polymarket: ['new'] },
  {
    name: 'Nottingham Forest',
    aliases: ['Nottingham', 'Nottingham Forest FC'],
    kalshi: ['NFO'],
    polymarket: ['nfo', 'not'],
  },
  { name: 'Southampton', aliases: ['Southampton FC'], kalshi: ['SOU'], polymarket: ['sou'] },
  { name: 'Sunderland', aliases: ['Sunderland AFC'], kalshi: ['SUN'], polymarket: ['sun'] },
  { name: 'Tottenham Hotspur', aliases: ['Tottenham', 'Tottenham Hotspur FC'], kalshi: ['TOT'], polymarket: ['tot'] },
  { name: 'West Ham United', aliases: ['West Ham', 'West Ham United FC'], kalshi: ['WHU'], polymarket: ['whu', 'wes'] },
  {
    name: 'Wolverhampton Wanderers',
    aliases: ['Wolverhampton', 'Wolves', 'Wolverhampton Wanderers FC'],
    kalshi: ['WOL'],
    polymarket: ['wol'],
  },
]
