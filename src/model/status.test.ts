import assert from 'node:assert/strict'
import fc from 'fast-check'
import { MESSAGE_STATUSES, type MessageStatus } from './message.ts'
import { climb, hasArrived, isFinal, statusOfAttempts, statusOfParts } from './status.ts'

const LADDER = ['scheduled', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'read'] as const
const status = fc.constantFrom(...MESSAGE_STATUSES)
const outbound = fc.constantFrom(...LADDER, 'failed' as const)

describe('The status of a message', () => {
  it('climbs the ladder and never down', () => {
    LADDER.forEach((from, low) => {
      LADDER.forEach((to, high) => {
        assert.equal(climb(from, to), high > low ? to : from, `${from} → ${to}`)
      })
    })
  })

  it('fails until the device has it, and stays failed', () => {
    for (const from of ['scheduled', 'queued', 'sending', 'unknown', 'sent'] as const)
      assert.equal(climb(from, 'failed'), 'failed')
    for (const from of ['delivered', 'read'] as const) assert.equal(climb(from, 'failed'), from)
    for (const to of MESSAGE_STATUSES) assert.equal(climb('failed', to), 'failed')
  })

  it('of what was received changes for no report', () => {
    for (const to of MESSAGE_STATUSES) assert.equal(climb('received', to), 'received')
  })

  it('is the same when a report is repeated, and rests where it is final', () => {
    fc.assert(
      fc.property(status, status, (current, reported) => {
        const once = climb(current, reported)
        assert.equal(climb(once, reported), once)
        if (isFinal(current)) assert.equal(once, current)
        if (hasArrived(current)) assert.ok(hasArrived(once))
      })
    )
  })

  it('is the same in whatever order reports come, where none of them is a failure', () => {
    const reports = fc.array(fc.constantFrom(...LADDER), { maxLength: 8 })
    const settle = (all: readonly MessageStatus[]) => all.reduce<MessageStatus>(climb, 'queued')
    fc.assert(fc.property(reports, all => assert.equal(settle(all), settle(all.toReversed()))))
  })
})

describe('The status of several parts', () => {
  it('is that of the part that is least far', () => {
    assert.equal(statusOfParts(['read', 'sent', 'delivered']), 'sent')
    assert.equal(statusOfParts(['read', 'queued']), 'queued')
    assert.equal(statusOfParts(['read', 'read']), 'read')
  })

  it('shows a failure before all, then a doubt', () => {
    assert.equal(statusOfParts(['queued', 'unknown', 'failed']), 'failed')
    assert.equal(statusOfParts(['queued', 'unknown', 'read']), 'unknown')
  })

  it('does not depend on their order', () => {
    const parts = fc.array(outbound, { minLength: 1, maxLength: 5 })
    fc.assert(fc.property(parts, all => assert.equal(statusOfParts(all), statusOfParts(all.toReversed()))))
  })
})

describe('The status of what was sent again', () => {
  it('is that of the newest attempt', () => {
    assert.equal(statusOfAttempts(['failed', 'queued']), 'queued')
    assert.equal(statusOfAttempts(['unknown', 'failed']), 'failed')
    assert.equal(statusOfAttempts(['unknown', 'failed', 'sent']), 'sent')
  })

  it('is that of an earlier one which turns out to have got further', () => {
    assert.equal(statusOfAttempts(['delivered', 'queued']), 'delivered')
    assert.equal(statusOfAttempts(['sent', 'failed']), 'sent')
    assert.equal(statusOfAttempts(['sent', 'read']), 'read')
  })

  it('is the status itself where there is one attempt', () => {
    fc.assert(fc.property(outbound, only => assert.equal(statusOfAttempts([only]), only)))
  })
})
