import assert from 'node:assert/strict'
import type { Account, MediaAnswer } from '../channel.ts'
import { mediaLocation, mediaRequest } from './fetching.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: { phone_number_id: '106540352242922', access_token: 'EAAG' },
  settings: { api_base_url: 'http://127.0.0.1:4010' }
}

function answered(status: number, body: unknown, headers: Record<string, string> = {}): MediaAnswer {
  return mediaLocation({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, account)
}

function located(url: string) {
  const answer = answered(200, { url, file_size: '7', mime_type: 'image/jpeg', sha256: 'AB'.repeat(32) })
  return answer.kind === 'here' ? answer.location : answer.kind
}

describe("Fetching a customer's media from WhatsApp", () => {
  it('asks where they are, whatever their id looks like', () => {
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

  it("takes the token to Meta's hosts and the configured API alone", () => {
    for (const url of ['https://lookaside.fbsbx.com/a?mid=1', 'http://127.0.0.1:4010/media/1']) {
      assert.deepEqual(located(url), {
        request: { method: 'GET', url, headers: { authorization: 'Bearer EAAG' }, body: '' },
        file_type: 'image/jpeg',
        file_size: 7,
        sha256: 'ab'.repeat(32)
      })
    }
    const strange = [
      'https://evil.example/a',
      'https://fbsbx.com.evil.example/',
      'https://lookaside.fbsbx.com@evil.example/',
      'http://lookaside.fbsbx.com/',
      'http://127.0.0.1:4011/media/1',
      'nonsense'
    ]
    for (const url of strange) assert.equal(located(url), 'refused')
  })

  it('knows what is gone, what will never come, and what may come yet', () => {
    const refused = (code: number, error_subcode?: number) => ({ error: { code, error_subcode, message: 'No' } })
    assert.equal(answered(400, refused(100, 33)).kind, 'gone')
    assert.equal(answered(404, '').kind, 'gone')
    for (const code of [100, 131009, 131052]) assert.equal(answered(400, refused(code)).kind, 'refused')
    for (const code of [1, 4, 190, 10, 80007, 131031, 987654]) assert.equal(answered(400, refused(code)).kind, 'later')
    for (const status of [0, 200, 302, 429, 500, 503]) assert.equal(answered(status, '').kind, 'later')
  })

  it("keeps the provider's wish to wait", () => {
    assert.deepEqual(answered(429, '', { 'retry-after': '7' }), {
      kind: 'later',
      reason: 'WhatsApp answered 429.',
      after_ms: 7_000
    })
  })
})
