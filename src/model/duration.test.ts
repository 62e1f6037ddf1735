import assert from 'node:assert/strict'
import { secondsOf } from './duration.ts'

describe('A duration', () => {
  it('is read in days, hours, minutes and seconds', () => {
    assert.equal(secondsOf('PT1M'), 60)
    assert.equal(secondsOf('PT90S'), 90)
    assert.equal(secondsOf('P1DT2H3M4S'), 93_784)
    assert.equal(secondsOf('P30D'), 2_592_000)
  })

  it('is nothing else', () => {
    for (const text of [
      '',
      'P',
      'PT',
      'P1',
      'P1M',
      'P1Y',
      'P1W',
      '1D',
      'PT-1M',
      'PT1.5H',
      'P1D ',
      'pt1m',
      'P1DT',
      'P99999D'
    ])
      assert.equal(secondsOf(text), null, text)
  })
})
