import assert from 'node:assert/strict'
import type { OutgoingMedia, OutgoingMessage } from '../channel.ts'
import { plan } from './outbound.ts'

const photo: OutgoingMedia = { category: 'image', file_name: 'a.jpg', file_type: 'image/jpeg', file_id: 'F1' }
const report: OutgoingMedia = { category: 'file', file_name: 'b.pdf', file_type: 'application/pdf', file_id: 'F2' }
const song: OutgoingMedia = {
  category: 'audio',
  file_name: 'c.ogg',
  file_type: 'audio/ogg; codecs=opus',
  file_id: 'F3'
}

function draft(fields: Partial<OutgoingMessage>): OutgoingMessage {
  return { message_type: 'text', message_text: null, media: [], content: null, reply_to: null, ...fields }
}

describe('Planning a message for WhatsApp', () => {
  it('sends a text as one part, with a preview when asked', () => {
    assert.deepEqual(plan(draft({ message_text: 'Hi' })), [{ kind: 'text', payload: { body: 'Hi' } }])
    assert.deepEqual(plan(draft({ message_text: 'Hi', content: { preview_url: true } })), [
      { kind: 'text', payload: { body: 'Hi', preview_url: true } }
    ])
  })

  it('sends one text with two files as three parts, of which the first quotes', () => {
    assert.deepEqual(plan(draft({ message_text: 'Both', media: [photo, report], reply_to: 'wamid.1' })), [
      { kind: 'text', payload: { body: 'Both' }, reply_to: 'wamid.1' },
      { kind: 'image', payload: {}, file_id: 'F1' },
      { kind: 'document', payload: { filename: 'b.pdf' }, file_id: 'F2' }
    ])
  })

  it('lets a single file carry the text', () => {
    assert.deepEqual(plan(draft({ message_type: 'image', message_text: 'Look', media: [photo] })), [
      { kind: 'image', payload: { caption: 'Look' }, file_id: 'F1' }
    ])
  })

  it('sends the text first where the file cannot carry it', () => {
    const kinds = (fields: Partial<OutgoingMessage>) => plan(draft(fields)).map(part => part.kind)
    assert.deepEqual(kinds({ message_text: 'Listen', media: [song] }), ['text', 'audio'])
    assert.deepEqual(kinds({ message_text: 'x'.repeat(1_024), media: [photo] }), ['image'])
    assert.deepEqual(kinds({ message_text: 'x'.repeat(1_025), media: [photo] }), ['text', 'image'])
  })

  it('sends formats that WhatsApp does not show as documents', () => {
    const gif: OutgoingMedia = { ...photo, file_name: 'a.gif', file_type: 'image/gif' }
    assert.deepEqual(plan(draft({ media: [gif] })), [
      { kind: 'document', payload: { filename: 'a.gif' }, file_id: 'F1' }
    ])
  })

  it("names the provider's own media, or a link, before a file of ours", () => {
    const both = { ...photo, provider_media_id: '77', link: 'https://example.com/a.jpg' }
    assert.deepEqual(plan(draft({ media: [both] })), [{ kind: 'image', payload: { id: '77' } }])
    const { provider_media_id: _, ...linked } = both
    assert.deepEqual(plan(draft({ media: [linked] })), [
      { kind: 'image', payload: { link: 'https://example.com/a.jpg' } }
    ])
  })

  it('marks a voice note', () => {
    const [part] = plan(draft({ message_type: 'audio', media: [song], content: { voice: true } }))
    assert.deepEqual(part?.payload, { voice: true })
  })

  it('gives the words of the message to buttons without a body', () => {
    const content = { type: 'button', action: { buttons: [] } }
    assert.deepEqual(plan(draft({ message_type: 'interactive', message_text: 'Well?', content })), [
      { kind: 'interactive', payload: { body: { text: 'Well?' }, ...content } }
    ])
  })

  it('takes the language of a template as a code or as the provider writes it', () => {
    const payload = { name: 'hello', language: { code: 'en_US' } }
    for (const language of ['en_US', { code: 'en_US' }]) {
      const content = { name: 'hello', language }
      assert.deepEqual(plan(draft({ message_type: 'template', content })), [{ kind: 'template', payload }])
    }
  })

  it('reacts to the message replied to, and takes it back', () => {
    const react = (emoji: string) => plan(draft({ message_type: 'reaction', content: { emoji }, reply_to: 'wamid.1' }))
    assert.deepEqual(react('👍'), [{ kind: 'reaction', payload: { message_id: 'wamid.1', emoji: '👍' } }])
    assert.deepEqual(react(''), [{ kind: 'reaction', payload: { message_id: 'wamid.1', emoji: '' } }])
  })

  it('sends cards and places as they are', () => {
    const cards = [{ name: { formatted_name: 'Ada' } }]
    assert.deepEqual(plan(draft({ message_type: 'contacts', content: { contacts: cards } })), [
      { kind: 'contacts', payload: cards }
    ])
    const place = { latitude: 1, longitude: 2 }
    assert.deepEqual(plan(draft({ message_type: 'location', content: place })), [{ kind: 'location', payload: place }])
  })
})
