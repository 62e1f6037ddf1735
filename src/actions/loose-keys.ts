import { UNKNOWN_TYPE } from '../platform/file-types.ts'
import { newId } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'

/**
 * Writes down where bytes are about to lie that are no file yet: whatever happens meanwhile, what became no file
 * within a day is swept (`sweep-uploads.ts`).
 */
export async function writeDownKey({ tx, actor, now }: Scope, key: string): Promise<void> {
  await tx.query(
    prepared(
      `insert into uploads (organization_id, id, purpose, bucket_key, file_name, file_type, file_size, created_at)
       values ($1, $2, 'link', $3, 'link', $4, 1, $5)`,
      [actor.organization_id, newId(), key, UNKNOWN_TYPE, now.toISOString()]
    )
  )
}

/** They are a file's now. */
export async function forgetKey({ tx, actor }: Scope, key: string): Promise<void> {
  await tx.query(
    prepared('delete from uploads where organization_id = $1 and bucket_key = $2', [actor.organization_id, key])
  )
}
