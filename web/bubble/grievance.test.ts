import assert from 'node:assert/strict'
import { ERROR_CLASSES } from '../../src/model/message.ts'
import { messageLike } from '../../test/support/message-like.ts'
import { words } from '../words/english.ts'
import { grievanceOf } from './grievance.ts'

describe('What went wrong', () => {
  it('is nothing while it is on its way, or there', () => {
    for (const status of ['queued', 'sending', 'sent', 'delivered', 'read', 'received'] as const)
      assert.equal(grievanceOf(messageLike({ status }), words), null)
  })

  it('is said for every class of error, with what to do', () => {
    for (const code of ERROR_CLASSES) {
      const error = { code, provider_code: '1', message: '(#1) failed', retryable: false }
      const grievance = grievanceOf(messageLike({ status: 'failed', error }), words)
      assert.match(grievance?.what ?? '', /^[A-Z].*\.$/)
      assert.match(grievance?.next ?? '', /^[A-Z].*\.$/)
    }
  })

  it('is doubt where nobody knows', () => {
    assert.equal(grievanceOf(messageLike({ status: 'unknown' }), words)?.isDoubt, true)
  })

  it('is in the words of the server where that refused', () => {
    const local = { state: 'failed', error: new Error('This contact is blocked.') } as const
    assert.equal(grievanceOf({ ...messageLike({ status: 'queued' }), local }, words)?.what, 'This contact is blocked.')
  })
})
