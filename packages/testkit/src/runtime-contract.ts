/*
 * What every Runtime promises, as numbered cases: the virtual one here, the real one in transport.
 */
import type { Micros, Runtime } from '@arbees/core'
import { invariant, isVenueError, millis } from '@arbees/core'
import type { ContractCase } from './contract-case.ts'
import { expectSame, expectThrown } from './contract-case.ts'

/** What a case of the contract is run on. */
export type RuntimeSubject = {
  readonly runtime: Runtime
  /** A directory for this case alone; it need not exist. */
  readonly directory: string
  /** Lets so much time pass: virtual time is stepped, real time is waited for. */
  readonly pass: (delay: Micros) => Promise<void>
  /** The beginning of an address, without scheme, at which nobody listens. @default 127.0.0.1:2 */
  readonly nobody?: string
}

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes))
const bytes = (content: string) => new TextEncoder().encode(content)

const clockCases: readonly ContractCase<RuntimeSubject>[] = [
  {
    id: 'RC-01',
    sentence: 'time is a whole number of microseconds and never goes back',
    run: async ({ runtime, pass }) => {
      let last = 0 as Micros
      for (let look = 0; look < 2_000; look++) {
        const now = runtime.clock.now()
        invariant(Number.isSafeInteger(now) && now > 0, `time is a whole number of microseconds, found ${now}`)
        invariant(now >= last, `time does not go back: it was ${last}, found ${now}`)
        last = now
      }
      await pass(millis(20))
      const passed = runtime.clock.now() - last
      invariant(passed >= 20_000, `20 ms passed, found ${passed} µs on the clock`)
    },
  },
  {
    id: 'RC-02',
    sentence: 'a timer fires once, no earlier than its delay',
    run: async ({ runtime: { clock }, pass }) => {
      const setAt = clock.now()
      const struck: number[] = []
      clock.setTimer(millis(10), () => struck.push(clock.now() - setAt))
      await pass(millis(60))
      expectSame(struck.length, 1, 'times that a timer fired')
      invariant((struck[0] as number) >= 10_000, `a timer of 10 ms fires then or later, found ${struck[0]} µs`)
    },
  },
  {
    id: 'RC-03',
    sentence: 'a timer whose time has come fires soon, but not inside the call that sets it',
    run: async ({ runtime: { clock }, pass }) => {
      const struck: string[] = []
      clock.setTimer(0 as Micros, () => struck.push('none'))
      clock.setTimer(-1_000_000 as Micros, () => struck.push('past'))
      expectSame(struck, [], 'timers fired inside the call')
      await pass(millis(20))
      expectSame(struck, ['none', 'past'], 'timers fired')
    },
  },
  {
    id: 'RC-04',
    sentence: 'a canceled timer never fires; canceling again, or too late, does nothing',
    run: async ({ runtime: { clock }, pass }) => {
      const struck: string[] = []
      const early = clock.setTimer(millis(5), () => struck.push('kept'))
      const canceled = [0, 10].map((delay) => clock.setTimer(millis(delay), () => struck.push(`canceled ${delay}`)))
      for (const cancel of canceled) cancel()
      for (const cancel of canceled) cancel()
      await pass(millis(50))
      early()
      early()
      await pass(millis(10))
      expectSame(struck, ['kept'], 'timers fired')
    },
  },
  {
    id: 'RC-05',
    sentence: 'timers fire in the order in which they are due, also those set by timers',
    run: async ({ runtime: { clock }, pass }) => {
      const struck: number[] = []
      for (const delay of [90, 30, 60]) {
        clock.setTimer(millis(delay), () => {
          struck.push(delay)
          if (delay === 30) clock.setTimer(millis(15), () => struck.push(45))
        })
      }
      await pass(millis(150))
      expectSame(struck, [30, 45, 60, 90], 'the order of timers')
    },
  },
  {
    id: 'RC-06',
    sentence: 'what a timer resolves goes on before a later timer fires',
    run: async ({ runtime: { clock }, pass }) => {
      const order: string[] = []
      const resolved = new Promise<void>((resolve) => clock.setTimer(millis(5), resolve))
      const goesOn = (async () => {
        await resolved
        for (let link = 0; link < 50; link++) await undefined
        order.push('continuation')
      })()
      clock.setTimer(millis(25), () => order.push('timer'))
      await pass(millis(60))
      await goesOn
      expectSame(order, ['continuation', 'timer'], 'the order of events')
    },
  },
  {
    id: 'RC-07',
    sentence: 'chance gives unsigned 32-bit integers that differ',
    run: async ({ runtime: { rng } }) => {
      const drawn = Array.from({ length: 100 }, () => rng.next())
      for (const one of drawn) invariant(Number.isInteger(one) && one >= 0 && one < 2 ** 32, `a uint32, found ${one}`)
      invariant(new Set(drawn).size > 90, `a hundred draws differ, found ${new Set(drawn).size} different`)
    },
  },
]

const diskCases: readonly ContractCase<RuntimeSubject>[] = [
  {
    id: 'RC-10',
    sentence: 'a file that is not there reads as undefined, removes as nothing, and does not truncate',
    run: async ({ runtime: { disk }, directory }) => {
      expectSame(disk.read(`${directory}/none`), undefined, 'a missing file')
      expectSame(disk.list(`${directory}/none`), [], 'a missing directory')
      disk.remove(`${directory}/none`)
      await expectThrown(() => disk.truncate(`${directory}/none`, 0), 'truncating a missing file')
    },
  },
  {
    id: 'RC-11',
    sentence: 'opening makes the file and its directories; appended bytes are read back at once, in order',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/deep/er/journal`
      const file = disk.openAppend(path)
      expectSame(text(disk.read(path)), '', 'a new file')
      for (const part of ['one ', '', 'two ', 'three']) file.append(bytes(part))
      expectSame(text(disk.read(path)), 'one two three', 'the content')
      expectSame(file.size(), 13, 'the size')
      await file.sync()
      expectSame(text(disk.read(path)), 'one two three', 'the content after a sync')
      file.close()
    },
  },
  {
    id: 'RC-12',
    sentence: 'a file opened again goes on at its end',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/again`
      for (const part of ['first', 'second']) {
        const file = disk.openAppend(path)
        file.append(bytes(part))
        file.close()
      }
      const file = disk.openAppend(path)
      expectSame([file.size(), text(disk.read(path))], [11, 'firstsecond'], 'size and content')
      file.close()
    },
  },
  {
    id: 'RC-13',
    sentence: 'bytes given and bytes read stay the caller’s: changing them changes no file',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/own`
      const file = disk.openAppend(path)
      const given = bytes('given')
      file.append(given)
      given.fill(0)
      disk.read(path)?.fill(0)
      expectSame(text(disk.read(path)), 'given', 'the content')
      const other = bytes('other')
      await disk.replace(path, other)
      other.fill(0)
      expectSame(text(disk.read(path)), 'other', 'the content after a replacement')
      file.close()
    },
  },
  {
    id: 'RC-14',
    sentence: 'a closed file refuses to append and to sync',
    run: async ({ runtime: { disk }, directory }) => {
      const file = disk.openAppend(`${directory}/closed`)
      file.close()
      await expectThrown(() => file.append(bytes('late')), 'appending to a closed file')
      await expectThrown(() => file.sync(), 'syncing a closed file')
      expectSame(text(disk.read(`${directory}/closed`)), '', 'the content')
    },
  },
  {
    id: 'RC-15',
    sentence: 'a replaced file shows the old content or the new, never a part',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/new/state`
      const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(50_000))
      for (const [index, content] of contents.entries()) {
        const replacing = disk.replace(path, bytes(content))
        const seen = text(disk.read(path))
        const isWhole = seen === content || seen === contents[index - 1]
        invariant(isWhole, `a file being replaced reads whole, found ${seen?.length} bytes`)
        await replacing
        expectSame(text(disk.read(path)) === content, true, 'the new content is there')
      }
      expectSame(disk.list(`${directory}/new`), ['state'], 'what is left in the directory')
    },
  },
  {
    id: 'RC-16',
    sentence: 'a truncated file keeps its beginning, and grows on from there',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/cut`
      const file = disk.openAppend(path)
      file.append(bytes('0123456789'))
      file.close()
      disk.truncate(path, 4)
      expectSame(text(disk.read(path)), '0123', 'the content')
      const again = disk.openAppend(path)
      again.append(bytes('x'))
      expectSame([again.size(), text(disk.read(path))], [5, '0123x'], 'size and content')
      again.close()
    },
  },
  {
    id: 'RC-17',
    sentence: 'a directory lists the names in it, sorted, without their path',
    run: async ({ runtime: { disk }, directory }) => {
      for (const name of ['b', 'a', 'sub/c', 'gone']) disk.openAppend(`${directory}/list/${name}`).close()
      disk.remove(`${directory}/list/gone`)
      expectSame(disk.list(`${directory}/list`), ['a', 'b', 'sub'], 'the names')
      expectSame(disk.read(`${directory}/list/gone`), undefined, 'the removed file')
    },
  },
  {
    id: 'RC-18',
    sentence: 'a large append is whole',
    run: async ({ runtime: { disk }, directory }) => {
      const path = `${directory}/large`
      const large = Uint8Array.from({ length: 1_000_003 }, (_, index) => index % 251)
      const file = disk.openAppend(path)
      file.append(large)
      await file.sync()
      const read = disk.read(path)
      const isSame = read !== undefined && read.length === large.length && read.every((one, at) => one === large[at])
      invariant(isSame && file.size() === large.length, `a million bytes come back, found ${read?.length}`)
      file.close()
    },
  },
]

const rimCases: readonly ContractCase<RuntimeSubject>[] = [
  {
    id: 'RC-20',
    sentence: 'the log takes any fields and never throws',
    run: async ({ runtime: { log } }) => {
      const circle: Record<string, unknown> = {}
      circle['self'] = circle
      const odd = { big: 1n, nothing: undefined, error: new Error('broken'), circle, call: () => 0, list: [Number.NaN] }
      log('info', 'fields of every kind', odd)
      log('debug', 'no fields')
    },
  },
  {
    id: 'RC-21',
    sentence: 'a request that reaches nobody rejects with `connect.failed`',
    run: async ({ runtime, pass, nobody = '127.0.0.1:2' }) => {
      const request = { method: 'GET', url: `http://${nobody}/`, headers: {}, timeoutMicros: millis(2_000) } as const
      const outcome = expectThrown(() => runtime.http(request), 'a request to nobody')
      const [error] = await Promise.all([outcome, pass(millis(20))])
      invariant(isVenueError(error, 'connect.failed'), `expected connect.failed, found ${String(error)}`)
    },
  },
  {
    id: 'RC-22',
    sentence: 'a socket that reaches nobody says closed, once, and not inside the call that opens it',
    run: async ({ runtime, pass, nobody = '127.0.0.1:2' }) => {
      const heard: string[] = []
      const socket = runtime.connect(
        `ws://${nobody}/`,
        {},
        {
          opened: () => heard.push('opened'),
          frame: () => heard.push('frame'),
          beat: () => heard.push('beat'),
          closed: () => heard.push('closed'),
        },
      )
      expectSame(heard, [], 'what was heard inside the call')
      for (let wait = 0; wait < 100 && heard.length === 0; wait++) await pass(millis(20))
      socket.close()
      socket.cut()
      await pass(millis(20))
      expectSame(heard, ['closed'], 'what was heard')
    },
  },
]

/** Every promise of a Runtime. Run each on a fresh directory. */
export const RUNTIME_CONTRACT: readonly ContractCase<RuntimeSubject>[] = [...clockCases, ...diskCases, ...rimCases]
