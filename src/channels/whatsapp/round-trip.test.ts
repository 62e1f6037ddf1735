import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type Fault, type GraphApi, startGraphApi } from '../../../test/support/graph-api.ts'
import type { Account, OutgoingMessage, ProviderResponse, Verdict } from '../channel.ts'
import { whatsapp } from './index.ts'

const number = { phoneNumberId: '106540352242922', accessToken: 'EAAG', appSecret: 'shh', verifyToken: 'let me in' }
const body = { text: 'Well?' }

const SAYABLE: readonly Partial<OutgoingMessage>[] = [
  { message_text: 'Hi' },
  { message_text: 'x'.repeat(4_096), reply_to: 'wamid.1', content: { preview_url: true } },
  {
    message_text: 'Both',
    media: [
      { category: 'image', file_name: 'a.jpg', file_type: 'image/jpeg', file_id: 'F1' },
      { category: 'file', file_name: 'b.pdf', file_type: 'application/pdf', file_id: 'F1' }
    ]
  },
  {
    media: [{ category: 'audio', file_name: 'c.ogg', file_type: 'audio/ogg', file_id: 'F1' }],
    content: { voice: true }
  },
  { media: [{ category: 'sticker', file_name: 'd.webp', file_type: 'image/webp', file_id: 'F1' }] },
  { message_type: 'location', content: { latitude: 48.1, longitude: 11.5, name: 'Here' } },
  { message_type: 'contacts', content: { contacts: [{ name: { formatted_name: 'Ada' }, phones: [{ phone: '+1' }] }] } },
  { message_type: 'reaction', content: { emoji: '👍' }, reply_to: 'wamid.1' },
  { message_type: 'reaction', content: { emoji: '' }, reply_to: 'wamid.1' },
  {
    message_type: 'template',
    content: {
      name: 'hello',
      language: 'en_US',
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }]
    }
  },
  ...[
    { type: 'button', body, action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'Yes' } }] } },
    { type: 'list', body, action: { button: 'Choose', sections: [{ rows: [{ id: '1', title: 'One' }] }] } },
    {
      type: 'cta_url',
      body,
      action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://example.com' } }
    },
    {
      type: 'flow',
      body,
      action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go' } }
    },
    { type: 'location_request_message', body, action: { name: 'send_location' } },
    { type: 'product', action: { catalog_id: '1', product_retailer_id: 'p' } },
    {
      type: 'product_list',
      header: { type: 'text', text: 'Ours' },
      body,
      action: { catalog_id: '1', sections: [{ title: 'All', product_items: [{ product_retailer_id: 'p' }] }] }
    },
    { type: 'catalog_message', body, action: { name: 'catalog_message' } },
    { type: 'call_permission_request', action: { name: 'call_permission_request' } },
    { type: 'contact_request', body, action: { name: 'contact_request' } }
  ].map(content => ({ message_type: 'interactive' as const, content }))
]

interface Webhook {
  readonly raw: Uint8Array
  readonly headers: IncomingHttpHeaders
}

describe('WhatsApp against a stand-in that shares nothing with it', () => {
  let graph: GraphApi
  let account: Account
  let callback: Server
  let webhooks: Webhook[]

  before(async () => {
    graph = await startGraphApi({ numbers: [number] })
    account = {
      channel_id: 1,
      endpoint: number.phoneNumberId,
      credentials: {
        phone_number_id: number.phoneNumberId,
        access_token: number.accessToken,
        app_secret: number.appSecret,
        verify_token: number.verifyToken
      },
      settings: { api_base_url: graph.url }
    }
    webhooks = []
    callback = createServer(async (request, response) => {
      if (request.method === 'GET') {
        const challenge = whatsapp.handshake(new URL(request.url ?? '/', graph.url).searchParams, account)
        return response.writeHead(challenge === undefined ? 403 : 200).end(challenge)
      }
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      const raw = Buffer.concat(chunks)
      const known = whatsapp.authenticate(raw, request.headers, account)
      if (known) webhooks.push({ raw, headers: request.headers })
      response.writeHead(known ? 200 : 401).end()
    })
    await new Promise<void>(resolve => callback.listen(0, '127.0.0.1', resolve))
    const address = callback.address()
    assert.ok(address && typeof address === 'object')
    await graph.subscribe(number.phoneNumberId, `http://127.0.0.1:${address.port}/webhooks`)
  })

  after(async () => {
    await graph.close()
    callback.closeAllConnections()
    await new Promise(resolve => callback.close(resolve))
  })

  beforeEach(() => {
    graph.heal()
    webhooks.length = 0
  })

  async function say(draft: Partial<OutgoingMessage>, address = '491511234567'): Promise<Verdict[]> {
    const whole = {
      message_type: 'text',
      message_text: null,
      media: [],
      content: null,
      reply_to: null,
      ...draft
    } as const
    assert.equal(whatsapp.objection?.(whole), undefined)
    const verdicts: Verdict[] = []
    for (const part of whatsapp.plan(whole)) {
      const context = { correlation: 'D1', links: { F1: 'https://files.example/a' } }
      const request = whatsapp.compile(part, { addresses: [address] }, account, context)
      verdicts.push(whatsapp.interpret(await call(request)))
    }
    return verdicts
  }

  async function call({ url, ...init }: ReturnType<typeof whatsapp.compile>): Promise<ProviderResponse> {
    try {
      const response = await fetch(url, init)
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
    } catch {
      return { status: 0, headers: {}, body: '', failure: { reason: 'reset', sent: true } }
    }
  }

  for (const draft of SAYABLE) {
    const kind =
      draft.content?.['type'] ?? draft.message_type ?? draft.media?.map(each => each.category).join() ?? 'text'
    it(`says ${kind} in words the provider takes`, async () => {
      for (const verdict of await say(draft)) assert.equal(verdict.kind, 'accepted', JSON.stringify(verdict))
    })
  }

  it('says a film that the provider has, by its id', async () => {
    const { id } = graph.keepMedia(Buffer.from('film'), 'video/mp4')
    const film = (provider_media_id: string): Partial<OutgoingMessage> => ({
      message_text: 'Look',
      media: [{ category: 'video', file_name: null, file_type: 'video/mp4', provider_media_id }]
    })
    assert.equal((await say(film(id)))[0]?.kind, 'accepted')
    assert.equal((await say(film('7')))[0]?.kind, 'rejected')
  })

  it('reaches people whom nobody knows by number', async () => {
    const phone = graph.phone({ userId: 'US.13491208655302741918' })
    const [verdict] = await say({ message_text: 'Hi' }, 'US.13491208655302741918')
    assert.equal(verdict?.kind, 'accepted')
    assert.equal(phone.inbox.at(-1)?.text, 'Hi')
  })

  it('learns the number that Meta really uses', async () => {
    graph.phone({ waId: '559281723241', dials: ['5592981723241'] })
    const [verdict] = await say({ message_text: 'Oi' }, '5592981723241')
    assert.ok(verdict?.kind === 'accepted')
    assert.deepEqual(verdict.recipient_addresses, ['559281723241'])
  })

  const faults: readonly [Fault, string][] = [
    [{ kind: 'error', code: 130429, status: 429, retryAfter: 7 }, 'retry'],
    [{ kind: 'error', code: 131056 }, 'retry'],
    [{ kind: 'error', code: 131047 }, 'rejected'],
    [{ kind: 'error', code: 190, status: 401 }, 'credentials'],
    [{ kind: 'status', status: 500 }, 'retry'],
    [{ kind: 'status', status: 504, accepted: true }, 'unknown'],
    [{ kind: 'reset', accepted: true }, 'unknown'],
    [{ kind: 'malformed' }, 'unknown']
  ]
  for (const [fault, kind] of faults) {
    it(`calls ${JSON.stringify(fault)} ${kind}`, async () => {
      graph.fault(fault)
      const [verdict] = await say({ message_text: 'Hi' })
      assert.equal(verdict?.kind, kind)
      if (fault.kind === 'error' && fault.retryAfter) assert.ok(verdict.kind === 'retry' && verdict.after_ms === 7_000)
    })
  }

  it('hears what a phone says and what became of our own words', async () => {
    const phone = graph.phone({ waId: '491511234567', userId: 'DE.1', name: 'Jürgen' })
    await say({ message_text: 'Hi' })
    const wamid = phone.inbox.at(-1)?.wamid ?? ''
    await phone.says('Grüße / 😀', { quotes: wamid })
    await phone.reads(wamid)
    await phone.echo('From the shop')
    const facts = webhooks.flatMap(each => whatsapp.read(each.raw))
    const [said, seen, echoed] = facts
    assert.ok(said?.kind === 'message' && seen?.kind === 'status' && echoed?.kind === 'message')
    assert.deepEqual([said.message_text, said.reply_to, said.person.name], ['Grüße / 😀', wamid, 'Jürgen'])
    assert.deepEqual([seen.status, seen.correlation, seen.provider_message_id], ['read', 'D1', wamid])
    assert.deepEqual([echoed.direction, echoed.message_text], ['outbound', 'From the shop'])
  })

  it('lets no forger in', async () => {
    const phone = graph.phone({ waId: '491511234567' })
    for (const tamper of ['signature', 'body', 'unsigned'] as const) {
      assert.deepEqual((await phone.says('Psst', { tamper })).statuses, [401])
    }
    assert.equal(webhooks.length, 0)
  })

  it('finds the bytes of a picture', async () => {
    const phone = graph.phone({ waId: '491511234567' })
    await phone.sends('image', graph.keepMedia(Buffer.from('bytes'), 'image/png'))
    const [fact] = webhooks.flatMap(each => whatsapp.read(each.raw))
    assert.ok(fact?.kind === 'message')
    const [reference] = fact.media
    assert.ok(reference && whatsapp.mediaRequest && whatsapp.mediaLocation)
    const answer = whatsapp.mediaLocation(await get(whatsapp.mediaRequest(reference, account)), account)
    assert.ok(answer.kind === 'here')
    assert.equal(answer.location.sha256, reference.sha256)
    assert.equal((await get(answer.location.request)).body, 'bytes')
  })

  async function get({ url, headers }: ReturnType<typeof whatsapp.compile>): Promise<ProviderResponse> {
    const response = await fetch(url, { headers })
    return { status: response.status, headers: {}, body: await response.text() }
  }

  it('ticks blue, with dots', async () => {
    assert.ok(whatsapp.readMark)
    const { status } = await call(whatsapp.readMark('wamid.1', account, { typing: true }))
    assert.equal(status, 200)
    assert.deepEqual(graph.readMarks.at(-1)?.['typing_indicator'], { type: 'text' })
  })
})
