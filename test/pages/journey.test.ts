import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { ioOf } from '../../src/declarations.ts'
import { buildPages, openBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { simulatedNumber } from '../support/simulated.ts'
import { createOrganization, type Organization, PASSWORD } from '../support/world.ts'

describe('A conversation between two browsers', () => {
  let browser: Browser
  let server: TestServer
  let organization: Organization
  let phones: WatchedPage
  let inbox: WatchedPage
  /** The customer's phone on the one page, and the conversation on the other. */
  let phone: Locator
  let thread: Locator

  before(async function () {
    this.timeout(120_000)
    const found = await openBrowser()
    if (!found) return this.skip()
    browser = found
    buildPages()
    server = await startServer()
    organization = await createOrganization(server)
    await simulatedNumber(server, organization)
    phones = await openPage(browser, `${server.url}/simulator#${await server.app.simulation.pass()}`, {
      permissions: ['microphone']
    })
    phone = phones.page.getByRole('region', { name: 'Ada Okafor’s phone' })
    inbox = await openPage(browser, `${server.url}/`)
    thread = inbox.page.getByRole('log')
    await logIn(inbox.page)
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  async function logIn(page: Page): Promise<void> {
    await page.getByLabel('E-mail').fill(organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('navigation').waitFor()
  }

  const row = () => inbox.page.getByRole('link', { name: /Ada Okafor/ })
  const bubble = (place: Locator, words: string) => place.getByRole('article').filter({ hasText: words })
  const tick = (place: Locator, words: string, name: string) =>
    bubble(place, words).getByRole('img', { name, exact: true })

  async function writes(words: string): Promise<void> {
    await phone.getByRole('textbox').fill(words)
    await phones.page.keyboard.press('Enter')
  }

  async function answers(words: string): Promise<void> {
    await inbox.page.getByPlaceholder('Write to Ada Okafor').fill(words)
    await inbox.page.keyboard.press('Enter')
  }

  /** What this phone is like, by the name of the switch. */
  async function turn(name: string): Promise<void> {
    await phone.getByRole('button', { name: 'About Ada Okafor’s phone' }).click()
    await phones.page.getByRole('switch', { name }).click()
    await phones.page.keyboard.press('Escape')
  }

  it('begins with what the customer writes', async () => {
    await writes('Hello, is anybody there?')
    await row().getByText('Hello, is anybody there?').waitFor()
    await row().getByLabel('1 unread message').waitFor()
    await tick(phone, 'Hello', 'Delivered').waitFor()
    await row().click()
    await bubble(thread, 'Hello').waitFor()
    await tick(phone, 'Hello', 'Read').waitFor()
  })

  it('shows one tick while the phone is off, two when it is on, and blue ones when it is read', async () => {
    await turn('Reads at once')
    await turn('Phone is on')
    await answers('I am here.')
    await tick(thread, 'I am here.', 'Sent').waitFor()
    await tick(phone, 'I am here.', 'Sent').waitFor()
    await turn('Phone is on')
    await tick(thread, 'I am here.', 'Delivered').waitFor()
    await turn('Reads at once')
    await tick(thread, 'I am here.', 'Read').waitFor()
    await row().getByLabel('Read').waitFor()
  })

  it('shows the customer that somebody is writing', async () => {
    await inbox.page.getByPlaceholder('Write to Ada Okafor').pressSequentially('Let me see')
    await phone.getByText('typing …').waitFor()
    await inbox.page.getByPlaceholder('Write to Ada Okafor').fill('')
  })

  it('misses nothing that was said while the line was gone, on either side', async () => {
    await inbox.page.context().setOffline(true)
    for (const { conn } of ioOf(server.app.feathers)?.sockets.sockets.values() ?? []) conn.close()
    await inbox.page.getByText('No connection.').waitFor()
    for (const words of ['One', 'Two', 'Three']) await writes(words)
    await answers('Said into the void')
    await tick(phone, 'Three', 'Delivered').waitFor()
    await inbox.page.context().setOffline(false)
    await bubble(phone, 'Said into the void').waitFor()
    await bubble(thread, 'Three').waitFor()
    await tick(thread, 'Said into the void', 'Read').waitFor()
    const said = await thread.getByRole('article').allInnerTexts()
    assert.deepEqual(
      said.map(text => /Hello|I am here|One|Two|Three|void/.exec(text)?.[0]),
      ['Hello', 'I am here', 'One', 'Two', 'Three', 'void']
    )
  })

  it('carries a picture to the inbox', async () => {
    await phone.getByRole('button', { name: 'Attach' }).click()
    await phones.page.getByRole('menuitem', { name: 'A picture from the garden' }).click()
    await thread.getByRole('img', { name: 'Photo' }).waitFor()
    assert.equal(await widthOfLastPicture(inbox.page), 720)
  })

  it('carries a picture to the phone', async () => {
    const chosen = inbox.page.waitForEvent('filechooser')
    await inbox.page.getByRole('button', { name: 'Attach files' }).click()
    await (await chosen).setFiles({ name: 'blue.png', mimeType: 'image/png', buffer: await paint(inbox.page) })
    await answers('This blue?')
    await bubble(phone, 'This blue?').locator('img[src]').waitFor()
    assert.equal(await widthOfLastPicture(phones.page), 64)
    await tick(thread, 'This blue?', 'Read').waitFor()
  })

  it('carries a voice from the phone, which can be played in the inbox', async () => {
    await phone.getByRole('button', { name: 'Record a voice message' }).click()
    await phone.getByRole('timer', { name: 'Recording' }).getByText('0:01').waitFor()
    await phone.getByRole('button', { name: 'Send the recording' }).click()
    await thread.getByLabel('Voice message').waitFor()
    await thread.getByRole('button', { name: 'Play' }).click()
    await thread.getByRole('button', { name: 'Pause' }).waitFor()
  })

  /** Once its bytes are there and are a picture. */
  function widthOfLastPicture(page: Page): Promise<number> {
    return page.evaluate<number>(`(async () => {
      const picture = [...document.querySelectorAll('article img[src]')].at(-1)
      await picture.decode()
      return picture.naturalWidth
    })()`)
  }

  /** A blue square, as a browser writes it. */
  async function paint(page: Page): Promise<Buffer> {
    const numbers = await page.evaluate<number[]>(`(async () => {
      const canvas = new OffscreenCanvas(64, 64)
      const pen = canvas.getContext('2d')
      pen.fillStyle = '#2563eb'
      pen.fillRect(0, 0, 64, 64)
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
    })()`)
    return Buffer.from(numbers)
  }

  it('never did what the policy of the pages forbids, and threw nothing', () => {
    const lost = /ERR_INTERNET_DISCONNECTED|WebSocket connection/
    assert.deepEqual(phones.complaints, [])
    assert.deepEqual(
      inbox.complaints.filter(each => !lost.test(each)),
      []
    )
  })
})
