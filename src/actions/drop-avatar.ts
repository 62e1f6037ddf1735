import { prepared } from '../platform/set-wise.ts'
import { contentUrl } from './file-row.ts'
import type { Scope } from './scope.ts'

// What another contact shows too is not only this one's.
const DROP = `
  update files f set deleted_at = $3::timestamptz, updated_at = $3::timestamptz
  where f.organization_id = $1 and f.id = $2 and f.conversation_id is null and f.deleted_at is null
    and not exists (
      select from contacts k
      where k.organization_id = f.organization_id and k.avatar_url = $4 and k.deleted_at is null)`

/** An uploaded picture goes with the contact that has shown it. Its bytes are swept later. */
export async function dropAvatar({ tx, actor, now, house }: Scope, avatarUrl: string | null): Promise<void> {
  const [id] = /[0-9a-f-]{36}(?=\/content$)/.exec(avatarUrl ?? '') ?? []
  if (id === undefined || avatarUrl !== contentUrl(house, id)) return
  await tx.query(prepared(DROP, [actor.organization_id, id, now.toISOString(), avatarUrl]))
}
