import type { Topic } from './messages/topics.ts'
import { TOPIC_RULES, TOPICS } from './messages/topics.ts'

/** What the proof needs of a service. */
export type Party = {
  readonly name: string
  readonly listens: Readonly<Partial<Record<Topic, unknown>>>
  readonly speaks: readonly Topic[]
}

function heardBy(services: readonly Party[], topic: Topic): readonly string[] {
  return services.filter(({ listens }) => Object.hasOwn(listens, topic)).map(({ name }) => name)
}

/** Every service tells of its health, without saying so. */
function spokenBy(services: readonly Party[], topic: Topic): readonly string[] {
  return services
    .filter(({ speaks }) => topic === 'service.heartbeat' || speaks.includes(topic))
    .map(({ name }) => name)
}

/** Returns a circle of services in which each speaks to the next on this way; undefined when there is none. */
function circleOf(services: readonly Party[], way: 'forward' | 'answer'): readonly string[] | undefined {
  const topics = TOPICS.filter((topic) => TOPIC_RULES[topic].way === way)
  const next = (name: string): readonly string[] => {
    const speaks = services.find((service) => service.name === name)?.speaks ?? []
    return topics.filter((topic) => speaks.includes(topic)).flatMap((topic) => heardBy(services, topic))
  }
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name)
    if (at >= 0) return [...path.slice(at), name]
    if (done.has(name)) return undefined
    for (const one of next(name)) {
      const circle = visit(one, [...path, name])
      if (circle !== undefined) return circle
    }
    done.add(name)
    return undefined
  }
  for (const { name } of services) {
    const circle = visit(name, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

/**
 * Returns what is wrong with who speaks to whom, one sentence each: a topic that is spoken and not
 * heard, heard and not spoken, or neither; services of one name; a circle on the way forward or on the
 * way back. A circle over both ways is what trading is: a decision, and what came of it.
 */
export function topologyDefects(services: readonly Party[]): readonly string[] {
  const defects: string[] = []
  for (const { name } of services) {
    if (services.filter((other) => other.name === name).length > 1) defects.push(`two services are called ${name}`)
  }
  for (const topic of TOPICS) {
    const [speakers, hearers] = [spokenBy(services, topic), heardBy(services, topic)]
    if (speakers.length > 0 && hearers.length === 0)
      defects.push(`${topic} of ${speakers.join(', ')} is heard by nobody`)
    if (speakers.length === 0 && hearers.length > 0)
      defects.push(`${topic}, which ${hearers.join(', ')} hear, is spoken by nobody`)
    if (speakers.length === 0 && hearers.length === 0) defects.push(`${topic} is spoken by nobody and heard by nobody`)
  }
  for (const way of ['forward', 'answer'] as const) {
    const circle = circleOf(services, way)
    if (circle !== undefined) defects.push(`a circle of ${way} topics: ${circle.join(' → ')}`)
  }
  return defects
}
