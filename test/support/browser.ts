import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const ALONE = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream'
]

/** Where a browser of this machine is. */
export function findBrowser(): string | undefined {
  return PLACES.find(place => existsSync(place))
}

/** A browser of this machine; null where there is none. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = findBrowser()
  return executablePath ? chromium.launch({ executablePath, args: ALONE }) : null
}

/** Builds the pages unless they are built. */
export function buildPages(): void {
  const { status, stderr } = spawnSync(process.execPath, ['bin/build-pages.js'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** A page, and all that it complains about: what its policy forbids, what it throws, what it logs as an error. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {}
): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url)
  return { page, complaints }
}
