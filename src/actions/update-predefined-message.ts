import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import {
  lockPredefined,
  PREDEFINED_COLUMNS,
  type PredefinedDraft,
  type PredefinedRow,
  valuesOf,
  written
} from './predefined-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

const UPDATE = `
  update predefined_messages set title = $3, shortcut = $4, content = $5, message_type = $6, media_url = $7,
    filename = $8, mime_type = $9, files = $10, updated_at = $11, version = version + 1
  where organization_id = $1 and id = $2 returning ${PREDEFINED_COLUMNS}`

/**
 * Changes an answer that is kept ready; what was sent by it stays as it was.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`, `not_possible`, `unreadable_text`, `unknown_reference`,
 * `unknown_upload`; the database's `already_exists`
 */
export async function updatePredefinedMessage(
  scope: Scope,
  id: number,
  draft: PredefinedDraft,
  version: number | null
): Promise<PredefinedRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  const there = await lockPredefined(scope, id, version)
  const values = valuesOf(await written(scope, there, draft))
  const [row] = await scope.tx.query<PredefinedRow>(
    prepared(UPDATE, [organization_id, id, ...values, scope.now.toISOString()])
  )
  if (!row) throw new Refusal('not_found')
  recordRow(scope, organization_id, 'predefined-message.updated', row)
  return row
}
