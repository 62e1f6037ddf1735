import { Refusal } from '../model/errors.ts'
import { mustBeAtLeast } from './access.ts'
import { API_KEY_COLUMNS, type ApiKeyRow } from './api-key-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** Revokes a key. @throws Refusal `forbidden`, `not_found` */
export async function removeApiKey(scope: Scope, id: number): Promise<ApiKeyRow> {
  const { organization_id } = scope.actor
  mustBeAtLeast(scope.actor, 'admin')
  const [row] = await scope.tx.query<ApiKeyRow>({
    name: 'remove-api-key',
    text: `update api_keys set deleted_at = $3, updated_at = $3
      where organization_id = $1 and id = $2 and deleted_at is null returning ${API_KEY_COLUMNS}`,
    values: [organization_id, id, scope.now.toISOString()]
  })
  if (!row) throw new Refusal('not_found')
  recordRow(scope, organization_id, 'api-key.deleted', row, { user_id: row.user_id })
  return row
}
