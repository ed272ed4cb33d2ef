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

type Distribution = Float64Array

/** Of the outs, this part brings a runner home from third while fewer than two are out. */
const SACRIFICE = 0.28
/** And this part is two outs at once when a runner is on first and none are out twice. */
const DOUBLE_PLAY = 0.12

function addMass(
  states: Map<number, Distribution>,
  key: number,
  from: Distribution,
  chance: number,
  runs: number,
): void {
  if (chance <= 0) return
  const into = states.get(key) ?? new Float64Array(RUNS_MAX + 1)
  for (let at = 0; at <= RUNS_MAX; at++) {
    const to = Math.min(RUNS_MAX, at + runs)
    into[to] = (into[to] as number) + (from[at] as number) * chance
  }
  states.set(key, into)
}

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

/** One batter from every open state; what ends the half inning is added to `done`. */
function bat(states: Map<number, Distribution>, table: readonly (readonly Move[])[], done: Distribution) {
  const next = new Map<number, Distribution>()
  for (const [key, mass] of states) {
    const [outs, bases] = [Math.floor(key / BASES), key % BASES]
    const moves = table[bases] as readonly Move[]
    let out = 1
    for (const [chance, to, runs] of moves) {
      out -= chance
      addMass(next, outs * BASES + to, mass, chance, runs)
    }
    for (const [chance, to, runs, toOuts] of outMoves(outs, bases, out)) {
      if (toOuts < OUTS) addMass(next, toOuts * BASES + to, mass, chance, runs)
      else for (let at = 0; at <= RUNS_MAX; at++) done[at] = (done[at] as number) + (mass[at] as number) * chance
    }
  }
  return next
}

function sumOf(masses: Distribution): number {
  let sum = 0
  for (let at = 0; at <= RUNS_MAX; at++) sum += masses[at] as number
  return sum
}

/** Returns the chances of 0 to 15 runs from a state until the third out. */
export function runChances(batting: Batting, outs: number, bases: number): readonly number[] {
  if (outs >= OUTS) return [1, ...Array.from({ length: RUNS_MAX }, () => 0)]
  const done = new Float64Array(RUNS_MAX + 1)
  const start = new Float64Array(RUNS_MAX + 1)
  start[0] = 1
  const table = Array.from({ length: BASES }, (_, one) => movesOf(batting, one))
  let states = new Map<number, Distribution>([[outs * BASES + bases, start]])
  for (let batter = 0; batter < BATTERS_MAX && 1 - sumOf(done) > OPEN_LEAST; batter++) states = bat(states, table, done)
  const sum = sumOf(done)
  return [...done].map((chance) => chance / sum)
}
