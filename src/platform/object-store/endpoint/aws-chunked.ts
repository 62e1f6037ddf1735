import { Transform, type TransformCallback } from 'node:stream'
import { S3Refusal } from './s3-refusal.ts'

const LONGEST_LINE = 4_096
const MOST_TRAILERS = 10
const NEW_LINE = Buffer.from('\r\n')

/**
 * Unpacks `aws-chunked`: lines of a length, each followed by so many bytes, and behind the last one trailers with the
 * checksum that the sender could not know before.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class ChunkDecoder extends Transform {
  readonly trailers = new Map<string, string>()
  #rest: Buffer = Buffer.alloc(0)
  #state: 'length' | 'data' | 'end of data' | 'trailers' | 'done' = 'length'
  #left = 0

  override _transform(chunk: Buffer, _: string, done: TransformCallback): void {
    try {
      this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
      while (this.#step()) {
        // Each step takes something away.
      }
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }

  override _flush(done: TransformCallback): void {
    // The empty line behind the trailers is left out by some.
    const isWhole = this.#state === 'done' || (this.#state === 'trailers' && this.#rest.length === 0)
    done(isWhole ? null : new S3Refusal('IncompleteBody'))
  }

  #step(): boolean {
    if (this.#state === 'data') return this.#takeData()
    if (this.#state === 'done') {
      if (this.#rest.length > 0) throw new S3Refusal('InvalidRequest', 'something follows the last chunk')
      return false
    }
    const line = this.#takeLine()
    if (line === null) return false
    if (this.#state === 'length') this.#beginChunk(line)
    else if (this.#state === 'trailers') this.#takeTrailer(line)
    else if (line === '') this.#state = 'length'
    else throw new S3Refusal('InvalidRequest', 'a chunk is longer than it says')
    return true
  }

  #takeData(): boolean {
    if (this.#rest.length === 0) return false
    const piece = this.#rest.subarray(0, this.#left)
    this.#rest = this.#rest.subarray(piece.length)
    this.#left -= piece.length
    this.push(piece)
    if (this.#left === 0) this.#state = 'end of data'
    return true
  }

  #takeLine(): string | null {
    const end = this.#rest.indexOf(NEW_LINE)
    if (end > LONGEST_LINE || (end < 0 && this.#rest.length > LONGEST_LINE)) throw new S3Refusal('InvalidRequest')
    if (end < 0) return null
    const line = this.#rest.subarray(0, end).toString('latin1')
    this.#rest = this.#rest.subarray(end + NEW_LINE.length)
    return line
  }

  #beginChunk(line: string): void {
    const [, length] = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line) ?? []
    if (length === undefined) throw new S3Refusal('InvalidRequest', 'a chunk has no length')
    this.#left = Number.parseInt(length, 16)
    this.#state = this.#left === 0 ? 'trailers' : 'data'
  }

  #takeTrailer(line: string): void {
    if (line === '') {
      this.#state = 'done'
      return
    }
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
    if (!name || value === undefined || this.trailers.size >= MOST_TRAILERS) throw new S3Refusal('InvalidRequest')
    this.trailers.set(name.toLowerCase(), value.trim())
  }
}
