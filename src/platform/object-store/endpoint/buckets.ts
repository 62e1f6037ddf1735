import { mkdir, opendir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openParts, type Parts } from './parts.ts'
import { S3Refusal } from './s3-refusal.ts'
import { openShelf, type Shelf, unlessMissing } from './shelf.ts'
import type { SizeBounds } from './write-file.ts'

export interface Bucket {
  readonly name: string
  readonly shelf: Shelf
  readonly parts: Parts
  readonly bounds: SizeBounds
}

/** The buckets below one directory. */
export interface Buckets {
  /** @throws S3Refusal `NoSuchBucket` */
  open(name: string): Promise<Bucket>
  create(name: string): Promise<void>
  /** Browser origins that a bucket lets in, beside the endpoint's own. */
  originsOf(name: string): Promise<readonly string[]>
  allowOrigins(name: string, origins: readonly string[]): Promise<void>
  /** Removes what crashes and dead clients have left behind; answers how many things. */
  sweep(now: Date): Promise<number>
}

export interface BucketsOptions {
  readonly directory: string
  /** Is there from the beginning. */
  readonly firstBucket: string
  readonly mostObjectBytes: number
}

export function openBuckets({ directory, firstBucket, mostObjectBytes }: BucketsOptions): Buckets {
  const bounds = { least: 0, most: mostObjectBytes }
  const known = new Map<string, Bucket>()

  async function open(name: string): Promise<Bucket> {
    const found = known.get(name)
    if (found) return found
    const root = join(directory, name)
    if (name === firstBucket) await mkdir(root, { recursive: true, mode: 0o700 })
    else if (!(await stat(root).catch(unlessMissing))) throw new S3Refusal('NoSuchBucket')
    const bucket = { name, shelf: openShelf(root), parts: openParts(root, bounds), bounds }
    known.set(name, bucket)
    return bucket
  }

  return {
    open,
    async create(name) {
      await mkdir(join(directory, name), { recursive: true, mode: 0o700 })
    },
    async originsOf(name) {
      const text = await readFile(join(directory, name, 'origins.json'), 'utf8').catch(unlessMissing)
      return text === null ? [] : JSON.parse(text)
    },
    async allowOrigins(name, origins) {
      await open(name)
      const file = join(directory, name, 'origins.json')
      await writeFile(`${file}.new`, JSON.stringify(origins))
      await rename(`${file}.new`, file)
    },
    async sweep(now) {
      let swept = 0
      for await (const { name } of (await opendir(directory).catch(unlessMissing)) ?? []) {
        const { shelf, parts } = await open(name)
        swept += (await shelf.sweep(now)) + (await parts.sweep(now))
      }
      return swept
    }
  }
}
