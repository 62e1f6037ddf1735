import assert from 'node:assert/strict'
import { startServer, type TestServer } from '../support/server.ts'
import { type SimulatedNumber, simulatedNumber } from '../support/simulated.ts'
import { type Colleague, createOrganization, type Organization } from '../support/world.ts'

type Answer = { readonly status: number; readonly body: Record<string, unknown> }

describe("The simulator's API", () => {
  let server: TestServer
  let organization: Organization
  let number: SimulatedNumber

  before(async () => {
    server = await startServer()
    organization = await createOrganization(server)
    number = await simulatedNumber(server, organization)
  })
  after(() => server.stop())

  async function call(
    method: string,
    path: string,
    body?: object,
    by: Colleague | null = organization.owner
  ): Promise<Answer> {
    const response = await fetch(`${server.url}/simulator/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(by && { 'x-api-key': by.apiKey }) },
      ...(body && { body: JSON.stringify(body) })
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  const at = (path = '') => `channels/${number.channel.id}${path && `/${path}`}`

  async function newPhone(name: string): Promise<string> {
    const { body } = await call('POST', at('phones'), { name })
    return at(`phones/${body['id']}`)
  }

  async function inbound(): Promise<string[]> {
    await server.settle()
    const rows = await server.database.query<{ message_type: string }>({
      text: `select message_type from messages where organization_id = $1 and direction = 'inbound' order by created_at, id`,
      values: [organization.id]
    })
    return rows.map(each => each.message_type)
  }

  it('opens to members who see everything, and to nobody else', async () => {
    const stranger = await createOrganization(server, 'Other')
    assert.equal((await call('GET', 'channels', undefined, null)).status, 401)
    assert.equal((await call('GET', at(), undefined, stranger.owner)).status, 404)
    assert.deepEqual((await call('GET', 'channels', undefined, stranger.owner)).body, { data: [] })
    assert.equal((await call('GET', at())).status, 200)
  })

  it('keeps the secrets of the number to itself', async () => {
    const shown = JSON.stringify((await call('GET', 'channels')).body)
    for (const secret of [number.line.number.accessToken, number.line.number.appSecret]) {
      assert.equal(shown.includes(secret), false)
    }
  })

  it('writes as the customer, in any kind of message', async () => {
    const phone = await newPhone('Ada Okafor')
    const text = await call('POST', `${phone}/messages`, { text: 'Grüße / 🌱' })
    assert.equal(text.status, 201)
    await call('POST', `${phone}/messages`, { type: 'location', body: { latitude: 1, longitude: 2 } })
    await call('POST', `${phone}/messages`, { type: 'poll', body: {} })
    await call('POST', `${phone}/reactions`, { message_id: text.body['id'], emoji: '👍' })

    assert.deepEqual((await inbound()).slice(-3), ['text', 'location', 'unsupported'])
    const shown = await call('GET', phone)
    assert.deepEqual(
      (shown.body['messages'] as { tick: string }[]).map(each => each.tick),
      ['delivered', 'delivered', 'delivered']
    )
  })

  it('sends files, whose bytes the business can fetch', async () => {
    const phone = await newPhone('Bruno Lima')
    const response = await fetch(`${server.url}/simulator/api/${phone}/files?kind=image&caption=Look`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', 'x-api-key': organization.owner.apiKey },
      body: Buffer.from('89504e470d0a1a0a', 'hex')
    })
    assert.equal(response.status, 201)
    const sent = JSON.parse(await response.text())
    assert.deepEqual((await inbound()).slice(-1), ['image'])

    const { accessToken } = number.line.number
    const bearer = { headers: { authorization: `Bearer ${accessToken}` } }
    const located = await fetch(`${server.url}/simulator/whatsapp/v25.0/${sent.file.id}`, bearer)
    const { url } = JSON.parse(await located.text())
    const { pathname, search } = new URL(url)
    const bytes = await fetch(`${server.url}${pathname}${search}`, bearer)
    assert.equal(Buffer.from(await bytes.arrayBuffer()).toString('hex'), '89504e470d0a1a0a')
    assert.equal((await fetch(`${server.url}${pathname}${search}`)).status, 400)
  })

  it('says which field is wrong, and which address there is not', async () => {
    const wrong = await call('POST', at('faults'), { kind: 'earthquake' })
    assert.equal(wrong.status, 400)
    assert.match(String(wrong.body['message']), /kind/)
    assert.equal((await call('POST', at('phones'), { name: 'X', wings: 2 })).status, 400)
    assert.equal((await call('GET', at('nonsense'))).status, 404)
    assert.equal((await call('PUT', at('faults'), {})).status, 405)
  })

  it('tells whoever watches what happens on the phones', async () => {
    const phone = await newPhone('Mei Tanaka')
    const watching = new AbortController()
    const response = await fetch(`${server.url}/simulator/api/events`, {
      headers: { 'x-api-key': organization.owner.apiKey },
      signal: watching.signal
    })
    assert.equal(response.headers.get('content-type'), 'text/event-stream')
    await call('POST', `${phone}/messages`, { text: 'Can you see this?' })
    let heard = ''
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk).toString()
      if (/event: phone\ndata: .*Can you see this\?/.test(heard) && heard.includes('event: webhook')) break
    }
    watching.abort()
    assert.match(heard, /event: phone/)
  })
})
