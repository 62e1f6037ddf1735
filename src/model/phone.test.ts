import assert from 'node:assert/strict'
import { canonicalPhone, readPhone } from './phone.ts'

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

  it('tells its country, by the digits behind a shared code where there is one', () => {
    for (const [typed, country_code, country_iso] of [
      ['+905321234567', '+90', 'TR'],
      ['+15145550100', '+1', 'CA'],
      ['+12125550100', '+1', 'US'],
      ['+77011234567', '+7', 'KZ'],
      ['+79161234567', '+7', 'RU'],
      ['+441534123456', '+44', 'JE'],
      ['+8881234567', null, null],
      ['05321234567', null, null]
    ] as const)
      assert.deepEqual(readPhone(typed), { number: typed, country_code, country_iso }, typed)
  })

  it('gets the country that is said beside it', () => {
    const turkish = { number: '+905321234567', country_code: '+90', country_iso: 'TR' }
    for (const [typed, said] of [
      ['0532 123 45 67', { code: '+90' }],
      ['532 123 45 67', { code: '90', iso: 'TR' }],
      ['(0532) 1234567', { iso: 'tr' }],
      ['+90 532 123 45 67', { code: '+90', iso: 'TR' }]
    ] as const)
      assert.deepEqual(readPhone(typed, said), turkish, typed)
    assert.equal(readPhone('06 6982', { code: '+39' })?.number, '+39066982')
  })

  it('is nothing where its country and what is said of it differ', () => {
    for (const said of [{ code: '+49' }, { code: '+999' }, { code: '+90', iso: 'DE' }, { iso: 'DE' }, { iso: 'QQ' }])
      assert.equal(readPhone('+905321234567', said), null, JSON.stringify(said))
  })
})
