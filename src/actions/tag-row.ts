import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** A tag as `/tags` shows it. */
export type TagRow = {
  readonly id: number
  readonly organization_id: number
  readonly name: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export const TAG_COLUMNS = 'id, organization_id, name, version, created_at, updated_at, deleted_at'

/**
 * Locks a living tag.
 * @throws Refusal `not_found`, `stale_version`
 */
export async function lockTag(
  tx: Transaction,
  organizationId: number,
  id: number,
  version: number | null
): Promise<TagRow> {
  const [row] = await tx.query<TagRow>(
    prepared(
      `select ${TAG_COLUMNS} from tags where organization_id = $1 and id = $2 and deleted_at is null for update`,
      [organizationId, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}
