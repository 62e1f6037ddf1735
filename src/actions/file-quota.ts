import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'

// Whoever asks for room waits for those before, or two would find the last of it.
const WAIT = `select pg_advisory_xact_lock(hashtextextended('file quota', $1))`

const USED = `
  select coalesce((select sum(file_size) from files where organization_id = $1 and deleted_at is null), 0)::bigint
    + coalesce((select sum(u.file_size) from uploads u where u.organization_id = $1 and not exists
        (select 1 from files f where f.organization_id = u.organization_id and f.id = u.id)), 0)::bigint as used`

/**
 * Asks for room for so many bytes, until the transaction ends; what is promised counts as taken.
 * @throws Refusal `file_quota_exceeded`
 */
export async function mustHaveRoom({ tx, actor, house }: Scope, bytes: number): Promise<void> {
  await tx.query(prepared(WAIT, [actor.organization_id]))
  const [row] = await tx.query<{ used: number }>(prepared(USED, [actor.organization_id]))
  const { fileQuota: limit } = house
  if ((row?.used ?? 0) + bytes > limit) throw new Refusal('file_quota_exceeded', { data: { limit, used: row?.used } })
}
