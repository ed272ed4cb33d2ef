/*
 * One writer at a time, with nothing but appends. A claim is a line in a file beside the journal;
 * appends to one file come one after the other, so everybody who reads it afterwards sees the same
 * first claim. The claims of the dead are passed over, which only the rim can judge: it knows what a
 * process is.
 */
import type { Disk, Rng } from '@arbees/core'
import { invariant, VenueError } from '@arbees/core'
import { crc32c } from './crc32c.ts'

/** Who writes, and how one tells whether another still does. */
export type Writer = {
  /**
   * Names this process among all that may open the journal, also after a restart: host, process id
   * and start time, say. No spaces.
   */
  readonly name: string
  /** Says whether the process of that name may still write. When in doubt: true. */
  readonly isAlive: (name: string) => boolean
}

type Claim = { readonly token: string; readonly name: string }

const LINE = /^([0-9a-f]{8}) (claim|release) (\S+) (\S+)$/

function formatLine(verb: 'claim' | 'release', { token, name }: Claim): Uint8Array {
  const body = `${verb} ${token} ${name}`
  const checksum = crc32c(new TextEncoder().encode(body)).toString(16).padStart(8, '0')
  // A line begins on its own also after one that a crash tore.
  return new TextEncoder().encode(`\n${checksum} ${body}\n`)
}

/** Returns the claims that were not released, oldest first. */
function claimsIn(bytes: Uint8Array | undefined): readonly Claim[] {
  const claims = new Map<string, Claim>()
  for (const line of new TextDecoder().decode(bytes ?? new Uint8Array()).split('\n')) {
    const [, checksum, verb, token = '', name = ''] = LINE.exec(line) ?? []
    if (checksum === undefined) continue
    const own = crc32c(new TextEncoder().encode(`${verb} ${token} ${name}`))
    if (Number.parseInt(checksum, 16) !== own) continue
    if (verb === 'claim') claims.set(token, { token, name })
    else claims.delete(token)
  }
  return [...claims.values()]
}

function append(disk: Disk, path: string, line: Uint8Array): void {
  const file = disk.openAppend(path)
  try {
    file.append(line)
  } finally {
    file.close()
  }
}

/**
 * Takes the lock of a journal and returns what gives it back. Of several who try at once exactly
 * one gets it, where appends to one file are atomic: on a local disk, not on NFS.
 *
 * @throws VenueError `journal.locked` with the writer who holds it.
 */
export async function takeWriterLock(
  disk: Disk,
  rng: Rng,
  journal: string,
  { name, isAlive }: Writer,
): Promise<() => void> {
  invariant(/^\S+$/.test(name), `a writer's name has no spaces and is not empty, found ${JSON.stringify(name)}`)
  const path = `${journal}.lock`
  const own: Claim = { token: `${rng.next().toString(16)}${rng.next().toString(16)}`, name }
  append(disk, path, formatLine('claim', own))
  const claims = claimsIn(disk.read(path))
  const holder = claims.find((claim) => claim.token === own.token || isAlive(claim.name))
  if (holder?.token !== own.token) {
    append(disk, path, formatLine('release', own))
    throw new VenueError('journal.locked', { file: journal, writer: holder?.name ?? 'one who has just let it go' })
  }
  // The dead are swept out. Who appends to the file that was replaced does not find himself in this one.
  if (claims.length > 1) await disk.replace(path, formatLine('claim', own))
  return () => disk.remove(path)
}
