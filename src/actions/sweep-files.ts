import { prepared } from '../platform/set-wise.ts'
import type { House } from './scope.ts'

const MOST_AT_ONCE = 100
/** Whoever has just been given a link may be following it. */
const GRACE_MS = 3_600_000

const DELETED = `
  select organization_id, id, bucket_key from files where deleted_at < $1::timestamptz order by deleted_at limit ${MOST_AT_ONCE}`

interface DeletedFile {
  readonly organization_id: number
  readonly id: string
  readonly bucket_key: string
}

/**
 * Removes the bytes of files that were deleted an hour ago, and then their rows, so that a key is written down for as
 * long as anything lies under it. True: there may be more.
 */
export async function sweepFiles({ database, store }: House, now: Date): Promise<boolean> {
  const files = await database.query<DeletedFile>(prepared(DELETED, [new Date(now.getTime() - GRACE_MS).toISOString()]))
  if (files.length === 0) return false
  await store.remove(files.map(file => file.bucket_key))
  await database.query(
    prepared(
      `delete from files f using unnest($1::bigint[], $2::uuid[]) as w(organization_id, id)
       where f.organization_id = w.organization_id and f.id = w.id and f.deleted_at is not null`,
      [files.map(file => file.organization_id), files.map(file => file.id)]
    )
  )
  return files.length === MOST_AT_ONCE
}
