import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'
import { lockView, recordView, VIEW_COLUMNS, type ViewRow } from './view-row.ts'

/**
 * Deletes a view; the conversations in it stay as they are.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`
 */
export async function removeView(scope: Scope, member: Member, id: number, version: number | null): Promise<ViewRow> {
  await lockView(scope, member, id, version)
  const [row] = await scope.tx.query<ViewRow>(
    prepared(
      `update views set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${VIEW_COLUMNS}`,
      [member.organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordView(scope, 'view.deleted', row)
  return row
}
