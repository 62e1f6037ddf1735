import assert from 'node:assert/strict'
import type { Account, ProviderResponse } from '../channel.ts'
import { needsUpload, readUpload, uploadRequest } from './uploads.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: { phone_number_id: '106540352242922', access_token: 'EAAG' },
  settings: {}
}

function answer(status: number, body: unknown, more: Partial<ProviderResponse> = {}): ProviderResponse {
  return { status, headers: {}, body: JSON.stringify(body), ...more }
}

describe('Bringing a file to WhatsApp', () => {
  it('is needed where Meta cannot follow our links, unless the settings say otherwise', () => {
    const needed = (link: string, outgoing_media?: string) =>
      needsUpload(link, { ...account, settings: { ...(outgoing_media && { outgoing_media }) } })
    assert.deepEqual(
      [needed('https://files.example.com/a'), needed('http://localhost:3000/a'), needed('https://10.0.0.7/a', 'auto')],
      [false, true, true]
    )
    assert.equal(needed('https://files.example.com/a', 'upload'), true)
    assert.equal(needed('http://localhost:3000/a', 'link'), false)
  })

  it('is a form to the media of the number, with the token', () => {
    assert.deepEqual(uploadRequest({ file_name: null, file_type: 'image/png' }, account), {
      url: 'https://graph.facebook.com/v25.0/106540352242922/media',
      headers: { authorization: 'Bearer EAAG' },
      fields: { messaging_product: 'whatsapp', type: 'image/png' },
      file: { field: 'file', file_name: 'file', file_type: 'image/png' }
    })
  })

  for (const [name, response, kind] of [
    ['kept when an id comes back', answer(200, { id: '77' }), 'kept'],
    ['kept when the id is a number', answer(200, { id: 77 }), 'kept'],
    ['tried again when the answer says nothing', answer(200, {}), 'retry'],
    ['tried again when the answer cannot be read', answer(502, '<html>'), 'retry'],
    ['tried again when too many come', answer(400, { error: { code: 130429, message: 'Slow down' } }), 'retry'],
    [
      'tried again when the line broke half way',
      { status: 0, headers: {}, body: '', failure: { reason: 'reset', sent: true } },
      'retry'
    ],
    ['refused when its type is not taken', answer(400, { error: { code: 100, message: 'Param file' } }), 'rejected'],
    ['stopped when the token is refused', answer(401, { error: { code: 190, message: 'Expired' } }), 'credentials']
  ] as const) {
    it(`is ${name}`, () => {
      assert.equal(readUpload(response).kind, kind)
    })
  }
})
