import assert from 'node:assert/strict'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { createLoop } from './worker.ts'

describe('A loop', () => {
  it('does no piece of work twice at once, though it is woken while it is drained', async () => {
    const queue: string[] = []
    const done: string[] = []
    const loop = createLoop({ name: 'test', work, pollMs: 60_000, onError: error => assert.ifError(error) })
    async function work(): Promise<boolean> {
      await turnOfTheLoop()
      const [first] = queue
      if (first === undefined) return false
      await turnOfTheLoop()
      done.push(first)
      queue.splice(queue.indexOf(first), 1)
      return true
    }
    loop.start()
    await loop.drain()

    const drained = loop.drain()
    for (const word of ['one', 'two', 'three']) {
      queue.push(word)
      loop.wake()
    }
    assert.equal(await drained, true)
    await loop.drain()
    await loop.stop()
    assert.deepEqual(done, ['one', 'two', 'three'])
  })
})
