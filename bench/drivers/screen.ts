import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from '../../test/support/browser.ts'
import { quantile, runJob } from './job.ts'

export interface ScreenJob {
  readonly url: string
  readonly email: string
  readonly password: string
  readonly warmUpMessages: number
  readonly messages: number
}

export interface ScreenResult {
  /** From the press of the button on the phone until the words are painted in the inbox's list, ms. */
  readonly p50: number
  readonly p99: number
  readonly browser: string
}

// Both pages are of one browser, so their clocks are one. Time is taken inside of the pages: what it costs to steer them
// is not in it.
const NOTE_CLICKS = `addEventListener('click', event => {
  globalThis.clicked = performance.timeOrigin + event.timeStamp
}, { capture: true })`

// Painted: the first task after the frame in which the words stand.
const NOTE_GLYPHS = `(() => {
  const list = document.querySelector('nav ul')
  const known = new Map()
  const glyph = name => {
    if (!known.has(name)) known.set(name, Promise.withResolvers())
    return known.get(name)
  }
  const painted = () => new Promise(resolve => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now())
    port2.postMessage(null)
  }))
  new MutationObserver(() => {
    for (const [name] of list.textContent.matchAll(/Glyph \\d+ of/g)) glyph(name).resolve(painted())
  }).observe(list, { subtree: true, childList: true, characterData: true })
  globalThis.paintedAt = name => glyph(name).promise
})()`

/** A customer presses a button on one page, and an agent sees it on another. One message at a time. */
runJob(async (job: ScreenJob, say): Promise<ScreenResult> => {
  const browser = await openBrowser()
  if (!browser) throw new Error('There is no Chromium here')
  try {
    const phones = await enter(browser, '/simulator', job)
    const inbox = await enter(browser, '/', job)
    const phone = phones.getByRole('region').first()
    const latencies: number[] = []

    async function sendOne(index: number): Promise<void> {
      const words = `Glyph ${index} of ${job.messages}`
      await phone.getByRole('textbox').fill(words)
      await phone.getByRole('button', { name: 'Send', exact: true }).click()
      const painted = await inbox.evaluate<number>(`paintedAt('Glyph ${index} of')`)
      latencies.push(painted - (await phones.evaluate<number>('clicked')))
    }

    await phone.getByRole('textbox').fill('Hello')
    await phones.keyboard.press('Enter')
    await inbox.getByRole('link', { name: /Hello/ }).waitFor()
    await phones.evaluate(NOTE_CLICKS)
    await inbox.evaluate(NOTE_GLYPHS)
    for (let index = 0; index < job.warmUpMessages; index++) await sendOne(index)
    latencies.length = 0
    say('begin')
    for (let index = 0; index < job.messages; index++) await sendOne(job.warmUpMessages + index)
    say('end')
    latencies.sort((one, other) => one - other)
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), browser: browser.version() }
  } finally {
    await browser.close()
  }
})

async function enter(browser: Browser, path: string, { url, email, password }: ScreenJob): Promise<Page> {
  const { page } = await openPage(browser, `${url}${path}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('navigation').waitFor()
  return page
}
