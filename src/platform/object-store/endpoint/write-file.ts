import { createWriteStream } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createSum } from './checksum.ts'
import { mustBeKept, type Payload } from './payload.ts'
import { S3Refusal } from './s3-refusal.ts'

export interface SizeBounds {
  readonly least: number
  readonly most: number
}

export interface Written {
  readonly size: number
  /** MD5 in hexadecimal, as S3 names versions of an object. */
  readonly etag: string
}

/** So much of the disk stays free: a full one would stop the database beside it. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024

/**
 * Writes a new file whole and to the disk itself, or leaves none.
 * @throws S3Refusal when the bytes are not as promised
 */
export async function writeFile(path: string, payload: Payload, bounds: SizeBounds): Promise<Written> {
  const { stream, size, promises } = payload
  if (size !== null && size > bounds.most) throw new S3Refusal('EntityTooLarge')
  const md5 = createSum('md5')
  let bytes = 0
  const gauge = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > bounds.most) return done(new S3Refusal('EntityTooLarge'))
      for (const { sum } of promises) sum.update(chunk)
      md5.update(chunk)
      done(null, chunk)
    }
  })
  try {
    await pipeline(stream, gauge, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
    if (size !== null && bytes !== size) throw new S3Refusal('IncompleteBody')
    if (bytes < bounds.least) throw new S3Refusal('EntityTooSmall')
    mustBeKept(promises)
    return { size: bytes, etag: md5.digest().toString('hex') }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Bytes of our own, about which nobody promised anything. */
export function plainPayload(stream: Readable, size: number | null = null): Payload {
  return { stream, size, promises: [] }
}

/** Makes names in a directory survive a power cut. Windows knows no such thing. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/** @throws S3Refusal `StorageFull` */
export async function mustHaveRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  if (bavail * bsize - bytes < LEAST_FREE_BYTES) throw new S3Refusal('StorageFull', 'the disk is full')
}
