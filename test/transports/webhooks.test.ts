import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { openShop, type Shop } from './shop.ts'

describe('The door for providers', () => {
  let shop: Shop
  let callback: string
  let secret: string
  let verifyToken: string

  before(async () => {
    shop = await openShop()
    callback = shop.number.callback
    const { channel } = shop.number
    const account = await shop.server.app.house.accounts.byId(channel.organization_id, channel.id)
    const credentials = { ...Object(account?.account.credentials) }
    secret = credentials.app_secret
    verifyToken = credentials.verify_token
  })
  after(() => shop.close())

  async function count(table: 'receipts' | 'messages' | 'quarantined_facts'): Promise<number> {
    await shop.server.app.postBox.idle()
    const [row] = await shop.server.database.query<{ count: number }>({ text: `select count(*)::int from ${table}` })
    return row?.count ?? 0
  }

  const sign = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const post = (body: string, signature: string | null = sign(body), url = callback) =>
    fetch(url, { method: 'POST', body, headers: signature === null ? {} : { 'x-hub-signature-256': signature } })

  async function isEmpty(response: Response, status: number): Promise<void> {
    assert.equal(response.status, status)
    assert.equal(await response.text(), '')
  }

  const greeting = (token: string, url = callback) =>
    fetch(`${url}?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=1158201444`)

  it('gives the challenge back to who knows the verify token', async () => {
    const response = await greeting(verifyToken)
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '1158201444')
  })

  it('says nothing to who does not', async () => {
    for (const token of ['', 'wrong', `${verifyToken} `, 'ключ']) await isEmpty(await greeting(token), 403)
    await isEmpty(await fetch(callback), 403)
    await isEmpty(await greeting(verifyToken, `${callback.slice(0, -1)}_`), 404)
  })

  it('knows no other address, whoever signs', async () => {
    const before = await count('receipts')
    const body = '{"object":"whatsapp_business_account","entry":[]}'
    const { origin } = new URL(callback)
    for (const path of [
      `${new URL(callback).pathname}x`,
      '/webhooks/whatsapp/',
      '/webhooks/',
      '/webhooks/__proto__/x',
      '/webhooks/sms/x'
    ])
      await isEmpty(await post(body, sign(body), `${origin}${path}`), 404)
    assert.equal(await count('receipts'), before)
  })

  it('keeps nothing of what is wrongly signed', async () => {
    const before = await count('receipts')
    const body = '{"object":"whatsapp_business_account","entry":[]}'
    const right = sign(body)
    const wrong = [
      null,
      '',
      'sha256=',
      right.slice(7),
      right.replace('sha256', 'sha1'),
      `${right}0`,
      right.slice(0, -1)
    ]
    for (const signature of wrong) await isEmpty(await post(body, signature), 401)
    await isEmpty(await post(`${body} `, right), 401)
    await isEmpty(await post('', null), 401)
    assert.equal(await count('receipts'), before)
  })

  it('is at a loss for no signature of whatever length', async () => {
    const body = '{"object":"whatsapp_business_account","entry":[]}'
    const before = await count('receipts')
    const strange = (length: number) => [
      'sha256='.padEnd(length, 'f'),
      'é'.repeat(length),
      'sha256=,'.repeat(length).slice(0, length)
    ]
    for (let length = 0; length <= 1_000; length += length < 80 ? 1 : 23)
      for (const signature of strange(length)) await isEmpty(await post(body, signature), 401)
    assert.equal(await count('receipts'), before)
  })

  it('reads no more than providers send', async () => {
    const before = await count('receipts')
    const body = `{"object":"${'x'.repeat(3 * 1024 * 1024)}"}`
    assert.equal((await post(body).catch(() => null))?.status ?? 413, 413)
    assert.equal(await chunked(callback, 64), 413)
    assert.equal(await count('receipts'), before)
  })

  it('takes GET and POST only', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) await isEmpty(await fetch(callback, { method }), 405)
  })

  const rubbish = [
    '',
    'null',
    '[]',
    '7',
    '{',
    '{"entry":7}',
    '{"object":"page","entry":[{}]}',

    '\u0000',
    '{"entry":[{"changes":[{"field":"messages","value":null}]}]}'
  ]
  for (const body of rubbish)
    it(`takes ${JSON.stringify(body)} if it is rightly signed, and keeps it aside`, async () => {
      const [messages, aside] = [await count('messages'), await count('quarantined_facts')]
      await isEmpty(await post(body), 200)
      await shop.server.settle()
      assert.ok((await count('quarantined_facts')) > aside)
      assert.equal(await count('messages'), messages)
    })

  it('lets the good ones through beside a broken one', async () => {
    const phone = shop.number.provider.phone({ waId: '15550003333', name: 'Grace' })
    const { event } = phone
    const broken = event.sends('text', { body: { not: ['text'] } })
    const before = await count('messages')
    const statuses = await phone.batch([event.says('First'), broken, event.says('Last')])
    assert.deepEqual(statuses, [200])
    await shop.server.settle()
    const { data } = await shop.owner.app
      .service('conversation-messages')
      .find({ query: { $sort: { id: -1 }, $limit: 3 } })
    const texts = data.map((row: { message_text: string }) => row.message_text)
    assert.ok(texts.includes('First') && texts.includes('Last'), JSON.stringify(texts))
    assert.ok((await count('messages')) >= before + 2)
  })
})

/** Sends so many times 64 kB without saying how many; resolves with the answer's status. */
function chunked(url: string, times: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const sent = request(url, { method: 'POST' }, response => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', () => resolve(413))
    for (let index = 0; index < times; index++) sent.write(Buffer.alloc(65_536, 'x'))
    sent.end()
  })
}
