import { proseLines } from './markdown.ts'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'
import { isTypeScript } from './zone.ts'

const BRITISH =
  /\b(?:cancelled|cancelling|behaviours?|colours?|favourites?|neighbours?|labelled|labelling|modelled|modelling|travell\w+|centre|defence|licence|whilst|grey|(?:organ|recogn|normal|initial|serial|optim|summar|minim|maxim|util)is(?:e|es|ed|ing|ation))\b/i
const PICTURE = /\p{Extended_Pictographic}/u
// Typographic marks that Unicode counts among the pictures.
const MARKS = /[©®™↔↕▶◀✓✔✗✘]/gu

/** Returns the prose of a line of code: its comment. */
function commentOf(line: string): string {
  return /^\s*(?:\/?\*|\/\/)/.test(line) ? line : (/\s\/\/ (.*)$/.exec(line)?.[1] ?? '')
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (path === 'pnpm-lock.yaml') continue
    const lines = tree.read(path).split('\n')
    const prose = path.endsWith('.md') ? proseLines(tree.read(path)) : isTypeScript(path) ? lines.map(commentOf) : []
    for (const [at, line] of lines.entries()) {
      const british = BRITISH.exec(prose[at] ?? '')?.[0]
      if (british !== undefined) yield { path, line: at + 1, found: british }
      if (PICTURE.test(line.replace(MARKS, ''))) yield { path, line: at + 1, found: 'an emoji' }
    }
  }
}

/** Holds prose to American spelling, and every file to words instead of pictures. */
export const words: Rule = {
  name: 'word',
  why: 'one spelling is one search: American, as the venues write; and no emoji',
  check,
}
