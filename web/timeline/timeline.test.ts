import assert from 'node:assert/strict'
import type { LogEvent, Message } from '../../src/client/wire.ts'
import { messageLike } from '../../test/support/message-like.ts'
import { type Item, positionOf, timelineOf } from './timeline.ts'

const utc = { locale: 'en-GB', timeZone: 'UTC' }
const inbound = { direction: 'inbound', sender: { type: 'contact', id: 1, name: 'Ada' } } as const

function at(time: string, more: Partial<Message> = {}): Message {
  return messageLike({ id: time, created_at: `2026-03-${time}.000Z`, ...more })
}

const local = { state: 'sending', error: null } as const

function closed(seq: number): LogEvent {
  return {
    id: `e${seq}`,
    organization_id: 1,
    conversation_id: 1,
    seq,
    type: 'conversation.closed',
    actor: { type: 'user', id: 2, name: 'Grace' },
    data: {},
    cause_id: null,
    created_at: '2026-03-01T10:00:05.000Z'
  }
}

/** Each item in a word: the day, or the message with its first and last marks. */
function sketch(items: readonly Item[]): string[] {
  return items.map(item => {
    if (item.kind === 'day') return item.day
    if (item.kind !== 'message') return item.kind
    return `${item.isFirst ? '(' : ''}${item.message.id.slice(-5)}${item.isLast ? ')' : ''}`
  })
}

describe('A thread on the screen', () => {
  it('has a line between days, and says where it begins', () => {
    const items = timelineOf({ rows: [at('01T23:59:00'), at('02T00:01:00')], isWhole: true }, utc)
    assert.deepEqual(sketch(items), ['begin', '2026-03-01', '(59:00)', '2026-03-02', '(01:00)'])
    assert.deepEqual(sketch(timelineOf({ rows: [at('01T10:00:00')], isWhole: false }, utc))[0], '2026-03-01')
  })

  it('keeps together what one hand wrote within five minutes', () => {
    const rows = [at('01T10:00:00'), at('01T10:04:59'), at('01T10:12:00'), at('01T10:12:30', inbound)]
    assert.deepEqual(sketch(timelineOf({ rows, isWhole: false }, utc)), [
      '2026-03-01',
      '(00:00',
      '04:59)',
      '(12:00)',
      '(12:30)'
    ])
  })

  it('never mixes notes with answers', () => {
    const note = { message_type: 'note', direction: 'internal' } as const
    const rows = [at('01T10:00:00'), at('01T10:00:01', note), at('01T10:00:02')]
    assert.deepEqual(sketch(timelineOf({ rows, isWhole: false }, utc)).slice(1), ['(00:00)', '(00:01)', '(00:02)'])
  })

  it('shows a reaction where it was meant, unless it did not arrive', () => {
    const reaction = { message_type: 'reaction' } as const
    const rows = [
      at('01T10:00:00'),
      at('01T10:00:01', { ...reaction, status: 'sent' }),
      at('01T10:00:02', { ...reaction, status: 'failed' }),
      at('01T10:00:03', { deleted_at: '2026-03-01T11:00:00.000Z' })
    ]
    assert.deepEqual(sketch(timelineOf({ rows, isWhole: false }, utc)).slice(1), ['(00:00', '00:02)'])
  })

  it('puts notices of the system in the middle', () => {
    const rows = [at('01T10:00:00'), at('01T10:00:01', { message_type: 'system' }), at('01T10:00:02')]
    assert.deepEqual(sketch(timelineOf({ rows, isWhole: false }, utc)).slice(1), ['(00:00)', 'notice', '(00:02)'])
  })

  it('tells what happened where it happened, and nothing from before what is loaded', () => {
    const rows = [
      at('01T10:00:00', { seq: 3 }),
      at('01T10:00:09', { seq: 7 }),
      { ...at('01T10:00:10', { seq: 0 }), local }
    ]
    const events = [closed(1), closed(5), closed(9)]
    assert.deepEqual(sketch(timelineOf({ rows, events, isWhole: false }, utc)).slice(1), [
      '(00:00)',
      'happening',
      '(00:09)',
      'happening',
      '(00:10)'
    ])
    const whole = timelineOf({ rows, events, isWhole: true }, utc)
    assert.deepEqual(sketch(whole).slice(0, 3), ['begin', '2026-03-01', 'happening'])
  })

  it('keeps the place of an answer when the server gives it its id', () => {
    const [before] = timelineOf(
      { rows: [at('01T10:00:00', { id: 'local', client_id: 'c1' })], isWhole: false },
      utc
    ).slice(1)
    const [after] = timelineOf(
      { rows: [at('01T10:00:00', { id: 'server', client_id: 'c1' })], isWhole: false },
      utc
    ).slice(1)
    assert.equal(before?.key, after?.key)
  })

  it('finds what is quoted, if it is loaded', () => {
    const items = timelineOf({ rows: [at('01T10:00:00'), at('01T10:00:01')], isWhole: true }, utc)
    assert.equal(positionOf(items, '01T10:00:01'), 3)
    assert.equal(positionOf(items, 'elsewhere'), -1)
  })
})
