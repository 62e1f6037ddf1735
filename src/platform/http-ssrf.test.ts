import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createEgress, type Lookup } from './egress.ts'
import { createHttp, type Http } from './http.ts'

/** Hosts that lead to the canary on this machine, or would lead into a private network, in every disguise we know. */
const LOCAL_HOSTS = [
  '127.0.0.1',
  '127.0.0.2',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7F.0.0.1',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '00000177.0.0.1',
  '0177.0x0.0.1',
  '127.0.0.1.',
  '127.000.000.001',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127．0．0．1',
  '0',
  '0.0.0.0',
  '0x0',
  '00',
  '0.0',
  '0.0.0.0.',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:0.0.0.0]',
  '[::ffff:0:127.0.0.1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'loc%61lhost'
]
const PRIVATE_HOSTS = [
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '0300.0250.0.1',
  '3232235521',
  '0xa000001',
  '012.0.0.1',
  '169.254.169.254',
  '2852039166',
  '0xA9FEA9FE',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '169.254.170.2',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.254',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[2001:db8::1]',
  '[100::1]',
  '[5f00::1]'
]

const hits: string[] = []
let canaries: Server[] = []
let port: number
let clients: Http[] = []

interface ClientOptions {
  readonly allow?: readonly string[]
  readonly lookup?: Lookup
  readonly publicPorts?: readonly number[]
}

function client({ allow = [], lookup, publicPorts = [443, 8443, port] }: ClientOptions = {}): Http {
  const egress = createEgress({ allow, ...(lookup && { lookup }) })
  const http = createHttp({ egress, publicPorts, timeoutMs: 2000, maxBytes: 1000, isInsideTransaction: () => false })
  clients.push(http)
  return http
}

/** Names as an attacker's name server would answer them, one answer after the other. */
function liar(...answers: string[][]): Lookup & { asked: () => number } {
  let asked = 0
  const lookup = async () => answers[Math.min(asked++, answers.length - 1)] ?? []
  return Object.assign(lookup, { asked: () => asked })
}

async function listen(host: string, at: number): Promise<Server> {
  const server = createServer(socket => {
    hits.push(host)
    socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\ncanary')
  })
  server.listen({ port: at, host, ipv6Only: true })
  await once(server, 'listening')
  return server
}

function mustBeUnsent(answer: Awaited<ReturnType<Http['request']>>, about: string, reasons = ['blocked']): void {
  assert.equal(answer.status, 0, about)
  assert.equal(answer.failure?.sent, false, about)
  assert.ok(reasons.includes(answer.failure?.reason ?? ''), `${about}: ${answer.failure?.reason}`)
}

// Not every system knows this name.
const reasonsFor = (url: string) => (url.includes('localhost.') ? ['blocked', 'dns'] : ['blocked'])

describe('A request to where it must not go', () => {
  before(async () => {
    canaries = [await listen('127.0.0.1', 0)]
    const address = canaries[0]?.address() as AddressInfo
    port = address.port
    canaries.push(await listen('127.0.0.2', port), await listen('::1', port))
  })

  after(() => canaries.map(canary => canary.close()))

  beforeEach(() => {
    hits.length = 0
  })

  afterEach(async () => {
    await Promise.all(clients.map(http => http.close()))
    clients = []
    assert.deepEqual(hits, [])
  })

  it('would find the canary if it were allowed to, which shows that the canary is alive', async () => {
    const http = client({ allow: ['127.0.0.0/8', '::1/128'] })
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '127.0.0.2', '[::1]', 'localhost'])
      assert.equal((await http.request({ method: 'GET', url: `http://${host}:${port}/` })).body, 'canary', host)
    assert.equal(hits.splice(0).length, 6)
  })

  it('finds no way, whatever the host is written like', async () => {
    const http = client()
    const urls = [...LOCAL_HOSTS, ...PRIVATE_HOSTS].flatMap(host => [
      `https://${host}:${port}/`,
      `http://${host}:${port}/`,
      `https://${host}/`
    ])
    assert.ok(urls.length >= 240)
    for (const url of urls) {
      mustBeUnsent(await http.request({ method: 'POST', url, body: 'x' }), url, reasonsFor(url))
    }
  })

  it('finds no way by another scheme, a user, or nonsense', async () => {
    const http = client({ lookup: liar(['127.0.0.1']) })
    const urls = [
      'file:///etc/passwd',
      `gopher://127.0.0.1:${port}/_GET`,
      `ftp://127.0.0.1:${port}/`,
      `dict://127.0.0.1:${port}/`,
      `ws://127.0.0.1:${port}/`,
      'data:text/plain,x',
      'javascript:alert(1)',
      'blob:https://a/b',
      'unix:/var/run/docker.sock',
      `https://good.example@127.0.0.1:${port}/`,
      `https://user:pass@example.org/`,
      `https://127.0.0.1:${port}\\@example.org/`,
      `https://example.org\\@127.0.0.1:${port}/`,
      `//127.0.0.1:${port}/`,
      `127.0.0.1:${port}`,
      '',
      ' ',
      'https://',
      'https:///',
      'https://[::1',
      'https://a b/',
      `https://127.0.0.1:${port}:80/`,
      'https://256.256.256.256/',
      `https:127.0.0.1:${port}`,
      `https:\\\\127.0.0.1:${port}\\`,
      `HTTPS://127.0.0.1:${port}`,
      `\thttps://127.0.0.1:${port}`,
      `https://127.0.0.1\t:${port}`
    ]
    for (const url of urls) mustBeUnsent(await http.request({ method: 'GET', url }), url)
  })

  it('finds no way by a name that leads to a private address, nor to one among public ones', async () => {
    const answers = [
      ['127.0.0.1'],
      ['::1'],
      ['8.8.8.8', '127.0.0.1'],
      ['127.0.0.1', '8.8.8.8'],
      ['2606:4700::1111', '::1'],
      ['::ffff:127.0.0.1'],
      ['64:ff9b::7f00:1'],
      ['nonsense']
    ]
    for (const addresses of answers)
      for (const scheme of ['http', 'https']) {
        const http = client({ lookup: liar(addresses) })
        mustBeUnsent(
          await http.request({ method: 'GET', url: `${scheme}://nice.example:${port}/` }),
          `${scheme} ${addresses}`
        )
      }
  })

  it('asks a name once, so that a second answer can change nothing', async () => {
    const lookup = liar(['192.0.2.1'], ['127.0.0.1'])
    mustBeUnsent(
      await client({ lookup }).request({ method: 'GET', url: `https://nice.example:${port}/` }),
      'first answer'
    )
    assert.equal(lookup.asked(), 1)

    // 127.0.0.2 stands for a good address; the second answer, which is never asked for, would be the other canary's.
    const rebinding = liar(['127.0.0.2'], ['127.0.0.1'])
    const http = client({ lookup: rebinding, allow: ['127.0.0.2/32'] })
    assert.equal((await http.request({ method: 'GET', url: `http://nice.example:${port}/` })).body, 'canary')
    assert.equal(rebinding.asked(), 1)
    assert.deepEqual(hits.splice(0), ['127.0.0.2'])
    mustBeUnsent(await http.request({ method: 'GET', url: `http://nice.example:${port}/` }), 'second connection')
  })

  it('reaches a public address neither without TLS nor at an odd port', async () => {
    const http = client({ publicPorts: [443, 8443], lookup: liar(['8.8.8.8']) })
    for (const url of [
      'http://nice.example/',
      'http://nice.example:443/',
      'https://nice.example:80/',
      'https://nice.example:22/',
      'https://8.8.8.8:6379/',
      'http://8.8.8.8/'
    ])
      mustBeUnsent(await http.request({ method: 'GET', url }), url)
  })

  it('takes an allowed network for no more than it is', async () => {
    const http = client({ allow: ['127.0.0.2/32'] })
    for (const host of ['127.0.0.1', '127.0.0.3', '[::1]', '[::ffff:127.0.0.2]', '10.0.0.1'])
      mustBeUnsent(await http.request({ method: 'GET', url: `http://${host}:${port}/` }), host)
    const mixed = client({ allow: ['127.0.0.2/32'], lookup: liar(['127.0.0.2', '8.8.8.8']) })
    mustBeUnsent(await mixed.request({ method: 'GET', url: `http://nice.example:${port}/` }), 'mixed')
  })

  it('ignores a proxy in the environment', async () => {
    const proxy = `http://127.0.0.1:${port}`
    Object.assign(process.env, { HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: '1' })
    try {
      const http = client({ lookup: liar(['192.168.7.7']) })
      mustBeUnsent(await http.request({ method: 'GET', url: 'https://nice.example/' }), 'proxy')
    } finally {
      for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) delete process.env[name]
    }
  })
})
