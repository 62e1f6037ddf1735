import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'

export interface Measured {
  readonly size: number
  /** Hex, lower case. */
  readonly sha256: string
}

export interface Meter {
  /** The same bytes; those that have passed are counted. */
  readonly body: Readable
  /** What has passed so far; the whole, once `body` has been read to its end. */
  measured(): Measured
}

/** Lets bytes pass, and knows how many there were and what their digest is. */
export function measure(body: AsyncIterable<Uint8Array>): Meter {
  const hash = createHash('sha256')
  let size = 0
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      size += chunk.length
      hash.update(chunk)
      yield chunk
    }
  }
  return {
    body: Readable.from(passing(), { objectMode: false }),
    measured: () => ({ size, sha256: hash.copy().digest('hex') })
  }
}

/** The first bytes of a stream (fewer only when there are no more), and the stream with them still in it. */
export async function peek(
  body: Readable,
  bytes: number
): Promise<{ readonly head: Buffer; readonly body: AsyncIterable<Uint8Array> }> {
  const iterator: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let size = 0
  while (size < bytes) {
    const { done, value } = await iterator.next()
    if (done) break
    chunks.push(value)
    size += value.length
  }
  return { head: Buffer.concat(chunks).subarray(0, bytes), body: rejoined(chunks, iterator) }
}

async function* rejoined(chunks: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
