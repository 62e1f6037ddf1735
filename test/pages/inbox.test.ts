import assert from 'node:assert/strict'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { buildPages, openBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { socketAs } from '../support/clients.ts'
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
    await page.getByRole('button', { name: 'Status: Open' }).click()
    await page.getByRole('menuitem', { name: 'Closed' }).click()
    await row('Chiara Conti').waitFor()
  })

  it('finds conversations by whom they are with', async () => {
    await desk.change((await desk.meet(desk.phone({ name: 'Ngozi Eze' }), 'Thanks!')).id, { status: 'closed' })
    await enter()
    await row('Ada Okafor').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('bruno')
    await row('Ada Okafor').waitFor({ state: 'detached' })
    await row('Bruno Lima').waitFor()
    await page.getByRole('searchbox').fill('ngozi')
    await page.getByText('Nobody here is called “ngozi”.').waitFor()
    await page.getByRole('button', { name: 'Search in all conversations' }).click()
    await row('Ngozi Eze').waitFor()
    await page.getByRole('searchbox').fill('Thanks!')
    await page.getByRole('button', { name: 'In messages' }).click()
    await row('Ngozi Eze').waitFor()
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await row('Ngozi Eze').waitFor()
  })

  it('tells of the contact, tags it, and finds it by its tag', async () => {
    const { id, contact_id } = await desk.meet(desk.phone({ name: 'Tomás Reyes' }), 'Hola')
    await enter(`/inbox/${id}`)
    await page.getByRole('button', { name: /Tomás Reyes/ }).click()
    const about = page.getByRole('complementary', { name: 'About the contact' })
    await about.getByPlaceholder('Write a tag, press Enter').fill('VIP')
    await page.keyboard.press('Enter')
    await about.getByText('VIP', { exact: true }).waitFor()
    await about.getByLabel('Company').fill('Reyes & Hijos')
    await about.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: /Reyes & Hijos/ }).waitFor()
    const contact = await desk.client.app.service('contacts').get(contact_id)
    assert.deepEqual([contact.company_name, contact.tags[0].name], ['Reyes & Hijos', 'VIP'])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByLabel('Tag of the contact').selectOption('VIP')
    await row('Ada Okafor').waitFor({ state: 'detached' })
    await row('Tomás Reyes').waitFor()
  })

  it('says who else is answering, until they stop', async () => {
    const { email, member } = await desk.organization.hire('agent')
    const colleague = await socketAs(desk.server.url, { email, password: PASSWORD })
    const types = (on: boolean) => colleague.app.service('conversation-typing').create({ conversation_id: id, on })
    await enter(`/inbox/${id}`)
    await page.getByRole('log').waitFor()
    await types(true)
    await page.getByText(`${member.name} is writing …`).waitFor()
    await types(false)
    await page.getByText(`${member.name} is writing …`).waitFor({ state: 'detached' })
    colleague.close()
  })

  it('changes many at once, and takes it back', async () => {
    const people = ['Uma Rao', 'Viktor Hahn', 'Xenia Pappas']
    for (const name of people) await desk.meet(desk.phone({ name }), 'Any news?')
    await enter()
    await row('Uma Rao').waitFor()
    for (const name of people) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await page.getByText('3 selected').waitFor()
    const bar = page.getByRole('toolbar', { name: 'Selected conversations' })
    await bar.getByRole('button', { name: 'Close' }).click()
    await page.getByText('3 conversations changed.').waitFor()
    for (const name of people) await row(name).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('3 conversations are as before.').waitFor()
    for (const name of people) await row(name).waitFor()
  })

  it('keeps answers ready, and fills them in', async () => {
    await enter(`/inbox/${id}`)
    await page.getByRole('button', { name: /^Menu/ }).click()
    await page.getByRole('menuitem', { name: 'Ready answers' }).click()
    const card = page.getByRole('dialog', { name: 'Ready answers' })
    await card.getByLabel('Title').fill('Opening hours')
    await card.getByLabel('Shortcut').fill('hours')
    await card.getByLabel('Words').fill('Dear {{ contact.first_name }} of {{ contact.company_name }}, nine to five.')
    await card.getByRole('button', { name: 'Keep it' }).click()
    await card.getByRole('list', { name: 'Ready answers' }).getByText('/hours').waitFor()
    await page.keyboard.press('Escape')
    const field = page.getByPlaceholder('Write to Ada Okafor')
    await field.fill('/ho')
    await page.getByRole('option', { name: /Opening hours/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('There is no value for contact.company_name.').waitFor()
    assert.equal(await field.inputValue(), 'Dear Ada of , nine to five.')
    await field.fill('Nine to five.')
    await page.getByText('There is no value for contact.company_name.').waitFor({ state: 'detached' })
  })

  it('lists what waits, what sleeps, and what is of one channel', async () => {
    const { id } = await desk.meet(desk.phone({ name: 'Wanda Nowak' }), 'Later is fine')
    await desk.change(id, { snoozed_until: new Date(Date.now() + 3_600_000).toISOString(), unread_count: 0 })
    await enter()
    await row('Ada Okafor').waitFor()
    assert.equal(await row('Wanda Nowak').count(), 0)
    await page.getByRole('button', { name: 'Status: Open' }).click()
    await page.getByRole('menuitem', { name: 'Asleep' }).click()
    await row('Wanda Nowak').waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByLabel('Channel').selectOption('WhatsApp')
    assert.match(page.url(), /status=snoozed&channel=\d+$/)
    await row('Wanda Nowak').waitFor()
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

  it('begins with the newest words, loads earlier ones above, and leads to what is quoted', async () => {
    const phone = desk.phone({ name: 'Élodie Martin' })
    const { id } = await desk.meet(phone, 'The first words')
    const [first] = await desk.messages(id)
    for (let n = 1; n <= 120; n++) await phone.says(`Line ${n}`)
    await desk.settle()
    await phone.says('What about this?', { quotes: first?.provider_message_id ?? '' })
    await desk.settle()
    await enter(`/inbox/${id}`)
    await comesInSight(said('What about this?'))
    assert.equal(await said('Line 40').count(), 0)
    for (const line of [100, 80, 60, 40, 20, 1]) await climbTo(`Line ${line}`)
    await page.getByText('This is where the conversation begins.').waitFor()
    await page.getByRole('button', { name: 'Newest messages' }).click()
    await page.getByTitle('Go to the quoted message').click()
    await comesInSight(said('The first words'))
  })

  it('follows new words at the end, and leaves alone who reads further up', async () => {
    const phone = desk.phone({ name: 'Fatima al-Zahra' })
    const { id } = await desk.meet(phone, 'One')
    for (let n = 2; n <= 40; n++) await phone.says(`Number ${n}`)
    await desk.settle()
    await enter(`/inbox/${id}`)
    await said('Number 40').waitFor()
    await phone.says('And one more')
    await desk.settle()
    await comesInSight(said('And one more'))
    await climbTo('Number 12')
    await phone.says('The last')
    await desk.settle()
    await row('Fatima').getByText('The last').waitFor()
    assert.ok(await isInSight(said('Number 12')))
  })

  /** Scrolling takes some frames; what never comes fails by the test's time. */
  async function comesInSight(locator: Locator): Promise<void> {
    while (!(await isInSight(locator))) await page.evaluate('new Promise(requestAnimationFrame)')
  }

  async function isInSight(locator: Locator): Promise<boolean> {
    await locator.waitFor()
    const [box, frame] = await Promise.all([locator.boundingBox(), page.getByRole('log').locator('..').boundingBox()])
    return box !== null && frame !== null && box.y >= frame.y - 1 && box.y + box.height <= frame.y + frame.height + 1
  }

  /** Turns the wheel until the words are there. */
  async function climbTo(words: string): Promise<void> {
    await page.getByRole('log').hover()
    while ((await said(words).count()) === 0) await page.mouse.wheel(0, -300)
    await said(words).scrollIntoViewIfNeeded()
  }

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
