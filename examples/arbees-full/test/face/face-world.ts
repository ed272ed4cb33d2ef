/*
 * The face of the deployment over a bus and a database of its own, and a mouth that says what the other services
 * would. Messages are made up; each is read by its schema like any other.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis } from '@arbees/core'
import { nodeRuntime } from '@arbees/transport'
import type { SpokenOf, Topic } from '../../src/messages/topics.ts'
import { allVariables } from '../../src/platform/config/all-variables.ts'
import { checkPlatform } from '../../src/platform/config/platform-variables.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'
import type { Platform, PlatformConfig } from '../../src/platform/open-platform.ts'
import { openPlatform } from '../../src/platform/open-platform.ts'
import { runServices } from '../../src/platform/run-services.ts'
import { analytics } from '../../src/services/analytics/service.ts'
import { api } from '../../src/services/api/service.ts'
import { notificationService } from '../../src/services/notification-service/service.ts'
import { freePort } from '../local-redis.ts'

/** The token of the test. */
export const TOKEN = ['face', 'of', 'the', 'test', '42'].join('-')

/** Lines of the log. */
export type Line = {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** What JSON says: each test looks at it as a client would. */
type Parsed = ReturnType<typeof JSON.parse>

/** A running face. */
export type FaceWorld = {
  readonly url: string
  readonly port: number
  readonly platform: Platform
  readonly lines: readonly Line[]
  readonly say: <T extends Topic>(topic: T, message: SpokenOf<T>) => Promise<void>
  readonly get: (path: string, init?: RequestInit) => Promise<{ readonly status: number; readonly body: Parsed }>
  readonly end: () => Promise<void>
}

/** Resolves when `isSo` says yes. @throws Error after half a minute: machines do much else. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Starts the face on a fresh folder. `before` fills the database first. */
export async function startFace(
  env: Readonly<Record<string, string>> = {},
  before: (platform: Platform) => Promise<void> = async () => undefined,
): Promise<FaceWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'arbees-face-'))
  const port = await freePort()
  const services = [notificationService, analytics, api]
  const known = allVariables(services.map(({ config }) => config.shape))
  const environment = { DATA_DIR: folder, API_PORT: String(port), API_TOKEN: TOKEN, ...env }
  const config = readConfig(environment, known, known, [checkPlatform])
  const ending = new AbortController()
  const lines: Line[] = []
  const runtime = nodeRuntime({
    log: (level, message, fields = {}) => void lines.push({ level, message, fields }),
    signal: ending.signal,
  })
  const platform = await openPlatform(config as unknown as PlatformConfig, runtime, 'testing', ending.signal)
  await before(platform)
  const running = runServices({ services, platform, runtime, config, heartbeat: millis(200), signal: ending.signal })
  const url = `http://127.0.0.1:${port}`
  await Promise.race([
    until('the API listens', () => lines.some(({ message }) => message === 'api listens')),
    running.then(() => Promise.reject(new Error('it ended'))),
  ])
  return {
    url,
    port,
    platform,
    lines,
    say: (topic, message) => platform.bus.speak(topic, message),
    get: async (path, init) => {
      const response = await fetch(`${url}${path}`, init)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      return { status: response.status, body: isJson === true ? JSON.parse(text) : text }
    },
    end: async () => {
      ending.abort()
      await running
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
