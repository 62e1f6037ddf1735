import type { ActorStamp } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Scope } from './scope.ts'

/** A link by which one contact is shown as another, as `/contact-merges` shows it. */
export type ContactMergeRow = {
  readonly organization_id: number
  readonly id: string
  /** Whom the other is shown as. */
  readonly contact_id: number
  readonly merged_contact_id: number
  readonly created_by: ActorStamp
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The columns of a `ContactMergeRow`. */
export const CONTACT_MERGE_COLUMNS =
  'organization_id, id, contact_id, merged_contact_id, created_by, created_at, updated_at, deleted_at'

/** The link with what it has moved. */
export type MovedByMerge = ContactMergeRow & { readonly conversation_ids: readonly number[] }

/**
 * Locks a link that stands.
 * @throws Refusal `not_found`
 */
export async function lockMerge({ tx, actor }: Scope, id: string): Promise<MovedByMerge> {
  const [row] = await tx.query<MovedByMerge>(
    prepared(
      `select ${CONTACT_MERGE_COLUMNS}, to_jsonb(conversation_ids) as conversation_ids from contact_merges
       where organization_id = $1 and id = $2 and deleted_at is null for update`,
      [actor.organization_id, id]
    )
  )
  if (!row) throw new Refusal('not_found')
  return row
}
