import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { lockTag, TAG_COLUMNS, type TagRow } from './tag-row.ts'
import { takeOff } from './tagged-contacts.ts'

/**
 * Deletes a tag and takes it off its contacts.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function removeTag(scope: Scope, id: number, version: number | null): Promise<TagRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  await lockTag(scope.tx, organization_id, id, version)
  const [row] = await scope.tx.query<TagRow>(
    prepared(
      `update tags set deleted_at = $3, updated_at = $3, version = version + 1 where organization_id = $1 and id = $2
       returning ${TAG_COLUMNS}`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'tag.deleted', row)
  await takeOff(scope, id)
  return row
}
