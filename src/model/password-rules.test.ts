import assert from 'node:assert/strict'
import { asTyped, mustBeGoodPassword } from './password-rules.ts'

const refused = { reason: 'bad_data', complaints: [{ path: 'password', message: /./ }] }

function assertRefused(password: string): void {
  assert.throws(
    () => mustBeGoodPassword(password, 'ada.lovelace@example.org'),
    (error: Error & { reason?: string; complaints?: { path: string }[] }) =>
      error.reason === refused.reason && error.complaints?.[0]?.path === 'password',
    password
  )
}

describe('A password', () => {
  it('has 8 to 256 characters, counted as people count', () => {
    assertRefused('short77')
    assertRefused('🦜🦜🦜🦜🦜🦜🦜')
    mustBeGoodPassword('abcdefg8', 'a@b.c')
    mustBeGoodPassword(`${'ab'.repeat(127)}🦜🐦`, 'a@b.c')
    assertRefused('ab'.repeat(129))
  })

  it('is none of those that are tried first', () => {
    for (const common of ['password', 'PassWord123', '12345678', 'qwertyuiop', 'zzzzzzzzzz']) assertRefused(common)
  })

  it('is not the e-mail address', () => {
    assertRefused('Ada.Lovelace@example.org')
    assertRefused('ada.lovelace')
  })

  it('is the same however its accents are composed', () => {
    assert.equal(asTyped('cafe\u0301-noir'), asTyped('caf\u00e9-noir'))
  })
})
