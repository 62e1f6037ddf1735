import type { Scope } from './scope.ts'

/** A key as `/api-keys` shows it. The secret itself is known to nobody but its holder. */
export type ApiKeyRow = {
  readonly id: number
  readonly organization_id: number
  readonly user_id: number
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly last_used_at: string | null
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The columns of an `ApiKeyRow`. */
export const API_KEY_COLUMNS = `
  id, organization_id, user_id, name, prefix, scopes, last_used_at, created_at, updated_at, deleted_at`

/** Revokes every key of a member. */
export function removeKeysOf({ tx, actor, now }: Scope, userId: number): Promise<ApiKeyRow[]> {
  return tx.query<ApiKeyRow>({
    name: 'remove-keys-of-member',
    text: `update api_keys set deleted_at = $3, updated_at = $3
      where organization_id = $1 and user_id = $2 and deleted_at is null
      returning ${API_KEY_COLUMNS}`,
    values: [actor.organization_id, userId, now.toISOString()]
  })
}
