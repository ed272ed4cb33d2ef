/*
 * What every bus promises, as numbered cases: the one in memory and the one over Redis.
 */
import type { Micros } from '@arbees/core'
import { invariant, millis } from '@arbees/core'
import type { ContractCase } from '@arbees/testkit'
import { expectSame, expectThrown } from '@arbees/testkit'
import type { SpokenOf, Topic } from '../../messages/topics.ts'
import type { Bus, Envelope, Listener } from './bus.ts'

/** What a case is run on. */
export type BusSubject = {
  /** Opens a bus on one shared medium that nobody used before this case. Retells thrice, soon. */
  readonly open: (source: string) => Promise<Bus>
  /** Resolves when `isTrue`, rejects when that takes too long. */
  readonly until: (isTrue: () => boolean, what: string) => Promise<void>
  readonly pass: (delay: Micros) => Promise<void>
}

/** A control message that carries a number to be told by. */
function numbered(value: number): SpokenOf<'control'> {
  return { type: 'stop', by: 'case', reason: `number ${value}`, at: value }
}

function gameFound(game: string, startsAt: number): SpokenOf<'game.found'> {
  const team = { id: '1', name: 'Home', abbreviation: 'HOM' }
  return { game, league: 'nba', home: team, away: team, startsAt, status: 'scheduled', isNeutralSite: false }
}

/** Returns a listener that writes down what it hears. */
function ear<T extends Topic>(topic: T, group: string, consumer: string, more: Partial<Listener<T>> = {}) {
  const heard: Envelope<T>[] = []
  const listener: Listener<T> = {
    topic,
    group,
    consumer,
    hearing: 'share',
    handle: (envelope) => void heard.push(envelope),
    ...more,
  }
  return { heard, listener, numbers: () => heard.map(({ message }) => (message as { at: number }).at) }
}

const sharing: readonly ContractCase<BusSubject>[] = [
  {
    id: 'BC-01',
    sentence: 'a shared message is heard once by each group, whichever instance it is',
    run: async ({ open, until, pass }) => {
      const [mouth, one, two] = [await open('m'), await open('a'), await open('b')]
      const a1 = ear('control', 'a', 'a-1')
      const a2 = ear('control', 'a', 'a-2')
      const b = ear('control', 'b', 'b-1')
      await one.listen(a1.listener)
      await two.listen(a2.listener)
      await two.listen(b.listener)
      for (let number = 1; number <= 20; number++) await mouth.speak('control', numbered(number))
      await until(() => a1.heard.length + a2.heard.length >= 20 && b.heard.length >= 20, 'all to be heard')
      await pass(millis(50))
      const all = [...a1.numbers(), ...a2.numbers()].sort((x, y) => x - y)
      const wanted = Array.from({ length: 20 }, (_, at) => at + 1)
      expectSame(all, wanted, 'what the two instances of a group heard together')
      expectSame(b.numbers(), wanted, 'what the other group heard')
    },
  },
  {
    id: 'BC-02',
    sentence: 'messages of one topic and source come in order, numbered from 1, and keep what was said',
    run: async ({ open, until }) => {
      const [left, right, ears] = [await open('left'), await open('right'), await open('ears')]
      const one = ear('control', 'a', 'a-1')
      await ears.listen(one.listener)
      const said: Promise<void>[] = []
      for (let number = 1; number <= 200; number++) {
        said.push(left.speak('control', numbered(number), `chain ${number}`), right.speak('control', numbered(number)))
      }
      await Promise.all(said)
      await until(() => one.heard.length >= 400, 'all to be heard')
      for (const source of ['left', 'right']) {
        const own = one.heard.filter((envelope) => envelope.source === source)
        expectSame(
          own.map(({ sequence, message }) => [sequence, message.at]),
          Array.from({ length: 200 }, (_, at) => [at + 1, at + 1]),
          `what was heard of ${source}`,
        )
      }
      const first = one.heard.find(({ source }) => source === 'left')
      expectSame([first?.correlation, first?.attempt, first?.isRetained], ['chain 1', 1, false], 'the envelope')
      expectSame(first?.message, numbered(1), 'the message')
    },
  },
  {
    id: 'BC-03',
    sentence: 'what is spoken while no instance of a group runs is heard when one does',
    run: async ({ open, until }) => {
      const [mouth, before, after] = [await open('m'), await open('a'), await open('a-later')]
      const first = ear('control', 'a', 'a-1')
      await before.listen(first.listener)
      await mouth.speak('control', numbered(1))
      await until(() => first.heard.length === 1, 'the first to be heard')
      await before.close()
      await mouth.speak('control', numbered(2))
      const second = ear('control', 'a', 'a-1')
      await after.listen(second.listener)
      await until(() => second.heard.length >= 1, 'the second to be heard')
      expectSame(second.numbers(), [2], 'what the next life heard')
    },
  },
]

const retelling: readonly ContractCase<BusSubject>[] = [
  {
    id: 'BC-04',
    sentence: 'a message that its handler refuses is told again, and those behind it wait',
    run: async ({ open, until }) => {
      const bus = await open('m')
      const tries: string[] = []
      const one = ear('control', 'a', 'a-1', {
        handle: ({ message, attempt }) => {
          tries.push(`${message.at}/${attempt}`)
          if (message.at === 1 && attempt < 3) throw new Error('not yet')
        },
      })
      await bus.listen(one.listener)
      await bus.speak('control', numbered(1))
      await bus.speak('control', numbered(2))
      await until(() => tries.length >= 4, 'both to be taken')
      expectSame(tries, ['1/1', '1/2', '1/3', '2/1'], 'tries')
      expectSame(await bus.deadLetters(), [], 'dead letters')
    },
  },
  {
    id: 'BC-05',
    sentence: 'a message that is never taken is laid aside with the reason, and the next is heard',
    run: async ({ open, until }) => {
      const bus = await open('m')
      const heard: number[] = []
      const one = ear('control', 'a', 'a-1', {
        handle: ({ message }) => {
          if (message.at === 1) throw new Error('never')
          heard.push(message.at)
        },
      })
      await bus.listen(one.listener)
      await bus.speak('control', numbered(1))
      await bus.speak('control', numbered(2))
      await until(() => heard.length >= 1, 'the next to be heard')
      const [letter] = await bus.deadLetters()
      expectSame([letter?.topic, letter?.group, letter?.sequence], ['control', 'a', 1], 'the dead letter')
      invariant(letter?.reason.includes('never') === true, `a dead letter says why, found ${letter?.reason}`)
      expectSame(JSON.parse(letter?.body ?? 'null'), numbered(1), 'its body')
      expectSame(bus.health().deadLetters, 1, 'dead letters counted')
    },
  },
  {
    id: 'BC-06',
    sentence: 'the end waits for the handler under way; what it did not reach is left for the next life',
    run: async ({ open, until }) => {
      const [mouth, first, second] = [await open('m'), await open('a'), await open('a-later')]
      let finish: () => void = () => undefined
      const under: number[] = []
      const slow = ear('control', 'a', 'a-1', {
        handle: async ({ message }) => {
          under.push(message.at)
          await new Promise<void>((resolve) => {
            finish = resolve
          })
          // Its last word is heard, though the end has begun.
          await first.speak('game.found', gameFound('last', 1))
        },
      })
      await first.listen(slow.listener)
      await mouth.speak('control', numbered(1))
      await mouth.speak('control', numbered(2))
      await until(() => under.length === 1, 'the handler to begin')
      let isClosed = false
      const closing = first.close().then(() => {
        isClosed = true
      })
      expectSame(isClosed, false, 'closed while a handler is under way')
      finish()
      await closing
      const next = ear('control', 'a', 'a-1')
      await second.listen(next.listener)
      await until(() => next.heard.length >= 1, 'the rest to be heard')
      expectSame([under, next.numbers()], [[1], [2]], 'what the two lives heard')
      const late = ear('game.found', 'a', 'a-1', { hearing: 'each' })
      await second.listen(late.listener)
      await until(() => late.heard.length >= 1, 'the last word of the handler to be heard')
    },
  },
]

const waiting: readonly ContractCase<BusSubject>[] = [
  {
    id: 'BC-12',
    sentence: 'a message that the world refuses for now is told until it is taken, and is never laid aside',
    run: async ({ open, until }) => {
      const bus = await open('m')
      let tries = 0
      const one = ear('control', 'a', 'a-1', {
        handle: () => {
          tries += 1
          if (tries < 8) throw Object.assign(new Error('the database does not answer'), { isTransient: true })
        },
      })
      await bus.listen(one.listener)
      await bus.speak('control', numbered(1))
      await until(() => tries >= 8, 'the world to be back')
      expectSame(await bus.deadLetters(), [], 'dead letters')
    },
  },
]

const each: readonly ContractCase<BusSubject>[] = [
  {
    id: 'BC-07',
    sentence: 'a newcomer that hears for itself is told the last words first, then all that follows',
    run: async ({ open, until, pass }) => {
      const [mouth, ears] = [await open('m'), await open('a')]
      await mouth.speak('game.found', gameFound('one', 1))
      await mouth.speak('game.found', gameFound('two', 2))
      await mouth.speak('game.found', gameFound('one', 3))
      const a1 = ear('game.found', 'a', 'a-1', { hearing: 'each' })
      await ears.listen(a1.listener)
      await mouth.speak('game.found', gameFound('two', 4))
      await until(() => a1.heard.length >= 3, 'all to be heard')
      await pass(millis(50))
      const kept = a1.heard.filter(({ isRetained }) => isRetained).map(({ message }) => message.startsAt)
      expectSame([...kept].sort(), [2, 3], 'the last words')
      const live = a1.heard.filter(({ isRetained }) => !isRetained).map(({ message }) => message.startsAt)
      expectSame(live, [4], 'what followed')
      invariant(a1.heard[2]?.isRetained === false, 'the last words come first')
    },
  },
  {
    id: 'BC-08',
    sentence: 'every instance that hears for itself hears everything',
    run: async ({ open, until }) => {
      const [mouth, one, two] = [await open('m'), await open('a'), await open('b')]
      const a1 = ear('control', 'a', 'a-1', { hearing: 'each' })
      const a2 = ear('control', 'a', 'a-2', { hearing: 'each' })
      await one.listen(a1.listener)
      await two.listen(a2.listener)
      for (let number = 1; number <= 10; number++) await mouth.speak('control', numbered(number))
      await until(() => a1.heard.length >= 10 && a2.heard.length >= 10, 'all to be heard by both')
      const wanted = Array.from({ length: 10 }, (_, at) => at + 1)
      expectSame([a1.numbers(), a2.numbers()], [wanted, wanted], 'what both heard')
    },
  },
  {
    id: 'BC-09',
    sentence: 'a last word that was forgotten is not told to a newcomer',
    run: async ({ open, until }) => {
      const bus = await open('m')
      await bus.speak('game.found', gameFound('one', 1))
      await bus.speak('game.found', gameFound('two', 2))
      await bus.forget('game.found', 'one')
      const a1 = ear('game.found', 'a', 'a-1', { hearing: 'each' })
      await bus.listen(a1.listener)
      await bus.speak('game.found', gameFound('three', 3))
      await until(() => a1.heard.length >= 2, 'all to be heard')
      expectSame(
        a1.heard.map(({ message }) => message.game),
        ['two', 'three'],
        'games told',
      )
    },
  },
]

const edges: readonly ContractCase<BusSubject>[] = [
  {
    id: 'BC-10',
    sentence: 'a message of another form is refused where it is spoken, and nobody hears it',
    run: async ({ open, until }) => {
      const bus = await open('m')
      const one = ear('control', 'a', 'a-1')
      await bus.listen(one.listener)
      const wrong = { ...numbered(1), at: 0.5 }
      const error = await expectThrown(() => bus.speak('control', wrong), 'a time with a fraction')
      invariant(error instanceof Error && error.name === 'MessageError', `a MessageError, found ${error}`)
      await bus.speak('control', numbered(2))
      await until(() => one.heard.length >= 1, 'the good one to be heard')
      expectSame(one.numbers(), [2], 'what was heard')
    },
  },
  {
    id: 'BC-11',
    sentence: 'who has stopped listening hears nothing more; after the end nothing can be spoken',
    run: async ({ open, pass }) => {
      const bus = await open('m')
      const one = ear('control', 'a', 'a-1', { hearing: 'each' })
      const stop = await bus.listen(one.listener)
      stop()
      await pass(millis(20))
      await bus.speak('control', numbered(1))
      await pass(millis(50))
      expectSame(one.numbers(), [], 'what was heard after stopping')
      await bus.close()
      const error = await expectThrown(() => bus.speak('control', numbered(2)), 'speaking after the end')
      invariant(error instanceof Error && error.name === 'BusError', `a BusError, found ${error}`)
    },
  },
]

/** The promises of a bus. */
export const BUS_CONTRACT: readonly ContractCase<BusSubject>[] = [
  ...sharing,
  ...retelling,
  ...waiting,
  ...each,
  ...edges,
]
