import { Refusal } from '../model/errors.ts'
import { newId } from '../platform/ids.ts'
import { type MemberRow, readMember } from './member-row.ts'
import { ORGANIZATION_COLUMNS, type OrganizationRow } from './organization-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/**
 * Founds an organization. A signed-in person becomes its owner, under the name and the password it came in with, and
 * the inbox application is there to hold its conversations.
 * @throws Refusal `forbidden` unless people may sign up; for keys, always
 */
export async function createOrganization(
  scope: Scope,
  draft: { readonly name: string },
  rules: { readonly signup: boolean }
): Promise<OrganizationRow> {
  const { actor } = scope
  if (actor.kind !== 'user' || !rules.signup) throw new Refusal('forbidden')
  const [row] = await scope.tx.query<OrganizationRow>({
    name: 'found-organization',
    text: FOUND,
    values: [draft.name, scope.now.toISOString(), actor.organization_id, actor.user_id, newId()]
  })
  if (!row) throw new Refusal('forbidden')

  const owner: MemberRow = await readMember(scope.tx, row.id, actor.user_id)
  recordRow(scope, row.id, 'organization.created', row)
  recordRow(scope, row.id, 'user.created', owner)
  return row
}

const FOUND = `
  with founder as (
    select user_id, full_name, password_hash from members
    where organization_id = $3 and user_id = $4 and deleted_at is null
    for share
  ), organization as (
    insert into organizations as o (name, created_at, updated_at) select $1, $2, $2 from founder
    returning ${ORGANIZATION_COLUMNS}
  ), owner as (
    insert into members (organization_id, user_id, role, full_name, password_hash, created_at, updated_at)
    select o.id, f.user_id, 'owner', f.full_name, f.password_hash, $2, $2 from organization o, founder f
  ), inbox as (
    insert into applications (organization_id, id, kind, name, created_at, updated_at)
    select o.id, $5, 'inbox', 'Inbox', $2, $2 from organization o
  )
  select * from organization`
