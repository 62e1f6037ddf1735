import type { Database, Statement } from './database.ts'
import { isGone } from './heartbeat.ts'
import { newId } from './ids.ts'
import { LeaseLost } from './outbox.ts'
import { prepared } from './set-wise.ts'
import type { Transaction } from './unit-of-work.ts'

/** Work that waits for nobody's turn, leased: nobody else may do it or finish it while the fence stands. */
export interface Job<Payload = unknown> {
  readonly organization_id: number
  readonly id: string
  readonly payload: Payload
  readonly fence: number
  /** Tries so far, this one included. */
  readonly attempt: number
  readonly created_at: string
}

export interface LeaseOptions {
  readonly kind: string
  readonly worker: string
  readonly now: Date
  readonly limit: number
  readonly seconds: number
}

export interface Jobs {
  /** Whoever left jobs of a kind says what their payload is. */
  lease<Payload>(options: LeaseOptions): Promise<Job<Payload>[]>
}

// Business time says what is due; the database's clock alone says whose lease has run out.
const LEASE = `
  with due as (
    select organization_id, id from jobs
    where kind = $1 and due_at <= $2 and (lease_until is null or lease_until < now() or ${isGone('leased_by')})
    order by due_at
    limit $3
    for update skip locked
  )
  update jobs j set lease_until = now() + make_interval(secs => $4), leased_by = $5, fence = j.fence + 1,
    attempts = j.attempts + 1
  from due
  where j.organization_id = due.organization_id and j.id = due.id
  returning j.organization_id, j.id, j.payload, j.fence, j.attempts as attempt, j.created_at`

export function createJobs(database: Database): Jobs {
  return {
    lease: <Payload>({ kind, worker, now, limit, seconds }: LeaseOptions) =>
      database.query<Job<Payload>>(prepared(LEASE, [kind, now.toISOString(), limit, seconds, worker]))
  }
}

const LEAVE = `
  insert into jobs (organization_id, id, kind, payload, due_at, created_at)
  select organization_id, id, $3, payload, $5::timestamptz, $5::timestamptz
  from unnest($1::bigint[], $2::uuid[], $4::jsonb[]) as w(organization_id, id, payload)`

/** What a job is to be made of. */
export interface NewJob {
  readonly organization_id: number
  readonly payload: object
}

function jobsLeft(kind: string, jobs: readonly NewJob[], dueAt: Date): Statement {
  return prepared(LEAVE, [
    jobs.map(job => job.organization_id),
    jobs.map(() => newId()),
    kind,
    jobs.map(job => JSON.stringify(job.payload)),
    dueAt.toISOString()
  ])
}

/** Leaves work for a worker, in the transaction that makes it necessary. */
export async function leaveJobs(
  tx: Transaction,
  organizationId: number,
  kind: string,
  payloads: readonly object[],
  dueAt: Date
): Promise<void> {
  const jobs = payloads.map(payload => ({ organization_id: organizationId, payload }))
  await tx.query(jobsLeft(kind, jobs, dueAt))
}

/** Leaves work of any number of organizations in one statement, whose answer nobody waits for before COMMIT. */
export function sendJobs(tx: Transaction, kind: string, jobs: readonly NewJob[], dueAt: Date): void {
  tx.send(jobsLeft(kind, jobs, dueAt))
}

/**
 * Takes a job away for good, with what was done, if the lease still stands.
 * @throws LeaseLost, and the transaction rolls back.
 */
export async function finishJob(tx: Transaction, job: Job): Promise<void> {
  const rows = await tx.query(
    prepared(
      `delete from jobs where organization_id = $1 and id = $2 and fence = $3 and leased_by is not null returning 1`,
      [job.organization_id, job.id, job.fence]
    )
  )
  if (rows.length === 0) throw lost(job)
}

export interface Postponement {
  readonly due_at: Date
  readonly error: string | null
  /** It was not really tried. */
  readonly uncounted?: boolean
  /** What the next try needs to know instead. */
  readonly payload?: object
}

/**
 * Gives a job back until a time.
 * @throws LeaseLost
 */
export async function postponeJob(
  database: Pick<Database, 'query'>,
  job: Job,
  { due_at, error, uncounted = false, payload }: Postponement
): Promise<void> {
  const rows = await database.query(
    prepared(
      `update jobs set due_at = $4, last_error = $5, attempts = attempts - $6, payload = coalesce($7, payload),
         lease_until = null, leased_by = null
       where organization_id = $1 and id = $2 and fence = $3 and leased_by is not null returning 1`,
      [
        job.organization_id,
        job.id,
        job.fence,
        due_at.toISOString(),
        error,
        uncounted ? 1 : 0,
        payload === undefined ? null : JSON.stringify(payload)
      ]
    )
  )
  if (rows.length === 0) throw lost(job)
}

function lost(job: Job): LeaseLost {
  return new LeaseLost(`the lease of job ${job.id} has passed to another worker`)
}
