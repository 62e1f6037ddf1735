import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { buildPages, openBrowser, openPage } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

const asBrowser = { accept: 'text/html,application/xhtml+xml' }

describe('The pages', () => {
  let server: TestServer

  before(async function () {
    this.timeout(120_000)
    buildPages()
    server = await startServer({
      environment: {
        S3_BUCKET: 'files',
        S3_PUBLIC_ENDPOINT: 'https://store.example.org',
        S3_ENDPOINT: 'http://store.internal',
        S3_FORCE_PATH_STYLE: 'true',
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret'
      }
    })
  })
  after(() => server.stop())

  it('come with a policy that names each script by a nonce of this answer', async () => {
    const [first, second] = [await askPage('/'), await askPage('/inbox/12')]
    const [nonce, other] = [first, second].map(
      ({ policy }) => /script-src 'nonce-([\w-]{22})' 'strict-dynamic'/.exec(policy)?.[1]
    )
    assert.ok(nonce && other && nonce !== other)
    assert.match(first.html, new RegExp(`<script type="module"[^>]* nonce="${nonce}"`))
    assert.doesNotMatch(first.html, /nonce-of-this-answer/)
    for (const rule of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"]) {
      assert.ok(first.policy.includes(rule), rule)
    }
    assert.match(first.policy, /require-trusted-types-for 'script'; trusted-types 'none'/)
  })

  it('may reach the store of files, as browsers reach it', async () => {
    const { policy } = await askPage('/')
    for (const rule of ['img-src', 'media-src', 'connect-src']) {
      assert.match(policy, new RegExp(`${rule} [^;]*https://store\\.example\\.org(;| )`))
    }
    assert.doesNotMatch(policy, /store\.internal/)
  })

  it('keep their hashed files for a year, and pack them', async () => {
    const { html } = await askPage('/')
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
    const answer = await fetch(`${server.url}${script}`, { headers: { 'accept-encoding': 'br' } })
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8')
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(answer.headers.get('content-encoding'), 'br')
    assert.match(await answer.text(), /createRoot|render/)
    assert.equal((await fetch(`${server.url}${script}x`)).status, 404)
  })

  it('leave the addresses to programs that ask for JSON', async () => {
    const answer = await fetch(`${server.url}/`)
    assert.deepEqual(await answer.json(), { name: 'Parley', version: 1 })
  })

  async function askPage(path: string): Promise<{ policy: string; html: string }> {
    const answer = await fetch(`${server.url}${path}`, { headers: asBrowser })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin')
    return { policy: answer.headers.get('content-security-policy') ?? '', html: await answer.text() }
  }

  describe('in Chromium', () => {
    let browser: Browser

    before(async function () {
      const found = await openBrowser()
      if (!found) return this.skip()
      browser = found
    })
    after(() => browser?.close())

    it('do nothing that their policy forbids', async () => {
      const { page, complaints } = await openPage(browser, `${server.url}/`)
      await page.getByRole('button').first().waitFor()
      assert.deepEqual(complaints, [])
    })

    it('are told when they try', async () => {
      const { page, complaints } = await openPage(browser, `${server.url}/`)
      await page.evaluate(() => {
        const { document } = globalThis as never as {
          document: { body: { append(it: object): void }; createElement(name: string): object }
        }
        document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))
      })
      assert.match(complaints.join(), /Content Security Policy/)
    })
  })
})
