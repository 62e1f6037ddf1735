import { type Actor, isMember, mayManage, type Role } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { covers, EVERYTHING } from '../model/key-scopes.ts'
import { randomToken, sha256 } from '../platform/secrets.ts'
import { mustBeAtLeast } from './access.ts'
import { API_KEY_COLUMNS, type ApiKeyRow } from './api-key-row.ts'
import { API_KEY_PREFIX } from './credential.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

export interface NewApiKey {
  readonly name: string
  /** Whose role it acts with; the caller's own when left out. */
  readonly user_id?: number
  /** Everything its user may, when left out. */
  readonly scopes?: readonly string[]
}

/** The key, and for this once its secret. */
export type FreshApiKey = ApiKeyRow & { readonly secret: string }

// `parley_live_` and four characters: enough to tell two keys apart, nothing to guess with.
const SHOWN = API_KEY_PREFIX.length + 5

/**
 * Makes a key. It acts as one member, never beyond the caller's own role or scopes.
 * @throws Refusal `forbidden`, `unknown_reference` for somebody who is no member
 */
export async function createApiKey(scope: Scope, draft: NewApiKey): Promise<FreshApiKey> {
  const { actor, tx, now } = scope
  const { organization_id } = actor
  const scopes = draft.scopes ?? scopesOf(actor)
  mustBeAtLeast(actor, 'admin')
  if (!scopes.every(each => covers(scopesOf(actor), each))) throw new Refusal('forbidden')
  const userId = draft.user_id ?? (isMember(actor) ? actor.user_id : 0)
  if (!mayManage(actor, await roleOf(scope, userId))) throw new Refusal('forbidden')

  const secret = randomToken(API_KEY_PREFIX)
  const [row] = await tx.query<ApiKeyRow>({
    name: 'create-api-key',
    text: `insert into api_keys (organization_id, user_id, name, prefix, secret_hash, scopes, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${API_KEY_COLUMNS}`,
    values: [organization_id, userId, draft.name, secret.slice(0, SHOWN), sha256(secret), scopes, now.toISOString()]
  })
  if (!row) throw new Error('an insert returned no row')
  recordRow(scope, organization_id, 'api-key.created', row, { user_id: userId })
  return { ...row, secret }
}

function scopesOf(actor: Actor): readonly string[] {
  return isMember(actor) ? (actor.scopes ?? EVERYTHING) : EVERYTHING
}

/** Under a lock that whoever removes or promotes the member waits for. */
async function roleOf({ tx, actor }: Scope, userId: number): Promise<Role> {
  const [member] = await tx.query<{ role: Role }>({
    name: 'role-of-member',
    text: `select role from members
      where organization_id = $1 and user_id = $2 and deleted_at is null for share`,
    values: [actor.organization_id, userId]
  })
  if (!member) throw new Refusal('unknown_reference', { complaints: [{ path: 'user_id', message: 'is no member' }] })
  return member.role
}
