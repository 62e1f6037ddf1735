import assert from 'node:assert/strict'
import { createManualClock } from '../platform/clock.ts'
import { createTypingSigns } from './typing-signs.ts'

describe('Signs of typing', () => {
  it('are shown once as long as they last, and renewed shortly before they are gone', () => {
    const clock = createManualClock(new Date())
    const signs = createTypingSigns(clock)
    const show = () => signs.change('1/a', true, 25)
    assert.deepEqual([show(), show()], [true, false])
    clock.forward({ seconds: 19 })
    assert.equal(show(), false)
    clock.forward({ seconds: 2 })
    assert.equal(show(), true)
  })

  it('are taken away once, and then shown anew', () => {
    const signs = createTypingSigns(createManualClock(new Date()))
    assert.equal(signs.change('1/a', false, 25), false)
    signs.change('1/a', true, 25)
    assert.deepEqual([signs.change('1/a', false, 25), signs.change('1/a', false, 25)], [true, false])
    assert.equal(signs.change('1/a', true, 25), true)
  })
})
