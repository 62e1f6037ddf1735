import type { AgentVisibility } from '../model/actor.ts'

/** Settings that are not set take their default. Durations are ISO 8601. */
export type OrganizationSettings = {
  readonly agent_visibility?: AgentVisibility
  readonly unify_conversations?: 'identity' | 'contact'
  readonly inactive_after?: string
  readonly close_after?: string
  readonly working_hours?: Readonly<Record<string, unknown>>
}

/** An organization as `/organizations` shows it. */
export type OrganizationRow = {
  readonly id: number
  readonly name: string
  readonly settings: OrganizationSettings
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

/** The columns of an `OrganizationRow` over `organizations o`. */
export const ORGANIZATION_COLUMNS = 'o.id, o.name, o.settings, o.version, o.created_at, o.updated_at, o.deleted_at'
