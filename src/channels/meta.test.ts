import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import type { Account } from './channel.ts'
import { authenticate, graphError, handshake, retryAfter } from './meta.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '1',
  credentials: { app_secret: 'shh', verify_token: 'let me in' },
  settings: {}
}
const nobody: Account = { ...account, credentials: {} }
const body = Buffer.from('{"text":"\\u00e4 \\/ \\ud83d\\ude00"}')

function signed(raw: Uint8Array, secret = 'shh'): string {
  return `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`
}

function asked(parameters: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', ...parameters })
}

describe("Meta's handshake", () => {
  it('is answered with the challenge when the token is ours', () => {
    assert.equal(handshake(asked({ 'hub.verify_token': 'let me in' }), account), '1158201444')
  })

  it('is not answered for another token, mode, or an account without one', () => {
    assert.equal(handshake(asked({ 'hub.verify_token': 'let me' }), account), undefined)
    assert.equal(handshake(asked({}), account), undefined)
    assert.equal(handshake(asked({ 'hub.verify_token': 'let me in', 'hub.mode': 'unsubscribe' }), account), undefined)
    assert.equal(handshake(asked({ 'hub.verify_token': '' }), nobody), undefined)
    assert.equal(handshake(new URLSearchParams({ 'hub.verify_token': 'let me in' }), account), undefined)
  })
})

describe("Meta's signature", () => {
  it('is accepted over the very bytes that came', () => {
    assert.equal(authenticate(body, { 'x-hub-signature-256': signed(body) }, account), true)
    assert.equal(authenticate(body, { 'x-hub-signature-256': [signed(body)] }, account), true)
  })

  it('is refused over the same JSON written anew', () => {
    const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    assert.equal(authenticate(anew, { 'x-hub-signature-256': signed(body) }, account), false)
  })

  it('is refused when one bit of the body or the signature differs, or the secret is another', () => {
    const flipped = Buffer.from(body)
    flipped[0] = (flipped[0] ?? 0) ^ 1
    assert.equal(authenticate(flipped, { 'x-hub-signature-256': signed(body) }, account), false)
    assert.equal(authenticate(body, { 'x-hub-signature-256': signed(body, 'shhh') }, account), false)
    assert.equal(authenticate(body, { 'x-hub-signature-256': `${signed(body).slice(0, -1)}x` }, account), false)
  })

  it('lets nobody in without a secret, not even with the signature of an empty one', () => {
    const empty = { ...account, credentials: { app_secret: '' } }
    assert.equal(authenticate(body, { 'x-hub-signature-256': signed(body, '') }, empty), false)
    assert.equal(authenticate(body, { 'x-hub-signature-256': signed(body, '') }, nobody), false)
  })

  it('is refused without throwing for headers of any shape and length', () => {
    const header = fc.oneof(
      fc.string({ maxLength: 1_000, unit: 'binary' }),
      fc.string({ maxLength: 200, unit: 'grapheme' }).map(rest => `sha256=${rest}`),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.constant(signed(body)).map(each => [each, each]),
      fc.constant(undefined)
    )
    fc.assert(
      fc.property(header, value => !authenticate(body, { 'x-hub-signature-256': value }, account)),
      { numRuns: 500 }
    )
  })
})

describe("Meta's errors", () => {
  it('are told by their details where there are any', () => {
    const error = graphError({ code: 100, message: 'Invalid parameter', error_data: { details: 'to is missing' } })
    assert.deepEqual(error, { code: 100, subcode: undefined, message: 'to is missing', transient: false })
  })

  it('need a code', () => {
    assert.equal(graphError({ message: 'Oops' }), undefined)
    assert.equal(graphError('Oops'), undefined)
  })

  it('may ask for patience in seconds or until a date', () => {
    assert.equal(retryAfter({ 'retry-after': '7' }), 7_000)
    const date = 'Mon, 09 Jun 2025 10:00:00 GMT'
    assert.equal(retryAfter({ 'retry-after': 'Mon, 09 Jun 2025 10:01:00 GMT', date }), 60_000)
    assert.equal(retryAfter({ 'retry-after': 'soon' }), undefined)
    assert.equal(retryAfter({}), undefined)
  })
})
