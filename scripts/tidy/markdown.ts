import { posix } from 'node:path'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

/** Returns the lines of a markdown text with code (fenced and inline) blanked, so that numbers stay. */
export function proseLines(text: string): readonly string[] {
  let fence: string | undefined
  return text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (fence === undefined && mark !== undefined) {
      fence = mark
      return ''
    }
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined
      return ''
    }
    return line.replace(/(`+)[^`].*?\1/g, '')
  })
}

/** Returns the anchor a host gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

function anchorsIn(text: string): ReadonlySet<string> {
  // Code in a heading is part of its anchor, so only fences are left out.
  const prose = proseLines(text)
  const anchors = text.split('\n').filter((line, at) => /^#{1,6} /.test(line) && prose[at] !== '')
  return new Set(anchors.map((line) => anchorOf(line.replace(/^#+ /, ''))))
}

function defectOfLink(tree: Tree, path: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined
  const [file = '', anchor] = target.split('#')
  const resolved = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file)).replace(/\/$/, '')
  const isThere = tree.has(resolved) || resolved === '.' || tree.paths.some((one) => one.startsWith(`${resolved}/`))
  if (file.startsWith('/') || !isThere) return `a dead link to ${target}`
  if (anchor !== undefined && /\.md$/.test(resolved) && !anchorsIn(tree.read(resolved)).has(anchor)) {
    return `a dead anchor: ${target}`
  }
  return undefined
}

function* check(tree: Tree): Iterable<Finding> {
  for (const path of tree.paths) {
    if (!path.endsWith('.md')) continue
    const lines = proseLines(tree.read(path))
    for (const [at, line] of lines.entries()) {
      const links = [
        ...line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g),
        ...line.matchAll(/^\[[^\]]+\]:\s+(\S+)/g),
      ]
      for (const [, target = ''] of links) {
        const found = defectOfLink(tree, path, target)
        if (found !== undefined) yield { path, line: at + 1, found }
      }
    }
    // Change notes and forge templates are pieces of other documents.
    if (/^\.(changeset|github)\//.test(path)) continue
    const titles = lines.filter((line) => /^# \S/.test(line)).length
    if (titles !== 1) yield { path, found: `${titles} titles of the first rank` }
  }
}

/** Refuses dead relative links and anchors, and wants one title in each document. */
export const markdown: Rule = {
  name: 'markdown',
  why: 'a reader follows links; a document has exactly one "# " title',
  check,
}
