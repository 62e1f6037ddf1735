import { beginsAnew } from '../model/timers.ts'
import type { Piece } from '../platform/set-wise.ts'
import type { ThreadRow } from './rows.ts'

interface Changed {
  readonly stored: ThreadRow
  readonly row: ThreadRow
}

/** How long silence may last: the conversation's own word goes before its team's, and that before the organization's. */
export const PATIENCE = {
  inactive_after: patienceOf('inactive_after'),
  close_after: patienceOf('close_after')
} as const

/** Over `conversations c` (or what stands for one), its team `g` and its organization `o`. */
function patienceOf(name: string): string {
  return `coalesce(c.${name}, g.settings ->> '${name}', o.settings ->> '${name}')`
}

/**
 * Says when conversations from which silence is counted anew have to be looked at, where anybody wants them to be.
 * Written with the ledger, so that it costs no round trip, and nothing while people talk.
 */
export function timerPieces(threads: readonly Changed[]): Piece[] {
  const rows = threads.filter(({ stored, row }) => beginsAnew(stored, row)).map(({ row }) => row)
  if (rows.length === 0) return []
  return [{ rows, name: 'timers', sql: parameter => SCHEDULE.replace('$0', `$${parameter}`) }]
}

const SCHEDULE = `
  insert into conversation_timers as t (organization_id, conversation_id, due_at, since)
  select c.organization_id, c.id, d.due_at, c.updated_at
  from json_to_recordset($0::json) as c(organization_id bigint, id bigint, assigned_team_id bigint,
    snoozed_until timestamptz, inactive_after text, close_after text, updated_at timestamptz)
  join organizations o on o.id = c.organization_id
  left join teams g on g.organization_id = c.organization_id and g.id = c.assigned_team_id
  cross join lateral (select coalesce(c.snoozed_until, c.updated_at +
    least((${PATIENCE.inactive_after})::interval, (${PATIENCE.close_after})::interval)) as due_at) d
  where d.due_at is not null
  on conflict (organization_id, conversation_id) do update
    set due_at = least(t.due_at, excluded.due_at), since = excluded.since`
