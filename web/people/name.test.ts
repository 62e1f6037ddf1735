import assert from 'node:assert/strict'
import { contactName, initials, shortName, tintOf } from './name.ts'

const nobody = { first_name: null, last_name: null, phone: null, email: null }

describe('Names', () => {
  it('fall back to how somebody is reached', () => {
    assert.equal(contactName({ ...nobody, first_name: 'Ada', last_name: 'Okafor', phone: '+1' }), 'Ada Okafor')
    assert.equal(contactName({ ...nobody, first_name: ' ', phone: '+15550100' }), '+15550100')
    assert.equal(contactName({ ...nobody, email: 'ada@example.org' }), 'ada@example.org')
    assert.equal(contactName(nobody), 'Unknown')
  })

  it('give two letters of any script, and none of a number', () => {
    const all = ['Ada Okafor', 'Ada Lovelace King', 'ada', 'Élodie Martin', '田中 裕', '+1 555', '🦄 Una', '  '].map(
      initials
    )
    assert.deepEqual(all, ['AO', 'AK', 'A', 'ÉM', '田裕', '', '🦄U', ''])
  })

  it('are cut where there is little room, and never within a letter', () => {
    assert.equal(shortName('Ada Okafor'), 'Ada Okafor')
    assert.equal(shortName('👩🏽‍🚀'.repeat(30)), `${'👩🏽‍🚀'.repeat(24)}…`)
    assert.equal(shortName('Ada Augusta King-Noel of Lovelace'), 'Ada Augusta King-Noel of…')
  })

  it('keep their colour', () => {
    assert.equal(tintOf(12, 8), tintOf('12', 8))
    const tints = new Set(Array.from({ length: 100 }, (_, id) => tintOf(id, 8)))
    assert.equal(tints.size, 8)
  })
})
