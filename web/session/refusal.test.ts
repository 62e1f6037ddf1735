import assert from 'node:assert/strict'
import { words } from '../words/english.ts'
import { complaintOf, organizationsIn } from './refusal.ts'

describe('A refusal at the door', () => {
  it('asks which organization, where there are several', () => {
    const data = { reason: 'choose_organization', organizations: [{ id: 1, name: 'Acme' }, { id: 'x' }] }
    assert.deepEqual(organizationsIn({ code: 400, data }), [{ id: 1, name: 'Acme' }])
    assert.deepEqual(organizationsIn({ code: 401, data: { reason: 'bad_login' } }), [])
    assert.deepEqual(organizationsIn(new Error('no line')), [])
  })

  it('is in the words of the server; where nobody answered, in ours', () => {
    assert.equal(complaintOf({ code: 401, message: 'The password is wrong.' }, words), 'The password is wrong.')
    assert.equal(complaintOf(new Error('xhr poll error'), words), words.session.unreachable)
  })
})
