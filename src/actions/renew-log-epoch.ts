import type { Statement } from '../platform/database.ts'

/** Runs a statement as the owner of the tables: the product itself may not touch the log. */
type Query = (statement: Statement) => Promise<readonly object[]>

const RENEW = `
  update log_epoch set
    epoch = case when old.cluster is null then old.epoch else gen_random_uuid() end,
    cluster = here.name
  from (select epoch, cluster from log_epoch) old,
    (select c.system_identifier::text || '/' || d.oid as name
     from pg_control_system() c, pg_database d where d.datname = current_database()) here
  where log_epoch.cluster is distinct from here.name
  returning old.cluster is not null as has_moved`

// In chunks, so that nobody waits for long and no feed stands still.
const FORGET = `
  with old as (select organization_id, id from events where transaction_id > 0 limit 500)
  update events e set transaction_id = 0 from old where e.organization_id = old.organization_id and e.id = old.id
  returning 1`

/**
 * Looks whether the database has moved to another cluster. Then the feed begins anew: cursors are told to reset, and
 * what was written there lies before everything that will be written here. True when it did.
 */
export async function renewLogEpoch(query: Query): Promise<boolean> {
  const [moved] = await query({ text: RENEW })
  if (!moved || !('has_moved' in moved) || moved.has_moved !== true) return false
  while ((await query({ text: FORGET })).length > 0) {
    // There may be more.
  }
  return true
}
