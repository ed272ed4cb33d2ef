/*
 * One container as a process of this machine: started, watched by its health check, started again when it ends by
 * itself, as its restart policy says.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import type { ComposeService, Values } from './read-compose.ts'

/** How a process stands. */
export type Standing = 'stopped' | 'starting' | 'healthy' | 'unhealthy'

/** What runs. */
export type LocalProcessSettings = {
  readonly name: string
  readonly command: readonly string[]
  readonly environment: Values
  readonly cwd: string
  readonly service: Pick<ComposeService, 'restart' | 'stop_grace_period' | 'healthcheck'>
  /** Where its output is kept. */
  readonly log: string
}

/** A process that is kept running. */
export type LocalProcess = {
  readonly name: string
  readonly start: () => void
  /** As `docker-compose stop`: asked to end, then ended; not started again. */
  readonly stop: () => Promise<void>
  /** As the kernel does when memory is short: ended at once, and started again by its policy. */
  readonly kill: () => Promise<void>
  /** Starts from now on with more in its environment; takes effect at its next start. */
  readonly setEnvironment: (more: Values) => void
  readonly standing: () => Standing
  readonly starts: () => number
  readonly pid: () => number | undefined
  /** What it has written so far. */
  readonly output: () => string
}

/** As Docker has it. */
const RESTART_FIRST_MS = 100
const RESTART_MAX_MS = 60_000
const STABLE_MS = 10_000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Runs a health check once. */
function check(test: readonly string[], options: { cwd: string; env: Values; timeout: number }): Promise<boolean> {
  const [kind, ...words] = test
  const [command = '', ...args] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : words
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (status) => resolve(status === 0))
  })
}

/** Returns a process that has not started yet. */
export function createLocalProcess(settings: LocalProcessSettings): LocalProcess {
  const { name, command, cwd, service, log } = settings
  let environment = settings.environment
  let child: ChildProcess | undefined
  let isWanted = false
  let starts = 0
  let delay = RESTART_FIRST_MS
  let standing: Standing = 'stopped'

  const watch = async (watched: ChildProcess) => {
    const { healthcheck } = service
    if (healthcheck === undefined) {
      standing = 'healthy'
      return
    }
    const { test, interval, timeout, retries, start_period: grace } = healthcheck
    const began = performance.now()
    let failures = 0
    while (child === watched && watched.exitCode === null && watched.signalCode === null) {
      await wait(standing === 'starting' ? Math.min(interval, 1_000) : interval)
      const isFine = await check(test, { cwd, env: environment, timeout })
      if (child !== watched || watched.exitCode !== null || watched.signalCode !== null) return
      if (isFine) {
        failures = 0
        standing = 'healthy'
      } else {
        failures += 1
        const isYoung = standing === 'starting' && performance.now() - began < grace
        if (failures >= retries && !isYoung) standing = 'unhealthy'
      }
    }
  }

  const start = () => {
    isWanted = true
    starts += 1
    standing = 'starting'
    const [program = '', ...args] = command
    const began = performance.now()
    const file = createWriteStream(log, { flags: 'a' })
    const running = spawn(program, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child = running
    running.stdout?.pipe(file, { end: false })
    running.stderr?.pipe(file, { end: false })
    running.once('error', (error) => file.write(`${error.message}\n`))
    running.once('close', (status) => {
      file.end()
      if (child !== running) return
      standing = 'stopped'
      if (!isWanted || service.restart === 'no' || (service.restart === 'on-failure' && status === 0)) return
      if (performance.now() - began > STABLE_MS) delay = RESTART_FIRST_MS
      setTimeout(() => {
        if (isWanted && child === running) start()
      }, delay)
      delay = Math.min(delay * 2, RESTART_MAX_MS)
    })
    void watch(running)
  }

  const stop = async () => {
    isWanted = false
    const stopping = child
    if (stopping === undefined) return
    stopping.kill('SIGTERM')
    const timer = setTimeout(() => stopping.kill('SIGKILL'), service.stop_grace_period)
    await ended(stopping)
    clearTimeout(timer)
    standing = 'stopped'
  }

  return {
    name,
    start,
    stop,
    kill: async () => {
      const killed = child
      if (killed === undefined) return
      killed.kill('SIGKILL')
      await ended(killed)
    },
    setEnvironment: (more) => {
      environment = { ...environment, ...more }
    },
    standing: () => standing,
    starts: () => starts,
    pid: () => child?.pid,
    output: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
  }
}
