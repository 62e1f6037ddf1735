import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { lockTag, TAG_COLUMNS, type TagRow } from './tag-row.ts'
import { showTagged } from './tagged-contacts.ts'

/**
 * Renames a tag, on every contact that wears it.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`; the database's `already_exists`
 */
export async function updateTag(scope: Scope, id: number, name: string, version: number | null): Promise<TagRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  await lockTag(scope.tx, organization_id, id, version)
  const [row] = await scope.tx.query<TagRow>(
    prepared(
      `update tags set name = $3, version = version + 1, updated_at = $4 where organization_id = $1 and id = $2
       returning ${TAG_COLUMNS}`,
      [organization_id, id, name.trim(), scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')

  recordRow(scope, organization_id, 'tag.updated', row, { name: row.name })
  await showTagged(scope, id)
  return row
}
