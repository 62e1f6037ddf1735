import assert from 'node:assert/strict'
import { clearSelection, hasSelection, isSelected, select, selectAll, selection, toggle } from './selection.ts'

describe('A selection', () => {
  afterEach(clearSelection)

  it('picks out one by one, and puts back', () => {
    toggle(1)
    toggle(2)
    toggle(1)
    const now = selection.get()
    assert.deepEqual([isSelected(now, 1), isSelected(now, 2), hasSelection(now)], [false, true, true])
    toggle(2)
    assert.ok(!hasSelection(selection.get()))
  })

  it('of everything holds what is not loaded, and begins anew with one', () => {
    selectAll()
    assert.ok(isSelected(selection.get(), 4711))
    toggle(7)
    assert.deepEqual([isSelected(selection.get(), 7), isSelected(selection.get(), 4711)], [true, false])
  })

  it('is another value after each change, and never changes in place', () => {
    select([1, 2])
    const before = selection.get()
    toggle(3)
    assert.ok(!isSelected(before, 3))
    assert.notEqual(selection.get(), before)
  })
})
