import assert from 'node:assert/strict'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { act } from '../../src/actions/scope.ts'
import { sendMessage } from '../../src/actions/send-message.ts'
import { buildPages, openBrowser, openPage, type WatchedPage } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type SimulatedNumber, simulatedNumber } from '../support/simulated.ts'
import { createOrganization, type Organization, PASSWORD } from '../support/world.ts'

describe('The phones', () => {
  let browser: Browser
  let server: TestServer
  let organization: Organization
  let number: SimulatedNumber
  let watched: WatchedPage
  let page: Page

  before(async function () {
    this.timeout(120_000)
    const found = await openBrowser()
    if (!found) return this.skip()
    browser = found
    buildPages()
    server = await startServer()
    organization = await createOrganization(server)
    number = await simulatedNumber(server, organization)
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })
  afterEach(async () => {
    assert.deepEqual(watched.complaints, [])
    await page.context().close()
  })

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    watched = await openPage(browser, `${server.url}/simulator#${await server.app.simulation.pass()}`, options)
    page = watched.page
    await page.getByRole('navigation').waitFor()
  }

  async function hold(name: string): Promise<ReturnType<Page['getByRole']>> {
    await number.phone({ name })
    await page
      .getByRole('navigation')
      .getByRole('button', { name: name.split(' ')[0] ?? name })
      .click()
    const phone = page.getByRole('region', { name: `${name}’s phone` })
    await phone.waitFor()
    return phone
  }

  async function conversation(): Promise<number> {
    const text = 'select max(id)::int as id from conversations where organization_id = $1'
    const [newest] = await server.database.query<{ id: number }>({ text, values: [organization.id] })
    return newest?.id ?? 0
  }

  async function answer(draft: object): Promise<void> {
    const conversation_id = await conversation()
    const said = { conversation_id, message_type: 'text' as const, ...draft }
    await act(server.app.house, organization.owner.member, scope => sendMessage(scope, said, null))
    await server.settle()
  }

  it('open with a pass, which does not stay in the address', async () => {
    await open()
    assert.equal(page.url(), `${server.url}/simulator`)
    await page.reload()
    await page.getByRole('navigation').waitFor()
  })

  it('ask whoever has no pass to log in', async () => {
    watched = await openPage(browser, `${server.url}/simulator`)
    page = watched.page
    await page.getByLabel('E-mail').fill(organization.owner.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('navigation', { name: 'People' }).waitFor()
  })

  it('write, hear the answer, and read it', async () => {
    await open()
    const grace = await hold('Grace Kim')
    await grace.getByRole('textbox').fill('Do you have it in blue?')
    await page.keyboard.press('Enter')
    await grace.getByRole('article').filter({ hasText: 'in blue?' }).waitFor()
    await server.settle()
    await grace.getByLabel('Delivered').waitFor()
    await answer({ message_text: 'In blue, yes.' })
    await grace.getByText('In blue, yes.').waitFor()
    await page.waitForResponse(response => response.url().endsWith('/reads'))
    await server.settle()
    const text = `select status from messages where organization_id = $1 and direction = 'outbound'`
    assert.deepEqual(await server.database.query({ text, values: [organization.id] }), [{ status: 'read' }])
  })

  it('tap the buttons of an answer', async () => {
    await open()
    const omar = await hold('Omar Haddad')
    await omar.getByRole('button', { name: 'Where is my order?' }).click()
    await omar.getByRole('article').waitFor()
    await server.settle()
    await answer({
      message_type: 'interactive',
      content: {
        type: 'button',
        body: { text: 'Shall we look?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Please do' } }] }
      }
    })
    await omar.getByRole('button', { name: 'Please do' }).click()
    await omar.getByRole('article').filter({ hasText: 'Please do' }).getByRole('blockquote').waitFor()
  })

  it('send pictures, and show them', async () => {
    await open()
    const chiara = await hold('Chiara Conti')
    await chiara.getByRole('button', { name: 'Attach' }).click()
    await page.getByRole('menuitem', { name: 'A picture from the garden' }).click()
    const picture = chiara.getByRole('img', { name: 'garden.jpg' })
    await picture.waitFor()
    await page.waitForFunction('document.querySelector("article img").naturalWidth === 720')
  })

  it('have a switch for what goes wrong', async () => {
    await open({ viewport: { width: 1280, height: 800 } })
    const fault = page.getByRole('switch', { name: 'Everything comes twice' })
    await fault.click()
    await page.getByRole('button', { name: 'Switch all off' }).waitFor()
    assert.deepEqual(number.line.faults.switched, [{ kind: 'duplicate', times: 1 }])
    await fault.click()
    await page.getByRole('button', { name: 'Switch all off' }).waitFor({ state: 'detached' })
    assert.deepEqual(number.line.faults.switched, [])
  })

  it('are one at a time on 320 pixels, and never scroll sideways', async () => {
    await open({ viewport: { width: 320, height: 568 } })
    const dmitri = await hold('Dmitri Sokolov')
    await dmitri.getByRole('textbox').waitFor()
    assert.equal(await page.getByRole('region').filter({ visible: true }).count(), 1)
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= 320'))
    await page.getByRole('button', { name: 'What goes wrong' }).click()
    await page.getByRole('switch', { name: 'Everything comes twice' }).waitFor()
    await page.keyboard.press('Escape')
  })
})
