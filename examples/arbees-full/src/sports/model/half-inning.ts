/*
 * Baseball's half inning as a chain over outs and bases: what each plate appearance ends in moves the
 * runners, and the runs until the third out have an exact distribution.
 */

/** Chances of a plate appearance's ends; what is left to 1 is an out. */
export type Batting = {
  readonly walk: number
  readonly single: number
  readonly double: number
  readonly triple: number
  readonly homer: number
}

/** A league's average batter, for about 4.5 runs in nine innings. */
const AVERAGE: Batting = { walk: 0.092, single: 0.142, double: 0.043, triple: 0.004, homer: 0.031 }

const RUNS_MAX = 15
const BASES = 8
const OUTS = 3
/** A half inning is followed until this little of it is open, or so many have batted. */
const OPEN_LEAST = 1e-6
const BATTERS_MAX = 60

/** Returns batting of `strength`: 0 is average, 0.1 a tenth more of everything that is no out. */
export function battingOf(strength: number): Batting {
  const factor = Math.exp(strength)
  return {
    walk: AVERAGE.walk * factor,
    single: AVERAGE.single * factor,
    double: AVERAGE.double * factor,
    triple: AVERAGE.triple * factor,
    homer: AVERAGE.homer * factor,
  }
}

type Move = readonly [chance: number, bases: number, runs: number]

function count(bases: number): number {
  return (bases & 1) + ((bases >> 1) & 1) + ((bases >> 2) & 1)
}

/** A walk pushes only runners who are forced. Bases are bits: first 1, second 2, third 4. */
function walkMove(bases: number): readonly [number, number] {
  if ((bases & 1) === 0) return [bases | 1, 0]
  if ((bases & 2) === 0) return [bases | 2, 0]
  return bases === 7 ? [7, 1] : [7, 0]
}

/** Runners on second score on most singles, those on first reach third on few. */
function movesOf(batting: Batting, bases: number): readonly Move[] {
  const [first, second, third] = [bases & 1, (bases >> 1) & 1, (bases >> 2) & 1]
  const [walked, forced] = walkMove(bases)
  const single = batting.single
  return [
    [batting.walk, walked, forced],
    [single * 0.6, 1 | (first * 2), third + second],
    [single * 0.4, 1 | (first * 2) | (second * 4), third],
    [batting.double * 0.55, 2 | (first * 4), third + second],
    [batting.double * 0.45, 2, third + second + first],
    [batting.triple, 4, count(bases)],
    [batting.homer, 0, count(bases) + 1],
  ]
}

/** Of the outs, this part brings a runner home from third while fewer than two are out. */
const SACRIFICE = 0.28
/** And this part is two outs at once when a runner is on first and none are out twice. */
const DOUBLE_PLAY = 0.12

function outMoves(outs: number, bases: number, chance: number): readonly (readonly [...Move, outs: number])[] {
  if (outs === 2) return [[chance, 0, 0, 3]]
  const scores = (bases & 4) !== 0 ? SACRIFICE : 0
  const doubles = (bases & 1) !== 0 ? DOUBLE_PLAY : 0
  const cleared = outs + 2 >= OUTS ? 0 : bases & ~1
  return [
    [chance * doubles, cleared, 0, outs + 2],
    [chance * (1 - doubles) * scores, bases & ~4, 1, outs + 1],
    [chance * (1 - doubles) * (1 - scores), bases, 0, outs + 1],
  ]
}

const STATES = OUTS * BASES
const WIDTH = RUNS_MAX + 1

/** What a batter does to a state: where it leads, with which chance and how many runs. From `STATES` on it is over. */
type Step = { readonly to: number; readonly chance: number; readonly runs: number }

function stepsOf(batting: Batting, outs: number, bases: number): readonly Step[] {
  const moves = movesOf(batting, bases)
  const out = moves.reduce((left, [chance]) => left - chance, 1)
  const hits = moves.map(([chance, to, runs]) => ({ to: outs * BASES + to, chance, runs }))
  const others = outMoves(outs, bases, out).map(([chance, to, runs, after]) => ({
    to: after * BASES + to,
    chance,
    runs: after < OUTS ? runs : 0,
  }))
  return [...hits, ...others].filter(({ chance }) => chance > 0)
}

/** One batter from every open state of `from` into `into`: a row of runs for each state, and one for what is over. */
function bat(from: Float64Array, into: Float64Array, steps: readonly (readonly Step[])[]): void {
  into.fill(0)
  for (let state = 0; state < STATES; state++) {
    const row = state * WIDTH
    for (let at = 0; at < WIDTH; at++) {
      const mass = from[row + at] as number
      if (mass === 0) continue
      for (const { to, chance, runs } of steps[state] as readonly Step[]) {
        const cell = Math.min(to, STATES) * WIDTH + Math.min(RUNS_MAX, at + runs)
        into[cell] = (into[cell] as number) + mass * chance
      }
    }
  }
}

/** Chances of 0 to 15 runs from a state until the third out. */
export type HalfInning = (outs: number, bases: number) => readonly number[]

/** Returns the half innings of a batting: each state is worked out once, since every look at a game asks for one. */
export function createHalfInning(batting: Batting): HalfInning {
  const steps = Array.from({ length: STATES }, (_, state) => stepsOf(batting, Math.floor(state / BASES), state % BASES))
  const known: (readonly number[] | undefined)[] = []
  const follow = (start: number): readonly number[] => {
    let [from, into] = [new Float64Array((STATES + 1) * WIDTH), new Float64Array((STATES + 1) * WIDTH)]
    const done = new Float64Array(WIDTH)
    const sumDone = () => done.reduce((sum, mass) => sum + mass, 0)
    from[start * WIDTH] = 1
    for (let batter = 0; batter < BATTERS_MAX && 1 - sumDone() > OPEN_LEAST; batter++) {
      bat(from, into, steps)
      for (let at = 0; at < WIDTH; at++) done[at] = (done[at] as number) + (into[STATES * WIDTH + at] as number)
      ;[from, into] = [into, from]
    }
    const sum = sumDone()
    return Array.from(done, (chance) => chance / sum)
  }
  return (outs, bases) => {
    if (outs >= OUTS) return Array.from({ length: WIDTH }, (_, at) => (at === 0 ? 1 : 0))
    const state = outs * BASES + bases
    const found = known[state] ?? follow(state)
    known[state] = found
    return found
  }
}
