import type { Client } from 'pg'
import { type Cluster, withClient } from '../database.ts'
import { drive } from '../drive.ts'
import type { BulkJob, BulkResult } from '../drivers/bulk.ts'
import { cpuOfFamily } from '../processes.ts'
import { LIST_NUMBER, LIST_ORGANIZATION } from '../seed.ts'
import { startSubject } from '../subjects.ts'
import { apiKeyOf } from '../world.ts'

/** Closing every open conversation of an organization. CPU in µs per conversation. */
export interface BulkMeasure {
  readonly subject: 'parley' | 'sql'
  readonly rows: number
  readonly perSecond: number
  readonly server: number
  readonly postgres: number
  /** Until the answer to the request, ms. */
  readonly answered: number | null
}

/** One bulk action over REST. Nobody listens, but every conversation has its events, its session and its span ended. */
export async function measureBulk(
  cluster: Cluster,
  databaseUrl: string,
  nodeOptions: readonly string[] = []
): Promise<BulkMeasure> {
  await withClient(databaseUrl, openAll)
  const subject = await startSubject('parley', databaseUrl, nodeOptions)
  try {
    const job: BulkJob = {
      port: subject.port,
      apiKey: apiKeyOf(LIST_ORGANIZATION),
      warmUps: [closing(OLDEST), { action: 'update_status', status: 'open', filter: OLDEST }],
      action: closing({ status: 'open' })
    }
    const { rows, seconds, answered, spent } = await drive<BulkResult>('bulk', job, subject.program, cluster)
    const { server, postgres } = spent
    return {
      subject: 'parley',
      rows,
      perSecond: rows / seconds,
      server: server / rows,
      postgres: postgres / rows,
      answered
    }
  } finally {
    await subject.stop()
  }
}

const closing = (filter: object): object => ({ action: 'update_status', status: 'closed', filter })

/** As many as the compiler of the language needs to see. */
const OLDEST = { id: { $lt: LIST_NUMBER + 3_000 } }

/** The limit: one statement that updates the same rows and inserts one event for each. */
export async function measureBareBulk(cluster: Cluster, databaseUrl: string): Promise<BulkMeasure> {
  return withClient(databaseUrl, async client => {
    await openAll(client)
    const before = cpuOfFamily(cluster.postmaster)
    const begun = performance.now()
    const { rowCount } = await client.query(BARE, [LIST_ORGANIZATION])
    const seconds = (performance.now() - begun) / 1_000
    const postgres = cpuOfFamily(cluster.postmaster) - before
    const rows = rowCount ?? 0
    return { subject: 'sql', rows, perSecond: rows / seconds, server: 0, postgres: postgres / rows, answered: null }
  })
}

const BARE = `
  with closed as (
    update conversations set status = 'closed', state = 'closed', snoozed_until = null, last_seq = last_seq + 1,
      version = version + 1, updated_at = now()
    where organization_id = $1 and status = 'open' and deleted_at is null
    returning organization_id, id, last_seq
  )
  insert into events (organization_id, id, conversation_id, seq, type, actor, data)
  select organization_id, gen_random_uuid(), id, last_seq, 'conversation.closed', '{"type":"user","id":1}',
    '{"close_reason":"user"}'
  from closed`

/** All open, each with its session and its span, and no dead rows from the last time. */
async function openAll(client: Client): Promise<void> {
  await client.query(`
    update conversations set status = 'open', state = 'active'
      where organization_id = ${LIST_ORGANIZATION} and status = 'closed';
    insert into conversation_sessions as s (organization_id, id, conversation_id, number, first_seq, channel_id, opened_by)
      select organization_id, session_id, id, session_number, 1, channel_id, '{}' from conversations
      where organization_id = ${LIST_ORGANIZATION}
      on conflict (organization_id, id) do update set closed_at = null;
    insert into control_spans as s (organization_id, id, conversation_id, session_id, application_id, epoch, started_at)
      select organization_id, control_span_id, id, session_id, control_application_id, control_epoch, control_since
      from conversations where organization_id = ${LIST_ORGANIZATION}
      on conflict (organization_id, id) do update set ended_at = null;
  `)
  await client.query('vacuum (analyze) conversations, events, conversation_sessions, control_spans')
}
