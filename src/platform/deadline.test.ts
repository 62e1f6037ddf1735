import assert from 'node:assert/strict'
import { TimedOut, within } from './deadline.ts'

describe('A deadline', () => {
  it('lets through what comes in time', async () => {
    assert.equal(await within(1000, Promise.resolve(7)), 7)
    await assert.rejects(within(1000, Promise.reject(new Error('own'))), /own/)
  })

  it('ends what does not', async () => {
    await assert.rejects(within(5, new Promise(() => {})), TimedOut)
  })

  it('keeps no unheard failure when something fails too late', async () => {
    let fail = (_: Error) => {}
    const late = new Promise<void>((_, reject) => {
      fail = reject
    })
    await assert.rejects(within(5, late), TimedOut)
    fail(new Error('too late'))
    await new Promise(setImmediate)
  })
})
