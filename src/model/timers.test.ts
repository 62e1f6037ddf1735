import assert from 'node:assert/strict'
import { beginsAnew, nextRing } from './timers.ts'

const at = (time: string) => `2026-03-01T${time}:00.000Z`
const talking = { status: 'open', state: 'active', snoozed_until: null, last_interaction_at: at('12:00') } as const
const BOTH = { inactive_after: 'PT1H', close_after: 'PT12H' }
const NEVER = { inactive_after: null, close_after: null }

describe('What time does to a conversation', () => {
  it('is rest, then the end, counted from the last word', () => {
    assert.deepEqual(nextRing(talking, BOTH, at('09:00')), { kind: 'rest', at: at('13:00') })
    assert.deepEqual(nextRing({ ...talking, state: 'inactive' }, BOTH, at('09:00')), {
      kind: 'close',
      at: '2026-03-02T00:00:00.000Z'
    })
  })

  it('counts from what happened since, where nobody has spoken later', () => {
    assert.deepEqual(nextRing(talking, BOTH, at('14:00')), { kind: 'rest', at: at('15:00') })
  })

  it('is the end alone where that comes first', () => {
    const hasty = { inactive_after: 'P1D', close_after: 'PT1H' }
    assert.deepEqual(nextRing(talking, hasty, at('09:00')), { kind: 'close', at: at('13:00') })
  })

  it('wakes a sleeper, and does nothing else to it before', () => {
    const asleep = { ...talking, snoozed_until: '2026-03-09T00:00:00.000Z' }
    assert.deepEqual(nextRing(asleep, BOTH, at('09:00')), { kind: 'wake', at: asleep.snoozed_until })
    assert.deepEqual(nextRing(asleep, NEVER, at('09:00')), { kind: 'wake', at: asleep.snoozed_until })
  })

  it('is nothing where nobody asked for it, and after the end', () => {
    assert.equal(nextRing(talking, NEVER, at('09:00')), null)
    assert.equal(nextRing({ ...talking, status: 'closed', state: 'closed' }, BOTH, at('09:00')), null)
    assert.equal(nextRing({ ...talking, state: 'inactive' }, { ...BOTH, close_after: null }, at('09:00')), null)
  })
})

describe('Silence is counted anew', () => {
  const before = { ...talking, session_id: 's', ...NEVER }

  it('from a new session, from waking, from a snooze and from other limits', () => {
    for (const change of [
      { session_id: 't' },
      { snoozed_until: at('18:00') },
      { inactive_after: 'PT5M' },
      { close_after: 'PT1H' }
    ])
      assert.equal(beginsAnew(before, { ...before, ...change }), true)
    assert.equal(beginsAnew({ ...before, state: 'inactive' }, before), true)
    assert.equal(beginsAnew({ ...before, status: 'closed', state: 'closed', session_id: 'r' }, before), true)
  })

  it('and not from anything else', () => {
    assert.equal(beginsAnew(before, { ...before }), false)
    assert.equal(beginsAnew(before, { ...before, state: 'inactive' }), false)
    assert.equal(beginsAnew(before, { ...before, status: 'closed', state: 'closed' }), false)
  })
})
