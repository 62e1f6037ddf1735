/** Group commit that never waits: while one batch is being written the next gathers. */
export interface Batcher<Item, Result> {
  /** Resolves or rejects with what became of this very item. */
  add(item: Item): Promise<Result>
  /** Resolves when nothing is waiting or being written. */
  idle(): Promise<void>
}

export interface BatcherOptions<Item, Result> {
  /** Writes all items or none, and answers in their order. One item when there is one: it may take a cheaper way. */
  write(items: readonly Item[]): Promise<readonly Result[]>
  /** Most items of one batch. */
  maxSize: number
  /** Batches under way at once; two keep the disk busy, more gain nothing. */
  writers: number
  /** Whether a batch that failed with this error is written again item by item. Default: always. */
  isolates?(error: unknown): boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/** The write answered for more or fewer items than it was given; what became of them is not known. */
export class WrongNumberOfResults extends Error {
  override name = 'WrongNumberOfResults'
}

/**
 * An idle writer takes what is there at once; while all are busy the next items gather. A batch that fails is written
 * again item by item, so that a bad one never fails its neighbours.
 * @throws RangeError without room for an item or a writer
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxSize, writers, isolates = () => true } = options
  if (maxSize < 1 || writers < 1) throw new RangeError('a batcher needs room for an item and a writer')

  let gathered: Waiting<Item, Result>[] = []
  let busyWriters = 0
  let underWay = 0
  let whenIdle: (() => void)[] = []

  return {
    add: item =>
      new Promise((resolve, reject) => {
        gathered.push({ item, resolve, reject })
        if (busyWriters < writers) void keepWriting()
      }),
    idle: () =>
      new Promise(resolve => {
        if (underWay + gathered.length === 0) resolve()
        else whenIdle.push(resolve)
      })
  }

  async function keepWriting(): Promise<void> {
    busyWriters++
    while (gathered.length > 0) {
      const batch = take()
      underWay += batch.length
      await settle(batch)
      underWay -= batch.length
    }
    busyWriters--
    if (underWay === 0) tellIdle()
  }

  function take(): Waiting<Item, Result>[] {
    if (gathered.length > maxSize) return gathered.splice(0, maxSize)
    const all = gathered
    gathered = []
    return all
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      answer(batch, await options.write(batch.map(waiting => waiting.item)))
    } catch (error) {
      const alone = batch.length === 1 || error instanceof WrongNumberOfResults || !isolates(error)
      if (alone) for (const waiting of batch) waiting.reject(error)
      else for (const waiting of batch) await settle([waiting])
    }
  }

  function tellIdle(): void {
    const listeners = whenIdle
    whenIdle = []
    for (const listener of listeners) listener()
  }
}

function answer<Item, Result>(batch: readonly Waiting<Item, Result>[], results: readonly Result[]): void {
  if (results.length !== batch.length)
    throw new WrongNumberOfResults(`${results.length} results for ${batch.length} items`)
  results.forEach((result, index) => {
    batch[index]?.resolve(result)
  })
}
