import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEgress, type Lookup } from './egress.ts'
import { createHttp, type Http, type HttpOptions } from './http.ts'

const closing: (() => unknown)[] = []

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closing.push(() => server.closeAllConnections())
  return `http://127.0.0.1:${await listen(server)}`
}

function client({ lookup, ...options }: Partial<HttpOptions> & { lookup?: Lookup } = {}): Http {
  const egress = createEgress({ allow: ['127.0.0.0/8'], ...(lookup && { lookup }) })
  const http = createHttp({
    egress,
    timeoutMs: 15_000,
    maxBytes: 2 ** 20,
    isInsideTransaction: () => false,
    ...options
  })
  closing.push(() => http.close())
  return http
}

describe('An outgoing request', () => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  it('carries its method, headers and body, and brings back status, headers and body', async () => {
    const base = await serve(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      response.writeHead(201, { 'X-Seen': 'yes', 'set-cookie': ['a=1', 'b=2'] })
      response.end(`${request.method} ${request.url} ${request.headers['x-mine']} ${Buffer.concat(chunks)}`)
    })
    const answer = await client().request({
      method: 'POST',
      url: `${base}/a?b=c`,
      headers: { 'X-Mine': '7' },
      body: 'grüße'
    })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['x-seen'], 'yes')
    assert.equal(answer.headers['set-cookie'], 'a=1, b=2')
    assert.equal(answer.body, 'POST /a?b=c 7 grüße')
    assert.equal(answer.failure, undefined)
  })

  it('uses its connections again', async () => {
    const ports = new Set<number | undefined>()
    const base = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('ok')
    })
    const http = client()
    for (let round = 0; round < 20; round++) await http.request({ method: 'POST', url: base, body: 'x' })
    assert.ok(ports.size <= 2, `${ports.size} connections for 20 requests`)
  })

  it('asks the name’s server for the name’s pages only', async () => {
    const base = await serve((request, response) => response.end(request.headers.host))
    const answer = await client().request({ method: 'GET', url: base, headers: { Host: 'other.example' } })
    assert.equal(`http://${answer.body}`, base)
  })

  it('follows no redirect', async () => {
    const asked: (string | undefined)[] = []
    const base = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    const answer = await client().request({ method: 'GET', url: `${base}/` })
    assert.deepEqual([answer.status, answer.headers.location, asked], [302, '/elsewhere', ['/']])
  })

  it('is a programmer’s error inside a database transaction', async () => {
    let asked = 0
    const base = await serve((_, response) => response.end(String(++asked)))
    await assert.rejects(
      client({ isInsideTransaction: () => true }).request({ method: 'GET', url: base }),
      /inside a database transaction/
    )
    assert.equal(asked, 0)
  })
})

describe('An outgoing request that fails', () => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  it('was sent, when the answer is late', async () => {
    const base = await serve(() => {})
    const answer = await client({ timeoutMs: 50 }).request({ method: 'POST', url: base, body: 'x' })
    assert.deepEqual([answer.status, answer.failure], [0, { reason: 'timeout', sent: true }])
  })

  it('was sent, when the answer drips for ever', async () => {
    const base = await serve((_, response) => {
      const drip = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(drip))
    })
    const answer = await client({ timeoutMs: 80 }).request({ method: 'GET', url: base })
    assert.deepEqual([answer.status, answer.failure], [0, { reason: 'timeout', sent: true }])
  })

  it('was sent, when the connection breaks before or within the answer', async () => {
    const before = await serve(request => request.socket.destroy())
    assert.deepEqual((await client().request({ method: 'POST', url: before, body: 'x' })).failure, {
      reason: 'reset',
      sent: true
    })

    const within = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => request.socket.destroy())
    })
    const answer = await client().request({ method: 'POST', url: within, body: 'x' })
    assert.deepEqual([answer.status, answer.body, answer.failure], [0, '', { reason: 'reset', sent: true }])
  })

  it('was sent, when the answer is no HTTP or its headers are endless', async () => {
    const nonsense = await listen(createNetServer(socket => void socket.on('error', () => {}).end('SSH-2.0-x\r\n')))
    const endless = await serve((_, response) => response.writeHead(200, { long: 'x'.repeat(64_000) }).end())
    for (const url of [`http://127.0.0.1:${nonsense}`, endless]) {
      const answer = await client().request({ method: 'GET', url })
      assert.deepEqual([answer.status, answer.failure], [0, { reason: 'reset', sent: true }])
    }
  })

  it('was not sent, when nobody listens', async () => {
    const gone = createNetServer()
    const port = await listen(gone)
    gone.close()
    const answer = await client().request({ method: 'POST', url: `http://127.0.0.1:${port}`, body: 'x' })
    assert.deepEqual([answer.status, answer.failure], [0, { reason: 'refused', sent: false }])
  })

  it('was not sent, when the name is unknown, or its server never answers', async () => {
    const url = 'https://example.test/'
    const unknown = client({ lookup: () => Promise.reject(new Error('ENOTFOUND')) })
    assert.deepEqual((await unknown.request({ method: 'GET', url })).failure, { reason: 'dns', sent: false })
    const empty = client({ lookup: async () => [] })
    assert.deepEqual((await empty.request({ method: 'GET', url })).failure, { reason: 'dns', sent: false })
    const silent = client({ lookup: () => new Promise(() => {}), timeoutMs: 30 })
    assert.deepEqual((await silent.request({ method: 'GET', url })).failure, {
      reason: 'timeout',
      sent: false
    })
  })

  it('was not sent, when it waited for a connection until its time was up', async () => {
    let asked = 0
    const base = await serve(() => void asked++)
    const http = client({ connections: 1, timeoutMs: 80 })
    const both = [1, 2].map(() => http.request({ method: 'POST', url: base, body: 'x' }))
    const [first, second] = await Promise.all(both)
    assert.deepEqual(first?.failure, { reason: 'timeout', sent: true })
    assert.deepEqual(second?.failure, { reason: 'timeout', sent: false })
    assert.equal(asked, 1)
  })

  it('was not sent, when a header could not be', async () => {
    const base = await serve((_, response) => response.end())
    for (const headers of [{ 'x-a': 'b\r\nx-c: d' }, { 'x y': 'z' }, { 'transfer-encoding': 'chunked' }]) {
      const answer = await client().request({
        method: 'POST',
        url: base,
        headers: headers as Record<string, string>,
        body: 'x'
      })
      assert.deepEqual(answer.failure, { reason: 'blocked', sent: false })
    }
  })

  it('tries the next address of a name when the first does not answer', async () => {
    const base = await serve((_, response) => response.end('here'))
    const lookup = async () => ['127.0.0.2', '127.0.0.1']
    const answer = await client({ lookup }).request({ method: 'GET', url: base.replace('127.0.0.1', 'two.test') })
    assert.equal(answer.body, 'here')
  })

  it('reads no more than it was asked to', async () => {
    const base = await serve((_, response) => {
      const pour = () => {
        while (response.write(Buffer.alloc(65_536, 'x')));
      }
      response.on('drain', pour)
      pour()
    })
    const answer = await client({ maxBytes: 100_000 }).request({ method: 'GET', url: base })
    assert.deepEqual([answer.status, answer.body, answer.failure], [0, '', { reason: 'reset', sent: true }])
  })

  it('reads a body of just the greatest size in full', async () => {
    const base = await serve((_, response) => response.end('12345'))
    const answer = await client({ maxBytes: 5 }).request({ method: 'GET', url: base })
    assert.deepEqual([answer.body, answer.failure], ['12345', undefined])
  })
})

describe('An outgoing request over TLS', () => {
  let folder: string
  let ca: string
  let port: number
  let stop = () => {}

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=good.test', '-addext', 'subjectAltName=DNS:good.test']
    try {
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
        { stdio: 'ignore' }
      )
    } catch {
      return this.skip()
    }
    ca = readFileSync(cert, 'utf8')
    const server = createTlsServer({ key: readFileSync(key), cert: ca }, (_, response) => response.end('safe'))
    port = await listen(server)
    const keep = closing.splice(0)
    stop = () => {
      server.closeAllConnections()
      for (const close of keep) close()
    }
  })

  after(() => {
    stop()
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  const lookup = async () => ['127.0.0.1']

  it('connects to the address and checks the certificate of the name', async () => {
    const answer = await client({ lookup, ca }).request({ method: 'GET', url: `https://good.test:${port}` })
    assert.deepEqual([answer.body, answer.failure], ['safe', undefined])
  })

  it('is not sent to a server with another name’s certificate, or one that nobody vouches for', async () => {
    const refused = { reason: 'refused', sent: false }
    const other = await client({ lookup, ca }).request({ method: 'POST', url: `https://other.test:${port}`, body: 'x' })
    assert.deepEqual(other.failure, refused)
    const unknown = await client({ lookup }).request({ method: 'POST', url: `https://good.test:${port}`, body: 'x' })
    assert.deepEqual(unknown.failure, refused)
    const lying = await client({ lookup, ca }).request({
      method: 'POST',
      url: `https://other.test:${port}`,
      headers: { host: 'good.test' },
      body: 'x'
    })
    assert.deepEqual(lying.failure, refused)
  })
})
