import assert from 'node:assert/strict'
import type { Channel, Conversation } from '../../src/client/wire.ts'
import { draftOf, messageTypeOf } from './draft.ts'
import { isPaused, muteOf, windowLeft } from './may-speak.ts'

const now = new Date('2026-03-01T10:00:00.000Z')
const HOUR = 3_600_000

type Standing = Pick<Conversation, 'blocked' | 'channel' | 'window_expires_at'> & {
  readonly control: Pick<Conversation['control'], 'kind'>
}

const open: Standing = {
  blocked: false,
  channel: 'whatsapp',
  window_expires_at: '2026-03-01T11:00:00.000Z',
  control: { kind: 'inbox' }
}
const channel: Pick<Channel, 'active' | 'deleted_at' | 'health'> = {
  active: true,
  deleted_at: null,
  health: { state: 'ok', last_inbound_at: null, last_error: null }
}

describe('Whether one may speak', () => {
  it('is so inside the window, and on channels without one', () => {
    assert.equal(muteOf(open, channel, now), null)
    assert.equal(muteOf(open, undefined, now), null)
    assert.equal(muteOf({ ...open, channel: 'webchat', window_expires_at: null }, channel, now), null)
  })

  it('ends with the window, to the millisecond; then templates are left', () => {
    const end = new Date(now.getTime() + HOUR)
    assert.deepEqual(muteOf(open, channel, end), { reason: 'outside_window', remedy: 'template' })
    assert.equal(muteOf(open, channel, new Date(end.getTime() - 1)), null)
    assert.equal(muteOf({ ...open, window_expires_at: null }, channel, now)?.reason, 'outside_window')
    assert.equal(muteOf({ ...open, channel: 'messenger' }, channel, end)?.remedy, null)
  })

  it('says first what weighs most', () => {
    const held = { ...open, control: { kind: 'assistant' }, window_expires_at: null }
    assert.equal(muteOf({ ...held, blocked: true }, channel, now)?.reason, 'blocked')
    assert.equal(muteOf(held, { ...channel, active: false }, now)?.reason, 'channel_closed')
    assert.deepEqual(muteOf(held, channel, now), { reason: 'control', remedy: 'take_over' })
    assert.equal(muteOf({ ...held, control: { kind: 'external' } }, channel, now)?.reason, 'control_other')
  })

  it('counts down what is left', () => {
    assert.equal(windowLeft(open, now), HOUR)
    assert.equal(windowLeft(open, new Date(now.getTime() + 2 * HOUR)), 0)
    assert.equal(windowLeft({ ...open, channel: 'sms' }, now), null)
  })

  it('is so while the channel is paused: it waits', () => {
    const paused = { ...channel, health: { ...channel.health, state: 'paused' as const } }
    assert.ok(isPaused(paused) && !isPaused(channel) && !isPaused(undefined))
    assert.equal(muteOf(open, paused, now), null)
  })
})

describe('What was written', () => {
  const nothing = { tab: 'reply', text: '', files: [], replyTo: null } as const

  it('is nothing without words and files', () => {
    assert.equal(draftOf({ ...nothing, text: ' \n ' }), null)
  })

  it('is a text, a note, or an answer to something', () => {
    assert.deepEqual(draftOf({ ...nothing, text: ' Hi ' }), { message_type: 'text', message_text: 'Hi' })
    assert.deepEqual(draftOf({ ...nothing, tab: 'note', text: 'Hi', replyTo: 'm1' }), {
      message_type: 'note',
      message_text: 'Hi',
      reply_to_message_id: 'm1'
    })
    assert.equal(draftOf({ ...nothing, tab: 'note', files: [{ id: 'f1', type: 'image/png' }] }), null)
  })

  it('goes with its files as what the channel shows them as', () => {
    const files = [{ id: 'f1', type: 'image/png' }]
    assert.deepEqual(draftOf({ ...nothing, files }), { message_type: 'image', files: [{ conversation_file_id: 'f1' }] })
    const kinds = ['image/webp', 'video/mp4', 'audio/mpeg', 'application/pdf', ''].map(messageTypeOf)
    assert.deepEqual(kinds, ['document', 'video', 'audio', 'document', 'document'])
  })
})
