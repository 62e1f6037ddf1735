import assert from 'node:assert/strict'
import type { Message } from '../../src/client/wire.ts'
import { messageLike } from '../../test/support/message-like.ts'
import { type Item, positionOf, timelineOf } from './timeline.ts'

const utc = { locale: 'en-GB', timeZone: 'UTC' }
const inbound = { direction: 'inbound', sender: { type: 'contact', id: 1, name: 'Ada' } } as const

function at(time: string, more: Partial<Message> = {}): Message {
  return messageLike({ id: time, created_at: `2026-03-${time}.000Z`, ...more })
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
    const items = timelineOf([at('01T23:59:00'), at('02T00:01:00')], true, utc)
    assert.deepEqual(sketch(items), ['begin', '2026-03-01', '(59:00)', '2026-03-02', '(01:00)'])
    assert.deepEqual(sketch(timelineOf([at('01T10:00:00')], false, utc))[0], '2026-03-01')
  })

  it('keeps together what one hand wrote within five minutes', () => {
    const rows = [at('01T10:00:00'), at('01T10:04:59'), at('01T10:12:00'), at('01T10:12:30', inbound)]
    assert.deepEqual(sketch(timelineOf(rows, false, utc)), ['2026-03-01', '(00:00', '04:59)', '(12:00)', '(12:30)'])
  })

  it('never mixes notes with answers', () => {
    const note = { message_type: 'note', direction: 'internal' } as const
    const rows = [at('01T10:00:00'), at('01T10:00:01', note), at('01T10:00:02')]
    assert.deepEqual(sketch(timelineOf(rows, false, utc)).slice(1), ['(00:00)', '(00:01)', '(00:02)'])
  })

  it('shows a reaction where it was meant, unless it did not arrive', () => {
    const reaction = { message_type: 'reaction' } as const
    const rows = [
      at('01T10:00:00'),
      at('01T10:00:01', { ...reaction, status: 'sent' }),
      at('01T10:00:02', { ...reaction, status: 'failed' }),
      at('01T10:00:03', { deleted_at: '2026-03-01T11:00:00.000Z' })
    ]
    assert.deepEqual(sketch(timelineOf(rows, false, utc)).slice(1), ['(00:00', '00:02)'])
  })

  it('puts notices of the system in the middle', () => {
    const rows = [at('01T10:00:00'), at('01T10:00:01', { message_type: 'system' }), at('01T10:00:02')]
    assert.deepEqual(sketch(timelineOf(rows, false, utc)).slice(1), ['(00:00)', 'notice', '(00:02)'])
  })

  it('keeps the place of an answer when the server gives it its id', () => {
    const [before] = timelineOf([at('01T10:00:00', { id: 'local', client_id: 'c1' })], false, utc).slice(1)
    const [after] = timelineOf([at('01T10:00:00', { id: 'server', client_id: 'c1' })], false, utc).slice(1)
    assert.equal(before?.key, after?.key)
  })

  it('finds what is quoted, if it is loaded', () => {
    const items = timelineOf([at('01T10:00:00'), at('01T10:00:01')], true, utc)
    assert.equal(positionOf(items, '01T10:00:01'), 3)
    assert.equal(positionOf(items, 'elsewhere'), -1)
  })
})
