import { Refusal } from '../model/errors.ts'
import { mustBeAtLeast } from './access.ts'
import { lookAgain } from './look-again.ts'
import { ORGANIZATION_COLUMNS, type OrganizationRow, type OrganizationSettings } from './organization-row.ts'
import { changesPatience, mustBePatient } from './patience.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'

/** Settings left out stay; null takes one back to its default. */
export interface OrganizationPatch {
  readonly name?: string
  readonly settings?: { readonly [Name in keyof OrganizationSettings]: OrganizationSettings[Name] | null }
}

/**
 * Changes the caller's own organization. `version`: the one the caller has read.
 * @throws Refusal `forbidden`, `not_found` for any other organization, `stale_version`, `bad_data`
 */
export async function updateOrganization(
  scope: Scope,
  id: number,
  patch: OrganizationPatch,
  version?: number
): Promise<OrganizationRow> {
  if (id !== scope.actor.organization_id) throw new Refusal('not_found')
  mustBeAtLeast(scope.actor, 'admin')
  mustBePatient(patch.settings ?? {}, 'settings.')
  const [row] = await scope.tx.query<OrganizationRow>({
    name: 'update-organization',
    text: UPDATE,
    values: [id, patch.name ?? null, JSON.stringify(patch.settings ?? {}), scope.now.toISOString(), version ?? null]
  })
  if (!row) throw new Refusal(version === undefined ? 'not_found' : 'stale_version')

  recordRow(scope, id, 'organization.updated', row, { ...patch })
  if (changesPatience(patch.settings ?? {})) await lookAgain(scope)
  return row
}

const UPDATE = `
  update organizations o set
    name = coalesce($2, o.name), settings = jsonb_strip_nulls(o.settings || $3::jsonb),
    version = o.version + 1, updated_at = $4
  where o.id = $1 and o.deleted_at is null and ($5::int is null or o.version = $5)
  returning ${ORGANIZATION_COLUMNS}`
