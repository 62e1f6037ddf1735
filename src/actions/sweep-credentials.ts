import type { Database } from '../platform/database.ts'

/** Deletes counts of logins whose window is over, and logins that ended more than a day ago. At most 1,000 of each. */
export async function sweepCredentials(database: Database, now: Date): Promise<void> {
  const values = [now.toISOString()]
  await database.query({ name: 'sweep-login-throttle', text: SWEEP_THROTTLE, values })
  await database.query({ name: 'sweep-logins', text: SWEEP_LOGINS, values })
}

const SWEEP_THROTTLE = `
  delete from login_throttle where key in (
    select key from login_throttle where resets_at < $1 order by resets_at limit 1000 for update skip locked)`

const SWEEP_LOGINS = `
  delete from logins where (organization_id, id) in (
    select organization_id, id from logins where expires_at < $1::timestamptz - interval '1 day'
    order by expires_at limit 1000 for update skip locked)`
