import assert from 'node:assert/strict'
import { personAt } from './person-at.ts'

describe('Whom a typed number names on WhatsApp', () => {
  it('is the wa_id, however the number is written', () => {
    for (const typed of ['+1 (555) 000-1111', '0015550001111', '15550001111'])
      assert.deepEqual(personAt(typed), { addresses: ['15550001111'], phone: '+15550001111' }, typed)
  })

  it('is nobody for what is no number with its country', () => {
    for (const typed of ['0151 234567', 'Ada', '', '12345', '+1555000111122223'])
      assert.equal(personAt(typed), undefined, typed)
  })
})
