import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildPages, openBrowser } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { PASSWORD } from '../support/world.ts'

describe('Two tabs of one browser', () => {
  let browser: Browser
  let desk: Desk
  let id: number
  let context: BrowserContext
  let first: Page
  let second: Page

  before(async function () {
    this.timeout(120_000)
    const found = await openBrowser()
    if (!found) return this.skip()
    browser = found
    buildPages()
    desk = await openDesk()
    id = (await desk.meet(desk.phone({ name: 'Ada Okafor' }), 'Do you have it in blue?')).id
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    first = await context.newPage()
    await first.goto(`${desk.server.url}/inbox/${id}`)
    await logIn(first)
    second = await context.newPage()
    await second.goto(`${desk.server.url}/inbox/${id}`)
    await second.getByRole('log').waitFor()
  })
  afterEach(() => context.close())

  async function logIn(page: Page): Promise<void> {
    await page.getByLabel('E-mail').fill(desk.organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('log').waitFor()
  }

  async function leave(page: Page): Promise<void> {
    await page.getByRole('button', { name: /^Menu/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
  }

  const said = (page: Page) => page.getByRole('log').getByRole('article').allInnerTexts()

  it('show the same, whichever does it', async () => {
    await first.getByPlaceholder('Write to Ada Okafor').fill('In blue, yes.')
    await first.keyboard.press('Enter')
    await desk.settle()
    await second.getByRole('article').filter({ hasText: 'In blue, yes.' }).getByLabel('Sent', { exact: true }).waitFor()
    await second.getByRole('button', { name: 'Close', exact: true }).click()
    await first.getByRole('button', { name: 'Reopen' }).click()
    await second.getByRole('button', { name: 'Close', exact: true }).waitFor()
    await first.getByRole('article').filter({ hasText: 'In blue, yes.' }).getByLabel('Sent', { exact: true }).waitFor()
    assert.deepEqual(await said(first), await said(second))
  })

  it('are left together', async () => {
    await leave(first)
    await second.getByRole('button', { name: 'Log in' }).waitFor()
    await first.getByRole('button', { name: 'Log in' }).waitFor()
  })

  it('are left together, though the line of one is gone', async () => {
    await second.route('**/socket.io/**', route => route.abort())
    await second.routeWebSocket(/socket\.io/, socket => socket.close())
    await second.reload()
    await second.getByText('Connecting …').waitFor()
    await leave(first)
    await second.getByRole('button', { name: 'Log in' }).waitFor()
  })

  it('are entered together', async () => {
    await leave(first)
    await second.getByRole('button', { name: 'Log in' }).waitFor()
    await logIn(first)
    await second.getByRole('log').waitFor()
  })
})
