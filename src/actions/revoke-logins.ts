import type { Scope } from './scope.ts'

/** Ends logins of a member: `only` this one, or all `but` one. */
export async function revokeLogins(
  scope: Scope,
  organizationId: number,
  userId: number,
  which: { readonly only?: string; readonly but?: string } = {}
): Promise<void> {
  await scope.tx.query({
    name: 'revoke-logins',
    text: `update logins set revoked_at = $3
      where organization_id = $1 and user_id = $2 and revoked_at is null
        and ($4::uuid is null or id = $4) and ($5::uuid is null or id <> $5)`,
    values: [organizationId, userId, scope.now.toISOString(), which.only ?? null, which.but ?? null]
  })
}
