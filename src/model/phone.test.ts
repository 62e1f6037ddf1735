import assert from 'node:assert/strict'
import { canonicalPhone } from './phone.ts'

describe('A phone number', () => {
  it('is written in one way, with its country where it is told', () => {
    assert.equal(canonicalPhone(' +90 (532) 123-45.67 '), '+905321234567')
    assert.equal(canonicalPhone('0090 532 123 45 67'), '+905321234567')
    assert.equal(canonicalPhone('0532 123 45 67'), '05321234567')
    assert.equal(canonicalPhone('＋９０５３２１２３４５６７'), '+905321234567')
    assert.equal(canonicalPhone(canonicalPhone('+1/555-0100') ?? ''), '+15550100')
  })

  it('is nothing with letters, without digits or longer than E.164', () => {
    for (const typed of ['', '+', 'call me', '+1 800 FLOWERS', '12', '+1234567890123456', '1+234', '++1234'])
      assert.equal(canonicalPhone(typed), null, typed)
  })
})
