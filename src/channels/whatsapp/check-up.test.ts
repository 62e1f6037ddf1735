import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { Account, Check, ProviderResponse } from '../channel.ts'
import { checkUp } from './check-up.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: {
    phone_number_id: '106540352242922',
    waba_id: '999',
    access_token: 'EAAG',
    app_secret: 'shh',
    verify_token: 'let me in'
  },
  settings: {}
}
const callback = { url: 'https://parley.example.com/webhooks/whatsapp/k', challenge: 'c-1' }

function checks(changed: Partial<Account> = {}, place = callback) {
  const [number, webhook, subscription] = checkUp({ ...account, ...changed }, place)
  assert.ok(number && webhook && subscription)
  return { number, webhook, subscription }
}

function findings(check: Check, response: Partial<ProviderResponse> & { json?: unknown } = {}) {
  const { json, ...rest } = response
  const body = json === undefined ? '' : JSON.stringify(json)
  const read = check.kind === 'plain' ? check.findings : check.read({ status: 200, headers: {}, body, ...rest })
  return read.map(({ step, state }) => `${step} ${state}`)
}

function requestOf(check: Check) {
  assert.equal(check.kind, 'question')
  const url = new URL(check.request.url)
  return { ...check.request, place: url.origin + url.pathname, query: Object.fromEntries(url.searchParams) }
}

const refusal = (code: number, message: string) => ({ status: 400, json: { error: { code, message } } })

describe('Checking a WhatsApp account', () => {
  it('asks for the number with the token and a proof of the app secret', () => {
    const { place, query, headers } = requestOf(checks().number)
    assert.equal(place, 'https://graph.facebook.com/v25.0/106540352242922')
    assert.equal(query['appsecret_proof'], createHmac('sha256', 'shh').update('EAAG').digest('hex'))
    assert.deepEqual(headers, { authorization: 'Bearer EAAG' })
  })

  for (const [what, response, expected] of [
    [
      'finds everything well',
      { json: { id: '1', display_phone_number: '+1 555', webhook_configuration: { application: callback.url } } },
      ['credentials ok', 'app_secret ok', 'number ok', 'callback ok']
    ],
    [
      'finds that the number’s own callback leads elsewhere',
      {
        json: { id: '1', webhook_configuration: { application: callback.url, phone_number: 'https://old.example.com' } }
      },
      ['credentials ok', 'app_secret ok', 'number ok', 'callback failed']
    ],
    [
      'knows nothing of a callback that it is not told',
      { json: { id: '1' } },
      ['credentials ok', 'app_secret ok', 'number ok']
    ],
    ['finds a token that has expired', refusal(190, 'Session has expired'), ['credentials failed']],
    [
      'finds the secret of another app',
      refusal(100, 'Invalid appsecret_proof provided in the API argument'),
      ['credentials ok', 'app_secret failed']
    ],
    ['finds a number of somebody else', refusal(100, 'Object does not exist'), ['credentials ok', 'number failed']],
    ['leaves open what Meta cannot say now', refusal(2, 'Service unavailable'), ['credentials unknown']],
    [
      'leaves open what could not be asked',
      { status: 0, failure: { reason: 'dns', sent: false } },
      ['credentials unknown']
    ]
  ] as const) {
    it(what, () => {
      assert.deepEqual(findings(checks().number, response), expected)
    })
  }

  it('asks our callback as Meta does, and wants its challenge back', () => {
    const { webhook } = checks()
    const { place, query } = requestOf(webhook)
    assert.equal(place, callback.url)
    assert.deepEqual(query, { 'hub.mode': 'subscribe', 'hub.challenge': 'c-1', 'hub.verify_token': 'let me in' })
    assert.deepEqual(findings(webhook, { body: 'c-1' }), ['webhook ok'])
    assert.deepEqual(findings(webhook, { body: 'Welcome' }), ['webhook failed'])
    assert.deepEqual(findings(webhook, { status: 403 }), ['webhook failed'])
  })

  it('says at once that Meta cannot call a private address', () => {
    const { webhook } = checks({}, { ...callback, url: 'http://localhost:3000/webhooks/whatsapp/k' })
    assert.equal(webhook.kind, 'plain')
    assert.deepEqual(findings(webhook), ['webhook failed'])
  })

  it('finds whether an app is subscribed to the business account', () => {
    const { subscription } = checks()
    assert.equal(requestOf(subscription).place, 'https://graph.facebook.com/v25.0/999/subscribed_apps')
    const apps = (...names: string[]) => ({
      json: { data: names.map(name => ({ whatsapp_business_api_data: { name } })) }
    })
    assert.deepEqual(findings(subscription, apps('Parley')), ['subscription ok'])
    assert.deepEqual(findings(subscription, apps()), ['subscription failed'])
    assert.deepEqual(findings(subscription, refusal(200, 'Permissions error')), ['subscription failed'])
    const { waba_id: _, ...credentials } = account.credentials
    assert.deepEqual(findings(checks({ credentials }).subscription), ['subscription unknown'])
  })
})
