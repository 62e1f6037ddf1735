import assert from 'node:assert/strict'
import { Busy, createSemaphore } from './semaphore.ts'

describe('A semaphore', () => {
  it('lets no more run than it has places, in the order they came', async () => {
    const semaphore = createSemaphore({ places: 2 })
    const order: number[] = []
    let running = 0
    let most = 0
    await Promise.all(
      [1, 2, 3, 4, 5].map(number =>
        semaphore.run(async () => {
          most = Math.max(most, ++running)
          order.push(number)
          await new Promise(setImmediate)
          running--
        })
      )
    )
    assert.equal(most, 2)
    assert.deepEqual(order, [1, 2, 3, 4, 5])
    assert.equal(semaphore.size, 0)
  })

  it('gives its place back when a task fails', async () => {
    const semaphore = createSemaphore({ places: 1 })
    await assert.rejects(
      semaphore.run(() => Promise.reject(new Error('no'))),
      /no/
    )
    assert.equal(await semaphore.run(async () => 'yes'), 'yes')
  })

  it('turns away whom it has no room for', async () => {
    const semaphore = createSemaphore({ places: 1, maxWaiting: 1 })
    let open = () => {}
    const first = semaphore.run(
      () =>
        new Promise<void>(resolve => {
          open = resolve
        })
    )
    const second = semaphore.run(async () => 2)
    await assert.rejects(
      semaphore.run(async () => 3),
      Busy
    )
    assert.equal(semaphore.size, 2)
    open()
    await first
    assert.equal(await second, 2)
  })
})
