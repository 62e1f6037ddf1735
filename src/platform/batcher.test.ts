import assert from 'node:assert/strict'
import { createBatcher, WrongNumberOfResults } from './batcher.ts'

/** A writer that finishes only when told, and remembers what it was given. */
function slowWriter(isBad: (item: number) => boolean = () => false) {
  const writes: (readonly number[])[] = []
  const doors: (() => void)[] = []
  const write = async (items: readonly number[]) => {
    writes.push(items)
    await new Promise<void>(open => doors.push(open))
    if (items.some(isBad)) throw new Error(`bad: ${items.filter(isBad).join()}`)
    return items.map(item => item * 10)
  }
  const finishNext = async () => {
    doors.shift()?.()
    await new Promise(setImmediate)
  }
  return { writes, write, finishNext }
}

describe('A batcher', () => {
  it('writes a single item at once, as an array of one', async () => {
    const { writes, write, finishNext } = slowWriter()
    const batcher = createBatcher({ write, maxSize: 50, writers: 2 })
    const result = batcher.add(1)

    assert.deepEqual(writes, [[1]])
    await finishNext()
    assert.equal(await result, 10)
  })

  it('gathers while its writers are busy, and lets the first free one take all, up to the greatest size', async () => {
    const { writes, write, finishNext } = slowWriter()
    const batcher = createBatcher({ write, maxSize: 3, writers: 2 })
    const results = [1, 2, 3, 4, 5, 6].map(item => batcher.add(item))
    assert.deepEqual(writes, [[1], [2]])

    await finishNext()
    assert.deepEqual(writes, [[1], [2], [3, 4, 5]])
    await finishNext()
    assert.deepEqual(writes, [[1], [2], [3, 4, 5], [6]])
    await finishNext()
    await finishNext()
    assert.deepEqual(await Promise.all(results), [10, 20, 30, 40, 50, 60])
  })

  it('redoes a failed write one by one, so that a bad item fails alone', async () => {
    const write = async (items: readonly number[]) => {
      await new Promise(setImmediate)
      if (items.includes(3)) throw new Error('three')
      return items
    }
    const batcher = createBatcher({ write, maxSize: 50, writers: 1 })
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(item => batcher.add(item)))

    assert.deepEqual(
      outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message)),
      [1, 2, 'three', 4]
    )
  })

  it('fails the whole write when told that isolating is of no use', async () => {
    const { writes, write, finishNext } = slowWriter(item => item === 2)
    const batcher = createBatcher({ write, maxSize: 50, writers: 1, isolates: () => false })
    const all = Promise.allSettled([1, 2, 3].map(item => batcher.add(item)))
    await finishNext()
    await finishNext()

    assert.deepEqual(
      (await all).map(outcome => outcome.status),
      ['fulfilled', 'rejected', 'rejected']
    )
    assert.deepEqual(writes, [[1], [2, 3]])
  })

  it('is not stopped by a write that throws at once, and goes on with the next', async () => {
    let broken = true
    const batcher = createBatcher({
      maxSize: 50,
      writers: 2,
      write: (items: readonly string[]) => {
        if (broken) throw new Error('no connection')
        return Promise.resolve(items)
      }
    })
    await assert.rejects(batcher.add('a'), /no connection/)
    broken = false
    assert.equal(await batcher.add('b'), 'b')
  })

  it('neither guesses nor repeats when the number of results is wrong', async () => {
    let writes = 0
    const batcher = createBatcher({
      maxSize: 50,
      writers: 1,
      write: async (items: readonly number[]) => {
        writes++
        await new Promise(setImmediate)
        return items.length > 1 ? items.slice(1) : items
      }
    })
    const [first, second, third] = await Promise.allSettled([1, 2, 3].map(item => batcher.add(item)))
    assert.equal(first?.status, 'fulfilled')
    for (const outcome of [second, third])
      assert.ok(outcome?.status === 'rejected' && outcome.reason instanceof WrongNumberOfResults)
    assert.equal(writes, 2)
  })

  it('tells when all is written', async () => {
    const { write, finishNext } = slowWriter()
    const batcher = createBatcher({ write, maxSize: 1, writers: 1 })
    await batcher.idle()

    const results = Promise.all([batcher.add(1), batcher.add(2)])
    let idle = false
    const wait = batcher.idle().then(() => {
      idle = true
    })
    await finishNext()
    assert.equal(idle, false)
    await finishNext()
    await Promise.all([wait, results])
  })

  it('gives every one of 20,000 items its own result, in few writes', async () => {
    let writes = 0
    const write = async (items: readonly number[]) => {
      writes++
      await new Promise(setImmediate)
      return items.map(String)
    }
    const batcher = createBatcher({ write, maxSize: 500, writers: 2 })
    const results = await Promise.all(Array.from({ length: 20_000 }, (_, item) => batcher.add(item)))
    assert.ok(results.every((result, item) => result === String(item)))
    assert.equal(writes, 42)
  })
})
