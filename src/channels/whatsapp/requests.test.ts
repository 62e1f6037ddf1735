import assert from 'node:assert/strict'
import type { Account } from '../channel.ts'
import { mediaLocation, mediaRequest, readMark } from './requests.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: { phone_number_id: '106540352242922', access_token: 'EAAG' },
  settings: { api_base_url: 'http://127.0.0.1:4010' }
}

function located(url: string, status = 200) {
  return mediaLocation(
    { status, headers: {}, body: JSON.stringify({ url, file_size: '7', mime_type: 'image/jpeg' }) },
    account
  )
}

describe('Other requests to WhatsApp', () => {
  it('marks as read, with dots when asked', () => {
    const body = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' }
    assert.deepEqual(JSON.parse(readMark('wamid.1', account).body), body)
    const typing = JSON.parse(readMark('wamid.1', account, { typing: true }).body)
    assert.deepEqual(typing, { ...body, typing_indicator: { type: 'text' } })
  })

  it('asks where media are, whatever their id looks like', () => {
    const reference = {
      provider_media_id: '../me?x',
      category: 'image',
      file_type: null,
      file_name: null,
      sha256: null
    } as const
    const { url } = mediaRequest(reference, account)
    assert.equal(url, 'http://127.0.0.1:4010/v25.0/..%2Fme%3Fx?phone_number_id=106540352242922')
  })

  it("sends the token to Meta's hosts and the configured API alone", () => {
    assert.equal(located('https://lookaside.fbsbx.com/a?mid=1')?.request.headers['authorization'], 'Bearer EAAG')
    assert.equal(located('http://127.0.0.1:4010/media/1')?.file_size, 7)
    const strange = [
      'https://evil.example/a',
      'https://fbsbx.com.evil.example/',
      'http://lookaside.fbsbx.com/',
      'nonsense'
    ]
    for (const url of strange) assert.equal(located(url), undefined)
    assert.equal(located('https://lookaside.fbsbx.com/a', 404), undefined)
  })
})
