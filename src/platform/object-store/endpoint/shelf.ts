import { createHash, randomUUID } from 'node:crypto'
import {
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  opendir,
  readFile,
  rename,
  rm,
  stat,
  writeFile
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Payload } from './payload.ts'
import { S3Refusal } from './s3-refusal.ts'
import { mustHaveRoom, type SizeBounds, syncDirectory, writeFile as writeBytes } from './write-file.ts'

/** What is kept beside an object's bytes. */
export interface About {
  readonly content_type: string
  readonly content_disposition: string | null
  /** Headers `x-amz-meta-…`. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface Entry extends About {
  readonly key: string
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modified_at: string
  /** The file with the bytes. It is never changed, only replaced by another. */
  readonly file: string
}

/**
 * The objects of one bucket on a disk. Keys become file names by their hash, so none can lead out of the directory, be
 * too long or differ from another in case alone. An object is its entry: renaming it into place is what makes new bytes
 * the object's, all at once.
 */
export interface Shelf {
  readonly directory: string
  write(key: string, about: About, payload: Payload, bounds: SizeBounds, etag?: (md5: string) => string): Promise<Entry>
  /** The same bytes under another key, without moving them where the disk can do so. */
  copy(from: Entry, key: string, about: About): Promise<Entry>
  find(key: string): Promise<Entry | null>
  /** The entry and its bytes, which stay readable whatever happens to the object. */
  open(key: string): Promise<{ readonly entry: Entry; readonly handle: FileHandle } | null>
  remove(key: string): Promise<void>
  entries(): AsyncGenerator<Entry>
  /** Removes bytes that belong to no object: what a crash left behind, older than a day. */
  sweep(now: Date): Promise<number>
}

const DAY_MS = 86_400_000
const ENTRY = /^[0-9a-f]{64}\.json$/
const MOST_TRIES = 5

export function openShelf(directory: string): Shelf {
  const placeOf = (key: string): string => {
    const hash = createHash('sha256').update(key).digest('hex')
    return join(directory, 'objects', hash.slice(0, 2), hash)
  }

  async function settle(place: string, entry: Entry): Promise<Entry> {
    const before = await readEntry(`${place}.json`)
    const fresh = `${place}.${randomUUID()}.new`
    await writeFile(fresh, JSON.stringify(entry), { flag: 'wx', mode: 0o600, flush: true })
    await rename(fresh, `${place}.json`)
    await syncDirectory(dirname(place))
    if (before) await rm(join(dirname(place), before.file), { force: true })
    return entry
  }

  async function make(place: string): Promise<string> {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    return `${place}.${randomUUID()}`
  }

  return {
    directory,
    async write(key, about, payload, bounds, etag = md5 => md5) {
      const place = placeOf(key)
      const path = await make(place)
      await mustHaveRoom(dirname(place), payload.size ?? 0)
      const written = await writeBytes(path, payload, bounds)
      return settle(place, { ...about, key, size: written.size, etag: etag(written.etag), ...named(path) })
    },
    async copy(from, key, about) {
      const place = placeOf(key)
      const path = await make(place)
      const source = join(dirname(placeOf(from.key)), from.file)
      await link(source, path).catch(() => copyFile(source, path))
      return settle(place, { ...about, key, size: from.size, etag: from.etag, ...named(path) })
    },
    find: key => readEntry(`${placeOf(key)}.json`),
    async open(key) {
      const place = placeOf(key)
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const entry = await readEntry(`${place}.json`)
        if (!entry) return null
        const handle = await open(join(dirname(place), entry.file), 'r').catch(unlessMissing)
        if (handle) return { entry, handle }
        // Replaced between the two looks.
      }
      throw new S3Refusal('InternalError', 'an object has lost its bytes')
    },
    async remove(key) {
      const place = placeOf(key)
      const entry = await readEntry(`${place}.json`)
      if (!entry) return
      await rm(`${place}.json`, { force: true })
      await rm(join(dirname(place), entry.file), { force: true })
      await syncDirectory(dirname(place))
    },
    async *entries() {
      for await (const { path, name } of filesOf(join(directory, 'objects'))) {
        const entry = ENTRY.test(name) ? await readEntry(path) : null
        if (entry) yield entry
      }
    },
    async sweep(now) {
      let swept = 0
      for await (const { path, name, hash } of filesOf(join(directory, 'objects'))) {
        if (ENTRY.test(name) || (await modifiedAt(path)) > now.getTime() - DAY_MS) continue
        const entry = await readEntry(join(dirname(path), `${hash}.json`))
        if (entry?.file === name) continue
        await rm(path, { force: true })
        swept++
      }
      return swept
    }
  }
}

function named(path: string): { file: string; modified_at: string } {
  return { file: path.slice(dirname(path).length + 1), modified_at: new Date().toISOString() }
}

async function readEntry(path: string): Promise<Entry | null> {
  const text = await readFile(path, 'utf8').catch(unlessMissing)
  return text === null ? null : JSON.parse(text)
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(unlessMissing))?.mtimeMs ?? 0
}

async function* filesOf(directory: string): AsyncGenerator<{ path: string; name: string; hash: string }> {
  for await (const drawer of (await opendir(directory).catch(unlessMissing)) ?? []) {
    for await (const { name } of await opendir(join(directory, drawer.name))) {
      yield { path: join(directory, drawer.name, name), name, hash: name.split('.')[0] ?? '' }
    }
  }
}

/** @throws whatever else went wrong */
export function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
