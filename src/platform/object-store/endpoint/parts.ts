import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, opendir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isUuid } from '../../ids.ts'
import type { Payload } from './payload.ts'
import { S3Refusal } from './s3-refusal.ts'
import { type About, type Entry, type Shelf, unlessMissing } from './shelf.ts'
import { mustHaveRoom, plainPayload, type SizeBounds, writeFile as writeBytes } from './write-file.ts'

/** A part as the client names it when it puts the object together. */
export interface PartName {
  readonly number: number
  /** Without quotes. */
  readonly etag: string
}

/** Uploads in parts, of one bucket. */
export interface Parts {
  begin(key: string, about: About): Promise<string>
  /** Answers the part's ETag. */
  write(uploadId: string, key: string, number: number, payload: Payload): Promise<string>
  complete(uploadId: string, key: string, names: readonly PartName[], shelf: Shelf): Promise<Entry>
  abort(uploadId: string, key: string): Promise<void>
  /** Removes uploads that nobody has touched for a day. */
  sweep(now: Date): Promise<number>
}

interface Begun {
  readonly key: string
  readonly about: About
}

const MOST_PARTS = 10_000
const LEAST_PART_BYTES = 5 * 1024 * 1024
const DAY_MS = 86_400_000

export function openParts(root: string, bounds: SizeBounds): Parts {
  const directory = join(root, 'parts')

  async function mustBeBegun(uploadId: string, key: string): Promise<Begun & { readonly place: string }> {
    const place = join(directory, isUuid(uploadId) ? uploadId : 'none')
    const text = await readFile(join(place, 'about.json'), 'utf8').catch(unlessMissing)
    const begun: Begun | null = text === null ? null : JSON.parse(text)
    if (begun?.key !== key) throw new S3Refusal('NoSuchUpload')
    return { ...begun, place }
  }

  return {
    async begin(key, about) {
      const uploadId = randomUUID()
      await mkdir(join(directory, uploadId), { recursive: true, mode: 0o700 })
      await writeFile(join(directory, uploadId, 'about.json'), JSON.stringify({ key, about } satisfies Begun))
      return uploadId
    },
    async write(uploadId, key, number, payload) {
      const { place } = await mustBeBegun(uploadId, key)
      if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) throw new S3Refusal('InvalidArgument')
      await mustHaveRoom(place, payload.size ?? 0)
      const fresh = join(place, `${randomUUID()}.new`)
      const { etag } = await writeBytes(fresh, payload, { least: 0, most: bounds.most })
      await rename(fresh, join(place, fileOf({ number, etag })))
      return etag
    },
    async complete(uploadId, key, names, shelf) {
      const { place, about } = await mustBeBegun(uploadId, key)
      mustAscend(names)
      const paths = names.map(name => join(place, fileOf(name)))
      const size = await sizeTogether(paths)
      const payload = plainPayload(Readable.from(oneAfterAnother(paths), { objectMode: false }), size)
      const entry = await shelf.write(key, about, payload, bounds, md5 => `${md5}-${names.length}`)
      await rm(place, { recursive: true, force: true })
      return entry
    },
    async abort(uploadId, key) {
      const { place } = await mustBeBegun(uploadId, key)
      await rm(place, { recursive: true, force: true })
    },
    async sweep(now) {
      let swept = 0
      for await (const { name } of (await opendir(directory).catch(unlessMissing)) ?? []) {
        const place = join(directory, name)
        if (!(await isDead(place, now))) continue
        await rm(place, { recursive: true, force: true })
        swept++
      }
      return swept
    }
  }
}

function fileOf({ number, etag }: PartName): string {
  if (!/^[0-9a-f]{32}$/.test(etag)) throw new S3Refusal('InvalidPart')
  return `${String(number).padStart(5, '0')}-${etag}`
}

function mustAscend(names: readonly PartName[]): void {
  if (names.length === 0 || names.length > MOST_PARTS) throw new S3Refusal('MalformedXML')
  for (const [index, { number }] of names.entries()) {
    const before = names[index - 1]?.number ?? 0
    if (!(number > before)) throw new S3Refusal('InvalidPartOrder')
  }
}

async function sizeTogether(paths: readonly string[]): Promise<number> {
  let sum = 0
  for (const [index, path] of paths.entries()) {
    const found = await stat(path).catch(unlessMissing)
    if (!found) throw new S3Refusal('InvalidPart')
    if (found.size < LEAST_PART_BYTES && index < paths.length - 1) throw new S3Refusal('EntityTooSmall')
    sum += found.size
  }
  return sum
}

async function* oneAfterAnother(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path)
}

async function isDead(place: string, now: Date): Promise<boolean> {
  const names = await readdir(place).catch(unlessMissing)
  if (!names) return false
  const times = await Promise.all(['.', ...names].map(name => stat(join(place, name)).catch(unlessMissing)))
  return times.every(each => each === null || each.mtimeMs < now.getTime() - DAY_MS)
}
