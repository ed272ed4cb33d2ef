/* Reads the recording named on the command line into ladders and prints the process's peak RSS in KiB. */
import type { Ladder } from '../packages/core/src/index.ts'
import { changeLadder, createLadder, replaceLadder } from '../packages/core/src/index.ts'
import { readRecording } from '../packages/transport/src/index.ts'

let ladders: readonly Ladder[] = []
await readRecording(process.argv[2] ?? '', {
  header: ({ markets }) => {
    ladders = markets.map(createLadder)
  },
  event: ({ type, market, bids, asks }) => {
    if (type === 'book.replaced') replaceLadder(ladders[market] as Ladder, bids, asks)
    else if (type === 'book.changed') changeLadder(ladders[market] as Ladder, bids, asks)
  },
})
console.log(process.resourceUsage().maxRSS)
