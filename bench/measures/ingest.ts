import type { Client } from 'pg'
import { type Cluster, withClient } from '../database.ts'
import { drive } from '../drive.ts'
import type { IngestJob, IngestResult } from '../drivers/ingest.ts'
import { type Sample, sampleOf } from '../samples.ts'
import { type Subject, type SubjectName, startSubject } from '../subjects.ts'

export interface IngestMeasure {
  readonly subject: SubjectName
  readonly concurrency: number
  /** Every kind of message rather than texts alone. */
  readonly mixed: boolean
  readonly sample: Sample
  readonly sockets: number
  /** Frames heard per message sent. */
  readonly emits: number
}

// 32 at once first: they warm a program up in seconds, one at a time would measure its compiler.
const CONCURRENCIES = [32, 1] as const
const WARM_UP_SECONDS = { 1: 1, 32: 3 } as const
// More than any machine takes in within the seconds measured; preparing one costs some 10 µs.
const MOST_PER_SECOND = { 1: 6_000, 32: 16_000 } as const

/** Starts the subject, sends it webhooks, 32 at once and one at a time, and stops it. */
export async function measureIngest(
  name: SubjectName,
  cluster: Cluster,
  databaseUrl: string,
  seconds: number,
  nodeOptions: readonly string[] = []
): Promise<IngestMeasure[]> {
  const subject = await startSubject(name, databaseUrl, nodeOptions)
  const measures: IngestMeasure[] = []
  try {
    for (const concurrency of CONCURRENCIES) {
      measures.push(await measure(name, subject, cluster, concurrency, seconds, false))
    }
    // The bare programs know texts only.
    if (name === 'parley') measures.push(await measure(name, subject, cluster, 32, seconds, true))
  } finally {
    await subject.stop()
  }
  return measures
}

async function measure(
  name: SubjectName,
  subject: Subject,
  cluster: Cluster,
  concurrency: (typeof CONCURRENCIES)[number],
  seconds: number,
  mixed: boolean
): Promise<IngestMeasure> {
  const warmUpSeconds = WARM_UP_SECONDS[concurrency]
  const job: IngestJob = {
    port: subject.port,
    concurrency,
    warmUpSeconds,
    seconds,
    sockets: name !== 'floor',
    mixed,
    most: Math.ceil((seconds + warmUpSeconds) * MOST_PER_SECOND[concurrency])
  }
  const result = await drive<IngestResult>('ingest', job, subject.program, cluster)
  // The feed's head is said every few seconds, message or not.
  const { 'conversation-events head': _, ...emits } = result.heard
  const heard = Object.values(emits).reduce((sum, many) => sum + many, 0)
  return {
    subject: name,
    concurrency,
    mixed,
    sample: sampleOf(result, result.messages),
    sockets: result.sockets,
    emits: heard / result.sent
  }
}

export interface Books {
  readonly messages: number
  readonly events: number
  readonly receipts: number
  readonly conversations: number
  readonly role: string
  readonly indexes: readonly string[]
}

/** What was written, as the runtime role sees it. Throws if a number is missing or twice in any conversation's log. */
export async function auditIngest(databaseUrl: string): Promise<Books> {
  return withClient(databaseUrl, async client => {
    await client.query('set role parley_runtime')
    const { rows: gaps } = await client.query(`
      select c.organization_id, c.id from conversations c
      left join events e on e.organization_id = c.organization_id and e.conversation_id = c.id
      group by 1, 2, c.last_seq
      having count(e.seq) <> c.last_seq or coalesce(max(e.seq), 0) <> c.last_seq`)
    if (gaps.length > 0) throw new Error(`seq has gaps in ${gaps.length} conversations`)
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return {
      messages: await count(client, 'messages'),
      events: await count(client, 'events'),
      receipts: await count(client, 'receipts'),
      conversations: await count(client, 'conversations'),
      role: rows[0]?.role ?? '',
      indexes: await indexesOf(client)
    }
  })
}

async function count(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ many: string }>(`select count(*) as many from ${table}`)
  return Number(rows[0]?.many)
}

async function indexesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select tablename || '.' || indexname as name from pg_indexes
    where tablename in ('receipts_default', 'messages', 'conversations', 'events') order by 1`)
  return rows.map(row => row.name)
}
