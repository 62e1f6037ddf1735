import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { TAG_COLUMNS, type TagRow } from './tag-row.ts'

/**
 * Makes a tag that contacts may wear.
 * @throws Refusal `forbidden`, `already_exists` for a name that is there, whatever its case
 */
export async function createTag(scope: Scope, name: string): Promise<TagRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const [row] = await createTags(scope, [name])
  if (!row) throw new Refusal('already_exists')
  return row
}

/** Makes those tags of the names that are not there yet. */
export async function createTags(scope: Scope, names: readonly string[]): Promise<TagRow[]> {
  const { organization_id } = scope.actor
  const rows = await scope.tx.query<TagRow>(
    prepared(
      `insert into tags (organization_id, name, created_at, updated_at)
       select $1, name, $3, $3 from unnest($2::citext[]) with ordinality as w(name, place) order by place
       on conflict (organization_id, name) where deleted_at is null do nothing
       returning ${TAG_COLUMNS}`,
      [organization_id, names.map(name => name.trim()), scope.now.toISOString()]
    )
  )
  for (const row of rows) recordRow(scope, organization_id, 'tag.created', row)
  return rows
}
