import assert from 'node:assert/strict'
import type { Account } from '../channel.ts'
import { readMark, typingRequest } from './requests.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: { phone_number_id: '106540352242922', access_token: 'EAAG' },
  settings: { api_base_url: 'http://127.0.0.1:4010' }
}

describe('Other requests to WhatsApp', () => {
  it('marks as read, with dots when asked', () => {
    const body = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' }
    assert.deepEqual(JSON.parse(readMark('wamid.1', account).body), body)
    const typing = JSON.parse(readMark('wamid.1', account, { typing: true }).body)
    assert.deepEqual(typing, { ...body, typing_indicator: { type: 'text' } })
  })

  it('shows dots at what the customer said last, and asks for nothing where it cannot', () => {
    const sign = { on: true, to: { addresses: ['15550001'] }, last_inbound: 'wamid.1' } as const
    const request = typingRequest(sign, account)
    assert.deepEqual(request, readMark('wamid.1', account, { typing: true }))
    for (const [changed, settings] of [
      [{ on: false }, {}],
      [{ last_inbound: null }, {}],
      [{}, { read_marks: false }]
    ] as const) {
      assert.equal(typingRequest({ ...sign, ...changed }, { ...account, settings }), undefined)
    }
  })
})
