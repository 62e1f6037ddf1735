// Photographs the pages for whoever wants to look at them: node --import tsx test/pages/look.ts <folder>
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildPages, openBrowser, openPage } from '../support/browser.ts'
import { PASSWORD } from '../support/world.ts'
import { paintScenery } from './scenery.ts'

const folder = process.argv[2] ?? 'pictures'
mkdirSync(folder, { recursive: true })

buildPages()
const browser = await openBrowser()
if (!browser) throw new Error('There is no Chromium here.')
const { desk, ada, late, blocked, long } = await paintScenery()
const { url } = desk.server

const VIEWS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 320, height: 640 }, colorScheme: 'light', hasTouch: true }
}

for (const [view, options] of Object.entries(VIEWS)) {
  const { page, complaints } = await openPage(browser, `${url}/`, options)
  await photograph(page, `${view}-0-door`)
  await page.getByLabel('E-mail').fill(desk.organization.owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page
    .getByRole('link', { name: /Ada Okafor/ })
    .first()
    .waitFor()
  await photograph(page, `${view}-1-list`)
  await visit(page, ada.id)
  await photograph(page, `${view}-2-thread`)
  await page.getByRole('log').evaluate(log => log.parentElement?.scrollTo(0, 0))
  await photograph(page, `${view}-3-top`)
  await page.getByRole('tab', { name: 'Note' }).click()
  await photograph(page, `${view}-4-note`)
  await visit(page, late)
  await photograph(page, `${view}-5-window`)
  await visit(page, blocked)
  await photograph(page, `${view}-6-blocked`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await photograph(page, `${view}-7-menu`)
  await page.keyboard.press('Escape')
  await visit(page, long)
  await photograph(page, `${view}-8-long`)
  await page.getByRole('textbox', { name: /^Write to/ }).fill('/')
  await page.getByRole('listbox', { name: 'Ready answers' }).waitFor()
  await photograph(page, `${view}-8-replies`)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await photograph(page, `${view}-9-contact`)
  await visitList(page)
  for (const box of (await page.getByRole('checkbox').all()).slice(0, 3)) await box.check()
  await photograph(page, `${view}-10-selection`)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More filters' }).click()
  await photograph(page, `${view}-11-filters`)
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox').fill('nobody of this name')
  await page.getByText('Nobody here is called').waitFor()
  await photograph(page, `${view}-12-search`)
  console.log(view, complaints)
  await page.context().close()
}
await browser.close()
await desk.close()

async function visitList(page: Page): Promise<void> {
  await page.goto(url)
  await page.getByRole('list', { name: 'Conversations' }).waitFor()
}

async function visit(page: Page, id: number): Promise<void> {
  await page.goto(`${url}/inbox/${id}`)
  await page.getByRole('log').waitFor()
}

/** Two frames: fonts, images and measured heights have then settled. */
async function photograph(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
