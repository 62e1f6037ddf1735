import type { Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { readFilter } from './conversation-filter.ts'
import type { ViewDraft } from './create-view.ts'
import type { Scope } from './scope.ts'
import { lockView, recordView, VIEW_COLUMNS, type ViewRow } from './view-row.ts'

/**
 * Changes a view. One that is no longer shared is taken from everybody but its owner.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`, `bad_data`
 */
export async function updateView(
  scope: Scope,
  member: Member,
  id: number,
  change: Partial<ViewDraft>,
  version: number | null
): Promise<ViewRow> {
  const before = await lockView(scope, member, id, version)
  const { name = before.name, filter = before.filter, shared = before.shared } = change
  if (change.filter) readFilter(filter)
  const [row] = await scope.tx.query<ViewRow>(
    prepared(
      `update views set name = $3, filter = $4, shared = $5, version = version + 1, updated_at = $6
       where organization_id = $1 and id = $2 returning ${VIEW_COLUMNS}`,
      [member.organization_id, id, name.trim(), JSON.stringify(filter), shared, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  if (before.shared && !shared) recordView(scope, 'view.withdrawn', before)
  recordView(scope, 'view.updated', row)
  return row
}
