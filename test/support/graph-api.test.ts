import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type BusinessNumber, type GraphApi, startGraphApi } from './graph-api.ts'

const first: BusinessNumber = { phoneNumberId: '1001', accessToken: 'T1', appSecret: 'S1', verifyToken: 'V1' }
const second: BusinessNumber = { phoneNumberId: '1002', accessToken: 'T2', appSecret: 'S2', verifyToken: 'V2' }

interface Arrived {
  readonly body: string
  readonly signature: string | undefined
}

describe('The stand-in for the Graph API', () => {
  let graph: GraphApi
  let callback: Server
  let callbackUrl: string
  let arrived: Arrived[]

  beforeEach(async () => {
    graph = await startGraphApi({ numbers: [first, second] })
    arrived = []
    callback = createServer(async (request, response) => {
      const asked = new URL(request.url ?? '/', 'http://callback').searchParams
      if (request.method === 'GET')
        return response.end(asked.get('hub.verify_token') === 'V1' ? asked.get('hub.challenge') : '')
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      const signature = request.headers['x-hub-signature-256']
      arrived.push({ body: Buffer.concat(chunks).toString(), signature: signature?.toString() })
      response.end()
    })
    await new Promise<void>(resolve => callback.listen(0, '127.0.0.1', resolve))
    const address = callback.address()
    assert.ok(address && typeof address === 'object')
    callbackUrl = `http://127.0.0.1:${address.port}/`
  })

  afterEach(async () => {
    await graph.close()
    callback.closeAllConnections()
    await new Promise(resolve => callback.close(resolve))
  })

  const hello = { messaging_product: 'whatsapp', to: '+49 151 1234', type: 'text', text: { body: 'Hi' } }

  function send(body: unknown, token = 'T1', number = '1001'): Promise<Response> {
    return fetch(`${graph.url}/v25.0/${number}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  }

  async function codeOf(response: Promise<Response>): Promise<number> {
    return (await json(await response)).error.code
  }

  function isSigned({ body, signature }: Arrived, secret: string): boolean {
    return signature === `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  }

  it('takes a sound message and shows it on the phone it is for', async () => {
    const phone = graph.phone({ waId: '491511234' })
    const answer = await json(await send({ ...hello, biz_opaque_callback_data: 'D1' }))
    assert.equal(answer.contacts[0].wa_id, '491511234')
    const [message] = phone.inbox
    assert.equal(message?.wamid, answer.messages[0].id)
    assert.deepEqual([message?.text, message?.correlation], ['Hi', 'D1'])
    assert.equal(graph.phone({ waId: '1' }).inbox.length, 0)
    assert.equal(graph.calls[0]?.status, 200)
  })

  it("refuses strangers, other people's numbers and revoked tokens", async () => {
    assert.equal(await codeOf(send(hello, 'T3')), 190)
    assert.equal(await codeOf(send(hello, 'T2')), 10)
    assert.equal(await codeOf(send(hello, 'T1', '1003')), 100)
    graph.revoke('T1')
    assert.equal(await codeOf(send(hello)), 190)
    assert.equal(graph.accepted.length, 0)
  })

  it("refuses what the provider would refuse, with the provider's codes", async () => {
    const { to: _to, ...unaddressed } = hello
    const { text: _text, ...empty } = hello
    const refused: readonly [number, unknown][] = [
      [131008, unaddressed],
      [131008, empty],
      [131008, {}],
      [131009, { ...hello, type: 'hologram' }],
      [131009, { ...hello, to: 'Ada' }],
      [131009, { ...hello, text: { body: 'x'.repeat(4_097) } }],
      [131009, { ...hello, messaging_product: 'sms' }],
      [131009, { ...hello, type: 'image', text: undefined, image: { id: '1', link: 'https://example.com' } }],
      [100, { ...hello, image: { id: '1' } }],
      [100, { ...hello, text: { body: 'Hi', colour: 'red' } }],
      [100, []]
    ]
    for (const [code, body] of refused) assert.equal(await codeOf(send(body)), code, JSON.stringify(body).slice(0, 200))
    assert.equal(graph.accepted.length, 0)
  })

  it('takes read marks, and does not mistake them for messages', async () => {
    const mark = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.1',
      typing_indicator: { type: 'text' }
    }
    assert.deepEqual(await (await send(mark)).json(), { success: true })
    assert.deepEqual(graph.readMarks, [mark])
    assert.equal(graph.accepted.length, 0)
  })

  it('fails as told, as often as told, at whom it is told', async () => {
    graph.fault({ kind: 'error', code: 131056 }, { to: '491511234', times: 2 })
    graph.fault({ kind: 'error', code: 130429, status: 429, retryAfter: 7 }, { phoneNumberId: '1002' })
    assert.equal((await send({ ...hello, to: '1234567' })).status, 200)
    assert.equal(await codeOf(send(hello)), 131056)
    assert.equal(await codeOf(send(hello)), 131056)
    assert.equal((await send(hello)).status, 200)
    const slow = await send(hello, 'T2', '1002')
    assert.deepEqual([slow.status, slow.headers.get('retry-after')], [429, '7'])
  })

  it('can take a message without saying so', async () => {
    graph.fault({ kind: 'reset', accepted: false })
    await assert.rejects(send(hello))
    assert.equal(graph.accepted.length, 0)
    graph.fault({ kind: 'reset', accepted: true })
    await assert.rejects(send(hello))
    graph.fault({ kind: 'malformed' })
    await assert.rejects(async () => (await send(hello)).json())
    graph.fault({ kind: 'status', status: 500, accepted: true })
    assert.equal((await send(hello)).status, 500)
    assert.equal(graph.accepted.length, 3)
  })

  it('can keep the caller waiting', async () => {
    const release = deferred()
    graph.fault({ kind: 'wait', until: release.promise })
    const answer = send(hello)
    await graph.untilCalls(1)
    assert.equal(graph.calls[0]?.status, undefined)
    release.resolve(undefined)
    assert.equal((await answer).status, 200)

    graph.fault({ kind: 'hang', accepted: true })
    const hung = send(hello)
    await graph.untilCalls(2)
    await graph.close()
    await assert.rejects(hung)
    assert.equal(graph.accepted.length, 2)
  })

  it('subscribes a callback that knows the token, and no other', async () => {
    await graph.subscribe('1001', callbackUrl)
    await assert.rejects(graph.subscribe('1002', callbackUrl))
  })

  it('posts what a phone does, signed, with characters escaped as Meta escapes them', async () => {
    await graph.subscribe('1001', callbackUrl)
    const phone = graph.phone({ waId: '491511234', userId: 'DE.1', name: 'Jürgen' })
    await phone.says('a/b 😀')
    const [webhook] = arrived
    assert.ok(webhook && isSigned(webhook, 'S1'))
    assert.match(webhook.body, /a\\\/b \\ud83d\\ude00/)
    const { value } = JSON.parse(webhook.body).entry[0].changes[0]
    assert.equal(value.metadata.phone_number_id, '1001')
    assert.deepEqual(value.contacts, [{ profile: { name: 'Jürgen' }, wa_id: '491511234', user_id: 'DE.1' }])
    assert.equal(value.messages[0].text.body, 'a/b 😀')
  })

  it('forges signatures and repeats itself on demand', async () => {
    const phone = graph.phone({ waId: '491511234', callback: callbackUrl })
    await phone.says('1', { tamper: 'signature' })
    await phone.says('2', { tamper: 'body' })
    await phone.says('3', { tamper: 'unsigned' })
    assert.deepEqual(
      arrived.map(each => isSigned(each, 'S1')),
      [false, false, false]
    )
    const { statuses } = await phone.says('4', { times: 2 })
    assert.deepEqual(statuses, [200, 200])
    assert.equal(arrived[3]?.body, arrived[4]?.body)
  })

  it('reports what became of a message, with what the sender gave along', async () => {
    const phone = graph.phone({ waId: '491511234', callback: callbackUrl })
    await send({ ...hello, biz_opaque_callback_data: 'D1' })
    const wamid = phone.inbox[0]?.wamid ?? ''
    await phone.delivers(wamid)
    await phone.readsEverything()
    await phone.fails(wamid, 131047)
    const reports = arrived.map(({ body }) => JSON.parse(body).entry[0].changes[0].value.statuses[0])
    assert.deepEqual(
      reports.map(each => [each.id, each.status, each.biz_opaque_callback_data, each.errors?.[0].code]),
      [
        [wamid, 'delivered', 'D1', undefined],
        [wamid, 'read', 'D1', undefined],
        [wamid, 'failed', 'D1', 131047]
      ]
    )
  })

  it('batches messages, statuses and echoes in the order asked for', async () => {
    const phone = graph.phone({ waId: '491511234', callback: callbackUrl })
    const events = [phone.event.says('one'), phone.event.says('two'), phone.event.echo('three')]
    await phone.batch(events, { order: [1, 0, 2, 1] })
    const { changes } = JSON.parse(arrived[0]?.body ?? '').entry[0]
    const said = changes[0].value.messages.map((each: { text: { body: string } }) => each.text.body)
    assert.deepEqual(said, ['two', 'one', 'two'])
    assert.equal(changes[1].field, 'smb_message_echoes')
    assert.equal(changes[1].value.message_echoes[0].to, '491511234')
  })

  it('answers a number dialled with the number registered', async () => {
    const phone = graph.phone({ waId: '559281723241', dials: ['5592981723241'] })
    const answer = await json(await send({ ...hello, to: '+5592981723241' }))
    assert.equal(answer.contacts[0].wa_id, '559281723241')
    assert.equal(phone.inbox.length, 1)
  })

  it('keeps media until it forgets them', async () => {
    const { id } = graph.keepMedia(Buffer.from('bytes'), 'image/png')
    const headers = { authorization: 'Bearer T1' }
    const place = await json(await fetch(`${graph.url}/v25.0/${id}?phone_number_id=1001`, { headers }))
    assert.equal(await (await fetch(place.url, { headers })).text(), 'bytes')
    assert.equal((await fetch(place.url)).status, 401)
    graph.forgetMedia(id)
    assert.equal((await fetch(place.url, { headers })).status, 404)
  })

  it('gives out links that live for five minutes and cannot be made up', async () => {
    const { id } = graph.keepMedia(Buffer.from('bytes'), 'image/png')
    const headers = { authorization: 'Bearer T1' }
    const place = new URL((await json(await fetch(`${graph.url}/v25.0/${id}`, { headers }))).url)
    const until = Number(place.searchParams.get('ext'))
    assert.ok(until - Date.now() / 1_000 > 290 && until - Date.now() / 1_000 <= 300)
    place.searchParams.set('ext', String(until + 1))
    assert.equal((await fetch(place, { headers })).status, 404)
  })

  it('takes uploads of the types and sizes it carries, and knows them by their ids', async () => {
    const upload = (bytes: string, type: string, product = 'whatsapp', token = 'T1') => {
      const form = new FormData()
      form.set('messaging_product', product)
      form.set('type', type)
      form.set('file', new Blob([bytes], { type }), 'a')
      const headers = { authorization: `Bearer ${token}` }
      return fetch(`${graph.url}/v25.0/1001/media`, { method: 'POST', headers, body: form })
    }
    const { id } = await json(await upload('pixels', 'image/png'))
    const sent = await send({ ...hello, type: 'image', text: undefined, image: { id } })
    assert.equal(sent.status, 200)
    const [taken] = graph.accepted
    assert.ok(taken)
    assert.deepEqual(await graph.fetchMedia(taken), { bytes: Buffer.from('pixels'), type: 'image/png' })

    assert.equal(await codeOf(send({ ...hello, type: 'image', text: undefined, image: { id: '7' } })), 131009)
    assert.equal(await codeOf(upload('<svg/>', 'image/svg+xml')), 100)
    assert.equal(await codeOf(upload('x'.repeat(5 * 2 ** 20 + 1), 'image/png')), 100)
    assert.equal(await codeOf(upload('pixels', 'image/png', 'messenger')), 100)
    assert.equal(await codeOf(upload('pixels', 'image/png', 'whatsapp', 'T2')), 10)
  })
})

async function json(response: Response) {
  return JSON.parse(await response.text())
}

function deferred() {
  let resolve: (value: unknown) => void = () => undefined
  const promise = new Promise(done => {
    resolve = done
  })
  return { promise, resolve }
}
