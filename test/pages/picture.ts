// Takes the picture of the README: node --import tsx test/pages/picture.ts
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { buildPages, openBrowser, openPage } from '../support/browser.ts'
import type { Desk } from '../support/desk.ts'
import { PASSWORD } from '../support/world.ts'
import { paintScenery } from './scenery.ts'

const PICTURE = fileURLToPath(new URL('../../docs/images/inbox.png', import.meta.url))

buildPages()
const browser = await openBrowser()
if (!browser) throw new Error('There is no Chromium here.')
const { desk, long } = await paintScenery()
const { page } = await openPage(browser, `${desk.server.url}/`, {
  viewport: { width: 1360, height: 850 },
  colorScheme: 'light'
})
await tidyUp(desk)
const id = await tellStory(desk, await paint(page))
await page.getByLabel('E-mail').fill(desk.organization.owner.email)
await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
await page.getByRole('button', { name: 'Log in' }).click()
await page.getByRole('navigation').waitFor()
await page.goto(`${desk.server.url}/inbox/${id}`)
await page.getByRole('article').filter({ hasText: 'a lovely afternoon' }).waitFor()
await page.getByRole('img', { name: 'Photo' }).waitFor()
await page.keyboard.press('i')
await page.getByRole('complementary').getByText('Reading circle', { exact: true }).waitFor()
await page.waitForLoadState('networkidle')
await page.screenshot({ path: PICTURE })
await browser.close()
await desk.close()

/** Not every machine has glyphs for everything. */
async function tidyUp({ client, change }: Desk): Promise<void> {
  const { data } = await client.app.service('conversations').find({ query: { searchTerm: 'Jonas' } })
  for (const each of [...data.map((row: { id: number }) => row.id), long]) await change(each, { status: 'closed' })
}

async function tellStory(desk: Desk, garden: Buffer): Promise<number> {
  const phone = desk.phone({ name: 'Clara Whitfield' })
  const { id, contact_id } = await desk.meet(phone, 'Hello! Is the reading circle in the garden again this month?')
  const { client, organization } = desk
  await client.app.service('contacts').patch(contact_id, {
    email: 'clara@whitfield.example',
    company_name: 'Whitfield & Daughters',
    tags: ['Reading circle', 'Regular']
  })
  await desk.change(id, { assigned_user_id: organization.owner.member.user_id })
  await desk.say(id, 'It is, Clara: on Thursday at four. There will be tea.')
  await phone.readsEverything()
  await desk.send(id, { message_type: 'note', message_text: 'Keep her two chairs in the shade.' })
  await phone.sends('image', {
    ...desk.number.provider.keepMedia(garden, 'image/png'),
    caption: 'Last time it was a lovely afternoon'
  })
  await desk.settle()
  await desk.say(id, 'We will put this one on the wall. Shall I keep a copy of “Emma” for you?')
  await phone.readsEverything()
  await phone.says('Yes, please. And one for my daughter.')
  await desk.settle()
  return id
}

/** A garden, as the browser paints it. */
async function paint(page: Page): Promise<Buffer> {
  const numbers = await page.evaluate<number[]>(`(async () => {
    const canvas = new OffscreenCanvas(640, 360)
    const pen = canvas.getContext('2d')
    const sky = pen.createLinearGradient(0, 0, 0, 360)
    sky.addColorStop(0, '#8fc7e8')
    sky.addColorStop(1, '#fdeed3')
    const round = (colour, x, y, width, height) => {
      pen.fillStyle = colour
      pen.beginPath()
      pen.ellipse(x, y, width, height, 0, 0, 2 * Math.PI)
      pen.fill()
    }
    pen.fillStyle = sky
    pen.fillRect(0, 0, 640, 360)
    round('#ffd166', 480, 90, 44, 44)
    round('#7fb77e', 160, 420, 420, 190)
    round('#4f8f5b', 520, 440, 460, 170)
    for (let n = 0; n < 40; n++) {
      const [x, y] = [(n * 167) % 640, 300 + ((n * 53) % 56)]
      round(['#f4a261', '#e76f51', '#e9c46a', '#ffffff'][n % 4], x, y, 7, 7)
      round('#5f3b1f', x, y, 2.5, 2.5)
    }
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
  })()`)
  return Buffer.from(numbers)
}
