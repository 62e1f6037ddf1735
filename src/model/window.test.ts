import assert from 'node:assert/strict'
import { isWindowOpen, laterOf, windowAfter, windowOpenedAt } from './window.ts'

const SAID = '2026-03-01T12:00:00.000Z'
const END = '2026-03-02T12:00:00.000Z'

describe('The window for free text', () => {
  it('lasts its hours from what the customer said, by the provider’s clock', () => {
    assert.equal(windowAfter(SAID, 24), END)
    assert.equal(windowAfter('2026-03-01T13:00:00+01:00', 24), END)
  })

  it('is open until its last millisecond', () => {
    assert.equal(isWindowOpen(END, 24, new Date('2026-03-02T11:59:59.999Z')), true)
    assert.equal(isWindowOpen(END, 24, new Date(END)), false)
  })

  it('tells when the customer wrote last', () => {
    assert.equal(windowOpenedAt(END, 24), SAID)
    assert.equal(windowOpenedAt(null, 24), null)
    assert.equal(windowOpenedAt(END, null), null)
  })

  it('is closed until the customer has written', () => {
    assert.equal(isWindowOpen(null, 24, new Date(SAID)), false)
  })

  it('never closes on a channel that has none', () => {
    assert.equal(windowAfter(SAID, null), null)
    for (const expires of [null, SAID]) assert.equal(isWindowOpen(expires, null, new Date(END)), true)
  })

  it('is never shortened by what comes late', () => {
    assert.equal(laterOf(END, SAID), END)
    assert.equal(laterOf(SAID, END), END)
    assert.equal(laterOf(null, END), END)
    assert.equal(laterOf(END, null), END)
    assert.equal(laterOf(null, null), null)
  })
})
