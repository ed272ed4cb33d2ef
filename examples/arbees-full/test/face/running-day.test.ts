/*
 * A walk of the dashboard of a running day: `pnpm start` as an operator starts it, in a browser. What it shows moves
 * by itself, and its stop button stops trading. With SCREENSHOTS=docs/images it takes the README's pictures.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../local-redis.ts'
import { TOKEN } from './face-world.ts'

const CHROMIUM = '/usr/bin/chromium'
const NO_BROWSER = existsSync(CHROMIUM) ? undefined : `no ${CHROMIUM} on this machine`
const PICTURES = process.env['SCREENSHOTS']
/** Seconds of the day in one of ours. */
const SPEED = 120
const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')
/** Long enough for a machine that does much else. */
const PATIENCE = 240_000

const folder = mkdtempSync(join(tmpdir(), 'arbees-running-'))
let day: ChildProcess
let url: string
let browser: Browser
let page: Page
const complaints: string[] = []

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it never happened: ${what}`)
    if (day.exitCode !== null) throw new Error(`the day ended with ${day.exitCode} before ${what}`)
    await pause(100)
  }
}

async function ask(path: string) {
  const answer = await fetch(`${url}${path}`)
  return JSON.parse(await answer.text())
}

async function ordersSent(): Promise<number> {
  return (await ask('/api/paper-trading/orders?limit=1000')).length
}

/** How many of the newest opportunities were refused since trading is stopped, and how many were judged otherwise. */
async function judgedSince(at: string): Promise<{ readonly stopped: number; readonly others: number }> {
  const newest: readonly { readonly created_at: string; readonly refusal: { readonly reason: string } | null }[] =
    await ask('/api/opportunities?limit=200')
  const since = newest.filter(({ created_at: created }) => created > at)
  const stopped = since.filter(({ refusal }) => refusal?.reason === 'stopped').length
  return { stopped, others: since.length - stopped }
}

async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return
  await page.screenshot({ path: resolve(PICTURES, `dashboard-${name}.png`) })
}

async function open(path: string): Promise<void> {
  await page.goto(`${url}/#/${path}`, { timeout: PATIENCE })
}

describe.skipIf(NO_BROWSER !== undefined)(`a running day${NO_BROWSER === undefined ? '' : ` (${NO_BROWSER})`}`, () => {
  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const args = ['--conditions=@arbees/source', MAIN, 'start', '--speed', String(SPEED), '--data-dir', folder]
    const env = { PATH: process.env['PATH'], API_PORT: String(port), API_TOKEN: TOKEN }
    day = spawn(process.execPath, args, { env, stdio: 'ignore' })
    await until('the API answers', () =>
      ask('/health').then(
        ({ status }) => status === 'ok',
        () => false,
      ),
    )
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
    browser = await chromium.launch({ executablePath: CHROMIUM, args: flags })
    page = await browser.newPage({ viewport: { width: 1_360, height: 900 }, colorScheme: 'dark' })
    page.setDefaultTimeout(PATIENCE)
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  }, PATIENCE)
  afterAll(async () => {
    await browser?.close()
    if (day?.exitCode === null) {
      const ended = new Promise((done) => day.once('exit', done))
      day.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }, PATIENCE)

  test(
    'shows games and prices that move by themselves',
    async () => {
      await open('games')
      await page.getByRole('status').getByText('live', { exact: true }).waitFor()
      await until('three games are live', async () => (await ask('/api/overview')).live_games >= 3)
      const shown = () => page.locator('main').textContent()
      const before = await shown()
      await until('something else is shown', async () => (await shown()) !== before)
    },
    PATIENCE,
  )

  test(
    'shows what was found, what was refused and why, and what was traded',
    async () => {
      await until('orders were filled', async () => (await ask('/api/overview')).funnel.filled >= 4)
      await open('opportunities')
      await page.locator('section[aria-label="Opportunities"] tbody tr').first().waitFor()
      await picture('opportunities')
      await open('trading')
      await page.locator('section[aria-label="Orders"] tbody tr').first().waitFor()
      await open('health')
      await page.getByText(/^(\d+) of \1$/).waitFor()
      await open('')
      await page.locator('section[aria-label="Open positions"] tbody tr').first().waitFor()
      await page.locator('.uplot canvas').waitFor()
      await picture('overview')
    },
    PATIENCE,
  )

  test(
    'its stop button stops trading, and lets it go on',
    async () => {
      expect(await ordersSent()).toBeGreaterThan(0)
      await page.getByRole('button', { name: 'Stop trading' }).click()
      await page.getByLabel('Token').fill(TOKEN)
      await page.getByRole('button', { name: 'Stop trading now' }).click()
      await page.getByText('Trading is stopped: no new order leaves.').waitFor()
      // The promise is a second.
      await pause(1_000)
      const [orders, { now: stoppedAt }] = [await ordersSent(), await ask('/api/overview')]
      await until('five signals came and were refused', async () => (await judgedSince(stoppedAt)).stopped >= 5)
      expect((await judgedSince(stoppedAt)).others).toBe(0)
      expect(await ordersSent()).toBe(orders)
      await page.getByRole('button', { name: 'Resume trading' }).click()
      await page.getByLabel('Token').fill(TOKEN)
      await page.getByRole('button', { name: 'Resume trading now' }).click()
      await page.getByText('Trading is stopped').waitFor({ state: 'detached' })
      const { now: resumedAt } = await ask('/api/overview')
      await until('signals are judged again', async () => (await judgedSince(resumedAt)).others >= 1)
    },
    PATIENCE,
  )

  test('the browser has nothing to complain of', () => {
    expect(complaints).toEqual([])
  })
})
