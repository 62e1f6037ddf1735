import { Refusal } from '../model/errors.ts'
import { prepared } from '../platform/set-wise.ts'
import { mustBeAtLeast } from './access.ts'
import { lockPredefined, PREDEFINED_COLUMNS, type PredefinedRow } from './predefined-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Keeps an answer ready no longer; what was sent by it stays.
 * @throws Refusal `forbidden`, `not_found`, `stale_version`
 */
export async function removePredefinedMessage(
  scope: Scope,
  id: number,
  version: number | null
): Promise<PredefinedRow> {
  mustBeAtLeast(scope.actor, 'agent')
  const { organization_id } = scope.actor
  await lockPredefined(scope, id, version)
  const [row] = await scope.tx.query<PredefinedRow>(
    prepared(
      `update predefined_messages set deleted_at = $3, updated_at = $3, version = version + 1
       where organization_id = $1 and id = $2 returning ${PREDEFINED_COLUMNS}`,
      [organization_id, id, scope.now.toISOString()]
    )
  )
  if (!row) throw new Refusal('not_found')
  recordRow(scope, organization_id, 'predefined-message.deleted', row)
  return row
}
