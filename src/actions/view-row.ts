import { isAtLeast, type Member } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** A view as `/views` shows it. */
export type ViewRow = {
  readonly id: number
  readonly organization_id: number
  /** Whose it is. */
  readonly user_id: number
  readonly name: string
  /** A query of conversations, without its page. */
  readonly filter: Readonly<Record<string, unknown>>
  /** Does everybody see it? */
  readonly shared: boolean
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

export const VIEW_COLUMNS =
  'id, organization_id, user_id, name, filter, shared, version, created_at, updated_at, deleted_at'

/**
 * Locks a living view that the member may change: an own one, or as an admin one that is shared.
 * @throws Refusal `not_found`, `forbidden`, `stale_version`
 */
export async function lockView(scope: Scope, member: Member, id: number, version: number | null): Promise<ViewRow> {
  const [row] = await scope.tx.query<ViewRow>(
    prepared(
      `select ${VIEW_COLUMNS} from views
       where organization_id = $1 and id = $2 and deleted_at is null and (shared or user_id = $3) for update`,
      [member.organization_id, id, member.user_id]
    )
  )
  if (!row) throw new Refusal('not_found')
  if (row.user_id !== member.user_id && !isAtLeast(member, 'admin')) throw new Refusal('forbidden')
  if (version !== null && version !== row.version) throw new Refusal('stale_version')
  return row
}

type ViewEvent = 'view.created' | 'view.updated' | 'view.withdrawn' | 'view.deleted'

/** Of a view that nobody else sees the event says whose it is. */
export function recordView(scope: Scope, type: ViewEvent, row: ViewRow): void {
  recordRow(scope, row.organization_id, type, row, row.shared ? {} : { user_id: row.user_id })
}
