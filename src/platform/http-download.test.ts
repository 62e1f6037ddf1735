import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEgress } from './egress.ts'
import { BrokenOff, createHttp, type Download, type DownloadLimits } from './http.ts'

const closing: (() => unknown)[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(
    () => server.close(),
    () => server.closeAllConnections()
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function fetchFrom(url: string, limits: Partial<DownloadLimits> = {}, allow = ['127.0.0.0/8']): Promise<Download> {
  const http = createHttp({
    egress: createEgress({ allow }),
    timeoutMs: 15_000,
    maxBytes: 1_024,
    isInsideTransaction: () => false
  })
  closing.push(() => http.close())
  const request = { method: 'GET', url, headers: { authorization: 'Bearer T' } } as const
  return http.download(request, { timeoutMs: 15_000, pauseMs: 5_000, maxBytes: 1_000_000, ...limits })
}

async function bytesOf({ body }: Download): Promise<Buffer> {
  assert.ok(body)
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function brokenOff(reason: BrokenOff['reason']) {
  return (error: unknown) => error instanceof BrokenOff && error.reason === reason
}

/** Writes for as long as somebody listens. */
const pour: RequestListener = (_, response) => {
  const write = () => {
    while (response.write(Buffer.alloc(65_536, 'x')));
  }
  response.on('drain', write)
  write()
}

describe('A download', () => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  it('hands on the bytes as they come', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' })
      response.write(request.headers.authorization)
      response.end('!')
    })
    const found = await fetchFrom(url)
    assert.deepEqual([found.status, found.headers['content-type']], [200, 'image/png'])
    assert.equal(String(await bytesOf(found)), 'Bearer T!')
  })

  it('begins before the last byte is there', async () => {
    let finish = () => {}
    const url = await serve((_, response) => {
      response.write('first')
      finish = () => response.end(' and last')
    })
    const { body } = await fetchFrom(url)
    const pieces = body?.iterator()
    assert.equal(String((await pieces?.next())?.value), 'first')
    finish()
    assert.equal(String((await pieces?.next())?.value), ' and last')
  })

  it('follows no redirect', async () => {
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end('gone')
    })
    const found = await fetchFrom(url)
    assert.deepEqual([found.status, found.body, asked], [302, null, ['/']])
  })

  it('never asks at a private address', async () => {
    let asked = 0
    const url = await serve((_, response) => response.end(String(++asked)))
    assert.deepEqual(await fetchFrom(url, {}, []), { status: 0, headers: {}, body: null, failure: 'blocked' })
    assert.equal(asked, 0)
  })

  it('does not begin with what is announced as too large', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-length': '2000000' }).flushHeaders())
    await assert.rejects(bytesOf(await fetchFrom(url)), brokenOff('too_large'))
  })

  it('ends what turns out to be too large, and lets the other side go', async () => {
    const closed = new Promise(resolve => {
      void serve((request, response) => {
        response.on('close', resolve)
        pour(request, response)
      }).then(async url => assert.rejects(bytesOf(await fetchFrom(url)), brokenOff('too_large')))
    })
    await closed
  })

  it('takes just the greatest size in full', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(1_000_000)))
    assert.equal((await bytesOf(await fetchFrom(url))).length, 1_000_000)
  })

  it('waits neither for a first byte nor for a next one', async () => {
    const silent = await serve(() => {})
    assert.equal((await fetchFrom(silent, { pauseMs: 50 })).failure, 'timeout')
    const stuck = await serve((_, response) => response.write('one'))
    await assert.rejects(bytesOf(await fetchFrom(stuck, { pauseMs: 50 })), brokenOff('timeout'))
  })

  it('ends what drips for longer than the whole may take', async () => {
    const url = await serve((_, response) => {
      const drip = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(drip))
    })
    await assert.rejects(bytesOf(await fetchFrom(url, { timeoutMs: 100 })), brokenOff('timeout'))
  })

  it('ends when nobody wants it any more', async () => {
    const url = await serve((_, response) => response.write('one'))
    const unwanted = new AbortController()
    const found = await fetchFrom(url, { signal: unwanted.signal })
    unwanted.abort()
    await assert.rejects(bytesOf(found), brokenOff('reset'))
  })

  it('does not take half a body for the whole', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => request.socket.destroy())
    })
    await assert.rejects(bytesOf(await fetchFrom(url)), brokenOff('reset'))
  })
})
