/*
 * A walk of the pages in a browser against the running face: real data, live updates, the stop button.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseMoney, toMoney } from '@arbees/core'
import { createRealClock } from '@arbees/transport'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appendBankroll, startBankroll } from '../../src/platform/store/bankroll.ts'
import type { FaceWorld } from './face-world.ts'
import { startFace, TOKEN, until } from './face-world.ts'
import { gameNames, madeUpDay, signalOf } from './made-up-day.ts'

const CHROMIUM = '/usr/bin/chromium'
const NO_BROWSER = existsSync(CHROMIUM) ? undefined : `no ${CHROMIUM} on this machine`
/** Where the pictures of the pages go, when somebody wants them. */
const PICTURES = process.env['SCREENSHOTS']
const HOUR = 3_600_000_000

const now = createRealClock().now()
let face: FaceWorld
let browser: Browser
let page: Page
const complaints: string[] = []

async function picture(name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

async function open(path: string): Promise<void> {
  await page.goto(`${face.url}/#/${path}`)
}

async function fillBankroll(): Promise<void> {
  const { store } = face.platform
  await startBankroll(store, parseMoney('10000'), (now - 26 * HOUR) as never)
  let seed = 17
  for (let trade = 1; trade <= 120; trade++) {
    seed = (seed * 48_271) % 2_147_483_647
    const balanceChange = toMoney((seed % 900_000) - 330_000)
    const entry = { key: `trade ${trade}`, reason: 'trade', trade: `t${trade}`, piggybankChange: toMoney(0) } as const
    const at = (now - 26 * HOUR + trade * 13 * 60_000_000) as never
    await store.transact((queries) => appendBankroll(queries, { ...entry, balanceChange, at }))
  }
}

describe.skipIf(NO_BROWSER !== undefined)(`the dashboard${NO_BROWSER === undefined ? '' : ` (${NO_BROWSER})`}`, () => {
  beforeAll(async () => {
    face = await startFace()
    await fillBankroll()
    for (const { topic, message } of madeUpDay(now)) await face.say(topic, message)
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
    browser = await chromium.launch({ executablePath: CHROMIUM, args })
    page = await browser.newPage({ viewport: { width: 1_360, height: 900 }, colorScheme: 'dark' })
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await face?.end()
  }, 60_000)

  test('builds itself when somebody looks, and shows the overview', async () => {
    await page.goto(`${face.url}/#/`, { timeout: 60_000 })
    await page.locator('.uplot canvas').waitFor()
    await page.getByText('PAPER').waitFor()
    await page.getByRole('status').getByText('live', { exact: true }).waitFor()
    expect(await page.getByText('$39.00 at cost').count()).toBe(1)
    expect(await page.locator('section[aria-label="Open positions"] tbody tr').count()).toBe(4)
    await picture('overview-dark')
  })

  test('shows games with both venues, and a price as it changes', async () => {
    await page.getByRole('link', { name: 'Live games' }).first().click()
    const game = page.locator('article', { hasText: 'Boston Celtics' })
    await game.getByText('57.0¢').first().waitFor()
    expect(await game.getByText('+2.5¢').count()).toBe(1)
    await picture('games')
    const { kalshi } = gameNames(0)
    const level = (price: number) => [{ price, quantity: 5_000_000 }]
    const quote = { market: kalshi, venue: 'kalshi', bids: level(4_200), asks: level(4_310), venueAt: null }
    await face.say('quote.changed', { ...quote, receivedAt: now, continuity: 7 } as never)
    await game.getByText('43.1¢').waitFor({ timeout: 5_000 })
  })

  test('shows each opportunity with the reason of its refusal', async () => {
    await open('opportunities')
    const table = page.locator('section[aria-label="Opportunities"]')
    // The first of each row is a phone's.
    await table.getByText('edgeMinBps 200').last().waitFor()
    const rows = await table.locator('tbody tr').count()
    const { topic, message } = signalOf('signal-new', 1, createRealClock().now())
    await face.say(topic, message)
    await until('the new signal is shown', async () => (await table.locator('tbody tr').count()) === rows + 1)
    await table.getByLabel('Reason').selectOption('cooldown')
    await until('the others are hidden', async () => (await table.locator('tbody tr').count()) < rows)
    for (const row of await table.locator('tbody tr').allTextContents()) expect(row).toContain('cooldown')
    await table.getByLabel('Reason').selectOption('all')
    await picture('opportunities')
  })

  test('shows orders, trades and health', async () => {
    await open('trading')
    await page.getByText('settled').first().waitFor()
    expect(await page.locator('section[aria-label="Orders"] tbody tr').count()).toBe(12)
    await picture('trading')
    await open('health')
    await page.getByText('3 of 3').waitFor({ timeout: 20_000 })
    await page.getByText('Circuit breaker open').waitFor()
    await picture('health')
  })

  test('fits a phone, light or dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Light' }).click()
    for (const path of ['', 'games', 'opportunities', 'trading', 'health']) {
      await open(path)
      await page.locator('main section, main article').first().waitFor()
      const [shown, needed] = (await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')) as [
        number,
        number,
      ]
      expect([path, needed]).toEqual([path, shown])
      await picture(`phone-${path === '' ? 'overview' : path}`)
    }
    await page.setViewportSize({ width: 1_360, height: 900 })
    await open('')
    await page.locator('.uplot canvas').waitFor()
    await picture('overview-light')
  })

  test('stops trading by the button and the token, and not without', async () => {
    await page.getByRole('button', { name: 'Stop trading' }).click()
    await page.getByLabel('Token').fill('not-the-token-at-all')
    await page.getByRole('button', { name: 'Stop trading now' }).click()
    await page.getByText('the token is not the one').waitFor()
    expect(face.platform.killSwitch.isStopped()).toBe(false)
    await picture('stop')
    await page.getByLabel('Token').fill(TOKEN)
    await page.getByRole('button', { name: 'Stop trading now' }).click()
    await page.getByText('Trading is stopped: no new order leaves.').waitFor()
    expect(face.platform.killSwitch.state()).toBe('set')
    await page.getByRole('button', { name: 'Resume trading' }).click()
    await page.getByLabel('Token').fill(TOKEN)
    await page.getByRole('button', { name: 'Resume trading now' }).click()
    await page.getByText('Trading is stopped').waitFor({ state: 'detached' })
    expect(face.platform.killSwitch.state()).toBe('clear')
  })

  test('complains of nothing but the refusal of the wrong token', () => {
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })
})
