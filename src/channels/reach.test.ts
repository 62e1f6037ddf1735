import assert from 'node:assert/strict'
import { isWithinReach } from './reach.ts'

const META = 'https://graph.facebook.com'

describe('Whether a provider can follow a link', () => {
  for (const link of ['https://files.example.com/a', 'https://93.184.216.34/a', 'https://[2606:2800:220:1::1]/a']) {
    it(`says yes to ${link}`, () => {
      assert.equal(isWithinReach(link, META), true)
    })
  }

  for (const link of [
    'http://files.example.com/a',
    'https://localhost/a',
    'https://parley/a',
    'https://parley.local/a',
    'https://parley.test./a',
    'https://10.0.0.7/a',
    'https://192.168.1.9/a',
    'https://[::1]/a',
    'https://[fd00::1]/a',
    'https://[::ffff:10.0.0.7]/a',
    'no link'
  ]) {
    it(`says no to ${link}`, () => {
      assert.equal(isWithinReach(link, META), false)
    })
  }

  it('says yes to any link where the provider stands inside as well, or at the same place', () => {
    assert.equal(isWithinReach('http://10.0.0.7/a', 'http://127.0.0.1:4010'), true)
    assert.equal(isWithinReach('http://parley.example.com/a', 'http://parley.example.com/simulator'), true)
  })
})
