import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'

const MOST_AT_ONCE = 100
/** Nobody is let in to write after minutes; whoever has not confirmed after a day never will. */
const DAY_MS = 86_400_000

// Bytes under a key that became a file's are the file's now.
const OLD = `
  select u.organization_id, u.id, array(
    select key from unnest(u.bucket_key || u.kept_keys) key
    where not exists (select from files f where f.organization_id = u.organization_id and f.bucket_key = key)
  ) as keys
  from uploads u where u.created_at < $1 order by u.created_at limit ${MOST_AT_ONCE}`

interface OldUpload {
  readonly organization_id: number
  readonly id: string
  readonly keys: readonly string[]
}

/**
 * Forgets uploads that are a day old, and removes what was put there and became no file. True: there may be more.
 * The bytes go first, so that a key is written down for as long as anything lies under it.
 */
export async function sweepUploads({ database, store }: House, now: Date): Promise<boolean> {
  const uploads = await database.query<OldUpload>(prepared(OLD, [new Date(now.getTime() - DAY_MS).toISOString()]))
  if (uploads.length === 0) return false
  await store.remove(uploads.flatMap(upload => upload.keys))
  await database.query(
    prepared(
      `delete from uploads u using unnest($1::bigint[], $2::uuid[]) as w(organization_id, id)
       where u.organization_id = w.organization_id and u.id = w.id`,
      [uploads.map(upload => upload.organization_id), uploads.map(upload => upload.id)]
    )
  )
  return uploads.length === MOST_AT_ONCE
}
