import type { Member } from '../model/actor.ts'
import { prepared } from '../platform/set-wise.ts'
import { readFilter } from './conversation-filter.ts'
import type { Scope } from './scope.ts'
import { recordView, VIEW_COLUMNS, type ViewRow } from './view-row.ts'

export interface ViewDraft {
  readonly name: string
  readonly filter: Readonly<Record<string, unknown>>
  readonly shared?: boolean
}

/**
 * Keeps a filter of conversations under a name.
 * @throws Refusal `bad_data` for a filter that conversations cannot be asked
 */
export async function createView(scope: Scope, member: Member, draft: ViewDraft): Promise<ViewRow> {
  const { name, filter, shared = false } = draft
  readFilter(filter)
  const [row] = await scope.tx.query<ViewRow>(
    prepared(
      `insert into views (organization_id, user_id, name, filter, shared, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $6) returning ${VIEW_COLUMNS}`,
      [member.organization_id, member.user_id, name.trim(), JSON.stringify(filter), shared, scope.now.toISOString()]
    )
  )
  if (!row) throw new Error('an insert returned no view')

  recordView(scope, 'view.created', row)
  return row
}
