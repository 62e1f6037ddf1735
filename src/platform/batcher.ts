/** Group commit that never waits: while one batch is being written the next gathers. */
export interface Batcher<Item, Result> {
  /** Resolves or rejects with what became of this very item. */
  add(item: Item): Promise<Result>
  /** Resolves when nothing is waiting or being written. */
  idle(): Promise<void>
}

export interface BatcherOptions<Item, Result> {
  /** Writes items and answers in their order. One item when there is one, so that it may take a cheaper way. */
  write(items: readonly Item[]): Promise<readonly Result[]>
  /** Most items of one batch. */
  maxSize: number
  /** Batches under way at once; two keep the disk busy, more gain nothing. */
  writers: number
}

interface Waiting<Item, Result> {
  readonly item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/** A batch that fails is written again item by item, so that a bad one never fails its neighbours. */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  let queue: Waiting<Item, Result>[] = []
  let writing = 0
  let whenIdle: (() => void)[] = []

  function next(): void {
    while (writing < options.writers && queue.length > 0) {
      const batch = queue.length <= options.maxSize ? queue : queue.slice(0, options.maxSize)
      queue = queue.length <= options.maxSize ? [] : queue.slice(options.maxSize)
      writing++
      void write(batch).finally(() => {
        writing--
        next()
      })
    }
    if (writing > 0 || queue.length > 0) return
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }

  async function write(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      answer(batch, await options.write(batch.map(each => each.item)))
    } catch (error) {
      const [only] = batch
      if (batch.length === 1) only?.reject(error)
      else for (const one of batch) await write([one])
    }
  }

  return {
    add: item =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject })
        next()
      }),
    idle: () =>
      new Promise(resolve => {
        whenIdle.push(resolve)
        next()
      })
  }
}

function answer<Item, Result>(batch: readonly Waiting<Item, Result>[], results: readonly Result[]): void {
  if (results.length !== batch.length) throw new Error(`wrote ${batch.length} items and got ${results.length} answers`)
  results.forEach((result, index) => {
    batch[index]?.resolve(result)
  })
}
