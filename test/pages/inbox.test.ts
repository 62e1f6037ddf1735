import assert from 'node:assert/strict'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildPages, openBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import type { Phone } from '../support/graph-api.ts'
import { PASSWORD } from '../support/world.ts'

describe('The inbox', () => {
  let browser: Browser
  let desk: Desk
  let ada: Phone
  let id: number
  let watched: WatchedPage
  let page: Page

  before(async function () {
    this.timeout(120_000)
    const found = await openBrowser()
    if (!found) return this.skip()
    browser = found
    buildPages()
    desk = await openDesk()
    ada = desk.phone({ name: 'Ada Okafor' })
    id = (await desk.meet(ada, 'Do you have it in blue?')).id
    await desk.meet(desk.phone({ name: 'Bruno Lima' }), 'Are you open?')
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })
  afterEach(async () => {
    assert.deepEqual(watched.complaints, [])
    await page.context().close()
  })

  async function enter(path = '/', options: BrowserContextOptions = {}): Promise<void> {
    watched = await openPage(browser, `${desk.server.url}${path}`, options)
    page = watched.page
    await page.getByLabel('E-mail').fill(desk.organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('navigation').waitFor()
  }

  const row = (name: string) => page.getByRole('link', { name: new RegExp(name) })
  const said = (words: string) => page.getByRole('log').getByText(words, { exact: true })

  it('says in words who may not come in', async () => {
    watched = await openPage(browser, `${desk.server.url}/`)
    page = watched.page
    await page.getByLabel('E-mail').fill(desk.organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('The e-mail or the password is wrong.').waitFor()
  })

  it('shows what a customer writes, while it is open, and says so in its title', async () => {
    await enter()
    await row('Ada Okafor').waitFor()
    await ada.says('Or in green?')
    await desk.settle()
    await row('Ada Okafor').getByText('Or in green?').waitFor()
    await page.waitForFunction('document.title === "(2) Parley"')
  })

  it('reads a conversation by opening it', async () => {
    await enter()
    await row('Bruno Lima').click()
    await said('Are you open?').waitFor()
    await row('Bruno Lima').getByLabel('1 unread message').waitFor({ state: 'detached' })
    assert.match(page.url(), /\/inbox\/\d+$/)
  })

  it('shows an answer at once, and what becomes of it', async () => {
    await enter(`/inbox/${id}`)
    await page.getByPlaceholder('Write to Ada Okafor').fill('In blue, yes.')
    await page.keyboard.press('Enter')
    await said('In blue, yes.').waitFor()
    await desk.settle()
    const bubble = page.getByRole('article').filter({ hasText: 'In blue, yes.' })
    await bubble.getByLabel('Sent', { exact: true }).waitFor()
    await ada.readsEverything()
    await desk.settle()
    await bubble.getByLabel('Read').waitFor()
    assert.equal(ada.inbox.at(-1)?.text, 'In blue, yes.')
  })

  it('keeps a note in the house', async () => {
    await enter(`/inbox/${id}`)
    await page.getByPlaceholder('Write to Ada Okafor').waitFor()
    await page.keyboard.press('n')
    await page.getByPlaceholder('Only your team sees this').fill('Pays by invoice')
    await page.keyboard.press('Enter')
    await said('Pays by invoice').waitFor()
    await desk.settle()
    assert.ok(ada.inbox.every(({ text }) => text !== 'Pays by invoice'))
  })

  it('says why an answer did not arrive, and tries again', async () => {
    await enter(`/inbox/${id}`)
    desk.number.provider.fault({ kind: 'error', code: 131026 })
    await page.getByPlaceholder('Write to Ada Okafor').fill('A second try')
    await page.keyboard.press('Enter')
    await said('A second try').waitFor()
    await desk.settle()
    await page.getByText('This number cannot be reached on WhatsApp.').waitFor()
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('This number cannot be reached on WhatsApp.').waitFor({ state: 'detached' })
    await desk.settle()
    assert.equal(ada.inbox.at(-1)?.text, 'A second try')
  })

  it('is walked through with the keyboard alone', async () => {
    await enter()
    await row('Ada Okafor').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('log').waitFor()
    await page.keyboard.press('r')
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByText('Pick a conversation').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  })

  it('takes what is closed off the list, and shows it under Closed', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Chiara Conti' }), 'Thank you!')
    await enter(`/inbox/${id}`)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    await row('Chiara Conti').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Closed' }).click()
    await row('Chiara Conti').waitFor()
  })

  it('says why nothing can be said, and what helps', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Dmitri Sokolov' }), 'Hello')
    await desk.change(id, { blocked: true })
    await enter(`/inbox/${id}`)
    await page.getByText('This contact is blocked. Nothing is sent to them.').waitFor()
    await page.getByRole('button', { name: 'Unblock' }).click()
    await page.getByPlaceholder('Write to Dmitri Sokolov').waitFor()
  })

  it('shows one thing at a time on 320 pixels, and never scrolls sideways', async () => {
    await enter('/', { viewport: { width: 320, height: 568 } })
    await row('Ada Okafor').click()
    await page.getByRole('log').waitFor()
    assert.equal(await page.getByRole('navigation').isVisible(), false)
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= 320'))
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await row('Ada Okafor').waitFor()
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= 320'))
  })

  it('comes back to where it was, and forgets who leaves', async () => {
    await enter(`/inbox/${id}`)
    await page.reload()
    await page.getByRole('log').waitFor()
    await page.getByRole('button', { name: /^Menu/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
  })
})
