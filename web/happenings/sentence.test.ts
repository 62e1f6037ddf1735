import assert from 'node:assert/strict'
import { words } from '../words/english.ts'
import { HAPPENINGS, isHappening, sentenceOf } from './sentence.ts'

const grace = { type: 'user', id: 2, name: 'Grace' }
const nameOf = (id: number) => (id === 3 ? 'Linus' : undefined)

describe('What happened', () => {
  it('is said of everybody by name, and of the reader as you', () => {
    const gave = (data: object, me: number) =>
      sentenceOf({ type: 'conversation.assigned', actor: grace, data: { ...data } }, me, nameOf, words)
    assert.equal(gave({ assigned_user_id: 3 }, 1), 'Grace gave this to Linus')
    assert.equal(gave({ assigned_user_id: 3 }, 2), 'You gave this to Linus')
    assert.equal(gave({ assigned_user_id: 3 }, 3), 'Grace gave this to you')
    assert.equal(gave({ assigned_user_id: 4 }, 1), 'Grace gave this to somebody')
    assert.equal(gave({ assigned_user_id: null }, 1), 'Grace gave this to nobody in particular')
  })

  it('is a sentence for each kind that is shown', () => {
    const data = { priority: 'high', snoozed_until: '2026-03-01T10:00:00.000Z' }
    for (const type of HAPPENINGS) assert.ok(sentenceOf({ type, actor: grace, data }, 1, nameOf, words), type)
    assert.equal(
      sentenceOf({ type: 'conversation.snoozed', actor: grace, data: {} }, 1, nameOf, words),
      'Grace woke it up'
    )
  })

  it('is not told where it is small', () => {
    assert.ok(!isHappening({ type: 'conversation.read' }) && !isHappening({ type: 'message.sent' }))
    assert.equal(sentenceOf({ type: 'conversation.read', actor: grace, data: {} }, 1, nameOf, words), null)
  })

  it('is done by the system where nobody did it', () => {
    const actor = { type: 'system', id: null, name: 'routing' }
    assert.equal(
      sentenceOf({ type: 'conversation.closed', actor, data: {} }, 1, nameOf, words),
      'The system closed the conversation'
    )
  })
})
