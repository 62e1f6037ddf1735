import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { buildPages, openBrowser, openPage } from '../support/browser.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { PASSWORD } from '../support/world.ts'

// What can be used or pointed at, and is not hidden from who listens.
const USABLE = 'button, a[href], input:not([type=hidden]), textarea, select, [role=button], [role=menuitem], [role=tab]'

/** Tags of what says nothing to a screen reader; ids that are there twice; headings and landmarks that are missing. */
const COMPLAINTS = `(() => {
  const textOf = id => document.getElementById(id)?.textContent ?? ''
  const nameOf = element => [
    element.getAttribute('aria-label'),
    (element.getAttribute('aria-labelledby') ?? '').split(' ').map(textOf).join(' '),
    [...(element.labels ?? [])].map(label => label.textContent).join(' '),
    element.textContent,
    [...element.querySelectorAll('img[alt], [aria-label]')].map(each => each.alt || each.getAttribute('aria-label')).join(' '),
    element.getAttribute('placeholder'),
    element.getAttribute('title')
  ].find(name => name?.trim())
  const isHidden = element => element.closest('[aria-hidden=true]') || !element.checkVisibility()
  const all = selector => [...document.querySelectorAll(selector)].filter(element => !isHidden(element))
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  const inside = all('a[href], button').filter(each => each.querySelector('a[href], button, input, select, textarea'))
  return [
    ...all('${USABLE}').filter(element => !nameOf(element)).map(element => 'nameless: ' + element.outerHTML.slice(0, 160)),
    ...all('img:not([alt])').map(element => 'no alt: ' + element.outerHTML.slice(0, 160)),
    ...inside.map(element => 'one within another: ' + element.outerHTML.slice(0, 160)),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => 'twice: #' + id),
    ...(all('h1, h2').length === 0 ? ['no heading'] : []),
    ...(all('main, [role=dialog], [role=main]').length === 0 ? ['no main part'] : []),
    ...(document.documentElement.lang ? [] : ['no language'])
  ]
})()`

describe('Who listens to the inbox', () => {
  let browser: Browser
  let desk: Desk
  let page: Page
  let id: number

  before(async function () {
    this.timeout(120_000)
    const found = await openBrowser()
    if (!found) return this.skip()
    browser = found
    buildPages()
    desk = await openDesk()
    id = (await desk.meet(desk.phone({ name: 'Ada Okafor' }), 'Do you have it in blue?')).id
    await desk.say(id, 'We do.')
    await desk.client.app.service('tags').create({ name: 'VIP' })
    page = (await openPage(browser, `${desk.server.url}/`)).page
  })
  after(async () => {
    await browser?.close()
    await desk?.close()
  })
  afterEach(async () => {
    assert.deepEqual(await page.evaluate(COMPLAINTS), [])
  })

  it('hears what everything is called at the door', async () => {
    await page.getByRole('button', { name: 'Log in' }).waitFor()
  })

  it('hears it in the list', async () => {
    await page.getByLabel('E-mail').fill(desk.organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: /Ada Okafor/ }).waitFor()
  })

  it('hears it in a conversation, and beside it', async () => {
    await page.getByRole('link', { name: /Ada Okafor/ }).click()
    await page.getByRole('log').waitFor()
    await page.keyboard.press('i')
    await page.getByLabel('First name').waitFor()
  })

  it('hears it in menus', async () => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Mark as unread' }).waitFor()
  })

  it('hears it among the filters', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByLabel('Tag of the contact').waitFor()
  })

  it('hears it when something is picked out', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('checkbox', { name: 'Select Ada Okafor' }).check()
    await page.getByRole('toolbar').waitFor()
  })

  it('hears it on the card of ready answers', async () => {
    await page.getByRole('button', { name: 'Select nothing' }).click()
    await page.getByRole('button', { name: /^Menu/ }).click()
    await page.getByRole('menuitem', { name: 'Ready answers' }).click()
    await page.getByLabel('Shortcut').waitFor()
  })
})
