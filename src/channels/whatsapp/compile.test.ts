import assert from 'node:assert/strict'
import type { Account, Recipient } from '../channel.ts'
import { compile } from './compile.ts'

const account: Account = {
  channel_id: 1,
  endpoint: '106540352242922',
  credentials: { phone_number_id: '106540352242922', access_token: 'EAAG' },
  settings: {}
}
const context = { correlation: 'D1', links: { F1: 'https://files.example/a?sig=1' } }
const hello = { kind: 'text', payload: { body: 'Hi' } }

function addressed(...addresses: Recipient['addresses']): Record<string, unknown> {
  return JSON.parse(compile(hello, { addresses }, account, context).body)
}

describe('Compiling a part for WhatsApp', () => {
  it("writes the provider's request", () => {
    const request = compile({ ...hello, reply_to: 'wamid.1' }, { addresses: ['4915112345678'] }, account, context)
    assert.equal(request.method, 'POST')
    assert.equal(request.url, 'https://graph.facebook.com/v25.0/106540352242922/messages')
    assert.deepEqual(request.headers, { authorization: 'Bearer EAAG', 'content-type': 'application/json' })
    assert.deepEqual(JSON.parse(request.body), {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+4915112345678',
      type: 'text',
      context: { message_id: 'wamid.1' },
      biz_opaque_callback_data: 'D1',
      text: { body: 'Hi' }
    })
  })

  it('names a file by the id that the provider gave it, before any link', () => {
    const part = { kind: 'image', payload: { caption: 'Look!' }, file_id: 'F1' }
    const { body } = compile(part, { addresses: ['4915112345678'] }, account, { ...context, media: { F1: '77' } })
    assert.deepEqual(JSON.parse(body).image, { caption: 'Look!', id: '77' })
  })

  it('goes where the settings say', () => {
    const settings = { api_base_url: 'http://127.0.0.1:4010/', api_version: 'v26.0' }
    const { url } = compile(hello, { addresses: ['1'] }, { ...account, settings }, context)
    assert.equal(url, 'http://127.0.0.1:4010/v26.0/106540352242922/messages')
  })

  it('prefers the number, and takes the user id where there is none', () => {
    assert.equal(addressed('US.13491208655302741918', '16505551234')['to'], '+16505551234')
    const unnumbered = addressed('US.ENT.13491208655302741918')
    assert.deepEqual([unnumbered['to'], unnumbered['recipient']], [undefined, 'US.ENT.13491208655302741918'])
  })

  it('puts the fresh link of a file into the payload', () => {
    const part = { kind: 'image', payload: { caption: 'Look' }, file_id: 'F1' }
    const { body } = compile(part, { addresses: ['16505551234'] }, account, context)
    assert.deepEqual(JSON.parse(body).image, { caption: 'Look', link: 'https://files.example/a?sig=1' })
  })

  it('refuses to send a file without a link', () => {
    const part = { kind: 'image', payload: {}, file_id: 'F2' }
    assert.throws(() => compile(part, { addresses: ['16505551234'] }, account, context), /F2/)
  })
})
