import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createLog, currentRequestId, type Log, withRequestId } from './log.ts'
import { randomToken } from './secrets.ts'

function listen(level: 'debug' | 'info' = 'info') {
  const lines: string[] = []
  const log = createLog({ level, destination: { write: line => void lines.push(line) } })
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}')
  return { log, lines, last }
}

const canary = `canary${randomBytes(12).toString('hex')}`
const basic = Buffer.from(`user:${canary}`).toString('base64')
const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(canary).toString('base64url')}.sig-${canary}`
const key = randomToken('pk_live')

class Connection {
  password = canary
  host = 'localhost'
}

class Refusal extends Error {
  readonly response: object
  constructor() {
    super(`401 for token=${canary}`, { cause: new Error(`Authorization: Bearer ${canary}`) })
    this.response = { body: canary, headers: { 'set-cookie': [canary], server: 'x' } }
  }
}

const circle: Record<string, unknown> = { secret: canary }
circle.self = circle

const deep = (levels: number): object => (levels === 0 ? { access_token: canary } : { next: deep(levels - 1) })

const shapes: Record<string, unknown> = {
  'a header': { authorization: `Bearer ${canary}` },
  'a header in capitals': { headers: { Authorization: canary, 'X-Api-Key': canary, COOKIE: canary } },
  'a request': { req: { method: 'POST', headers: { 'x-api-key': canary, 'proxy-authorization': canary } } },
  'raw headers': { rawHeaders: ['Host', 'x', 'Authorization', canary, 'x-api-key', canary] },
  'pairs of headers': {
    headers: [
      ['cookie', canary],
      ['x-hub-signature-256', canary]
    ]
  },
  'named values': {
    headers: [
      { name: 'Authorization', value: canary },
      { key: 'x-api-key', value: canary }
    ]
  },
  'a web Headers object': { headers: new Headers({ authorization: canary, 'set-cookie': canary }) },
  'a map': new Map([['api_key', canary]]),
  'a map within': { map: new Map<string, unknown>([['x', new Map([['client_secret', canary]])]]) },
  'search parameters': { query: new URLSearchParams({ access_token: canary, page: '1' }) },
  'an URL': { url: new URL(`https://user:${canary}@example.org/?access_token=${canary}&page=1`) },
  'an URL as text': { url: `https://example.org/hook?hub.verify_token=${canary}&x=1` },
  'an escaped URL': { url: `https://example.org/?next=%2Fa%3Ftoken%3D${canary}` },
  'a database URL': { connection: `postgres://app:${canary}@127.0.0.1:5432/app` },
  passwords: { password: canary, new_password: canary, passwordHash: canary, passphrase: canary, pass: canary },
  secrets: { app_secret: canary, clientSecret: canary, secretKey: canary, private_key: canary },
  tokens: { accessToken: canary, refresh_token: canary, token: { value: canary }, verify_token: [canary] },
  credentials: { credentials: { anything: canary } },
  bodies: { body: canary, rawBody: canary, request_body: { a: canary }, payload: [canary], responseBody: canary },
  bytes: { file: Buffer.from(canary), part: new Uint8Array(Buffer.from(canary)) },
  'numbers under a name': { secret: 4242424242 },
  'something deep': deep(6),
  'something too deep': deep(40),
  'a long way in lists': [[[[[{ token: canary }]]]]],
  'a circle': circle,
  'an instance': { pool: new Connection() },
  'a toJSON': { toJSON: () => ({ token: canary }) },
  'a getter': Object.defineProperty({}, 'api_key', { enumerable: true, get: () => canary }),
  'an error': new Refusal(),
  'an error within': { err: new Refusal() },
  'an aggregate': { errors: [new Refusal(), { error: new Refusal() }] },
  'a token in a text': { note: `got Bearer ${canary} and Basic ${basic}` },
  'a signed token anywhere': { note: jwt, list: [jwt] },
  'a key of ours anywhere': { note: `the key ${key}, it was`, list: [key] },
  'JSON in a text': { note: JSON.stringify({ password: canary, nested: JSON.stringify({ api_key: canary }) }) },
  'a form in a text': { note: `grant_type=password&client_secret=${canary}` },
  'a key that is a secret': { [key]: true },
  'an error of the database': Object.assign(new Error('duplicate key'), {
    detail: `Key (email)=(${canary}) already exists.`,
    where: `unnamed portal parameter $1 = '${canary}'`,
    bindings: [canary],
    parameters: [canary]
  }),
  'a null prototype': Object.assign(Object.create(null), { token: canary })
}

const ways: Record<string, (log: Log, shape: object) => void> = {
  'as fields': (log, shape) => log.info(shape, 'Said'),
  'as fields alone': (log, shape) => log.error(shape),
  'within fields': (log, shape) => log.warn({ inner: [shape] }, 'Said'),
  'by a child': (log, shape) => log.child(shape).info('Said'),
  'by a grandchild': (log, shape) => log.child({ a: 1 }).child({ shape }).info('Said')
}

describe('A log', () => {
  for (const [name, shape] of Object.entries(shapes))
    it(`never shows a secret in ${name}`, () => {
      const { log, lines } = listen()
      for (const say of Object.values(ways)) say(log, shape as object)
      assert.equal(lines.length, Object.keys(ways).length)
      for (const line of lines)
        for (const secret of [canary, key, basic, jwt, '4242424242', Buffer.from(canary).toString('base64')])
          assert.ok(!line.includes(secret), line)
    })

  it('never shows a secret in the sentence', () => {
    const { log, lines } = listen()
    log.info(`Connected to postgres://app:${canary}@localhost/app`)
    log.info({}, `password: ${canary}`)
    log.info(`Authorization: Bearer ${canary}`)
    log.error(new Error(`x-api-key=${canary}`))
    log.info(`key ${key}`)
    assert.equal(lines.length, 5)
    assert.ok(!lines.join().includes(canary) && !lines.join().includes(key))
  })

  it('shows everything else', () => {
    const { log, last } = listen()
    log.info(
      { path: 'people', took_ms: 3.5, list: [1, 'two', null], when: new Date(0), url: 'https://a.b/?page=2' },
      'Done'
    )
    const { time, ...line } = last()
    assert.match(String(time), /^\d{4}-\d\d-\d\dT/)
    assert.deepEqual(line, {
      level: 'info',
      path: 'people',
      took_ms: 3.5,
      list: [1, 'two', null],
      when: '1970-01-01T00:00:00.000Z',
      url: 'https://a.b/?page=2',
      msg: 'Done'
    })
  })

  it('shows an error with its type, its stack and its cause', () => {
    const { log, last } = listen()
    log.error(new TypeError('broken', { cause: Object.assign(new Error('deeper'), { code: 'E1' }) }))
    const { err, msg } = last() as { err: Record<string, unknown> & { cause: Record<string, unknown> }; msg: string }
    assert.equal(msg, 'broken')
    assert.equal(err.type, 'TypeError')
    assert.match(String(err.stack), /log\.test/)
    assert.deepEqual([err.cause.message, err.cause.code], ['deeper', 'E1'])
  })

  it('keeps quiet below its level', () => {
    const { log, lines } = listen('info')
    log.debug({ a: 1 }, 'Whisper')
    log.child({}).debug('Whisper')
    assert.equal(lines.length, 0)
  })

  it('survives values that cannot be read', () => {
    const { log, lines } = listen()
    log.info(
      {
        bad: {
          toJSON: () => {
            throw new Error('no')
          }
        },
        big: 10n,
        fn: () => 1
      },
      'Said'
    )
    log.info({ wide: Array.from({ length: 5000 }, () => ({ a: {} })) }, 'Said')
    assert.equal(lines.length, 2)
  })
})

describe('A request id', () => {
  it('is on each line of its request, through all that is awaited, and on no other', async () => {
    const { log, lines } = listen()
    const request = (id: string) =>
      withRequestId(id, async () => {
        await new Promise(setImmediate)
        log.child({ part: 1 }).info({ id }, 'Said')
        return currentRequestId()
      })
    assert.deepEqual(await Promise.all(['r1', 'r2'].map(request)), ['r1', 'r2'])
    log.info('Outside')

    const said = lines.map(line => JSON.parse(line)).map(({ id, request_id }) => [id, request_id])
    assert.deepEqual(said, [
      ['r1', 'r1'],
      ['r2', 'r2'],
      [undefined, undefined]
    ])
    assert.equal(currentRequestId(), undefined)
  })
})
