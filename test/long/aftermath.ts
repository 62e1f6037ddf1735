import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { GraphApi } from '../support/graph-api.ts'
import type { Entry } from '../support/history.ts'

/** What stands in the database when everything has come to rest. */
export interface Aftermath {
  /** Milliseconds until nothing was pending. */
  readonly settled: number
  readonly final: ReadonlyMap<string, readonly Entry[]>
  readonly counts: {
    readonly last_seq_wrong: number
    readonly unknown: number
    /** Deliveries that are said to be sent and never reached the provider. */
    readonly sent_uncalled: number
  }
}

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 100

export async function aftermath(url: string, provider: GraphApi): Promise<Aftermath> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return { settled: await settle(client), final: await readLog(client), counts: await count(client, provider) }
  } finally {
    await client.end()
  }
}

const PENDING = `
  select (select count(*)::int from receipts where state = 'pending') as receipts,
    (select count(*)::int from lanes where pending > 0 or leased_by is not null) as lanes,
    (select count(*)::int from deliveries where state in ('queued', 'sending')) as deliveries`

async function settle(client: pg.Client): Promise<number> {
  const began = performance.now()
  for (;;) {
    const { rows } = await client.query(PENDING)
    const waited = Math.round(performance.now() - began)
    if (Object.values(rows[0]).every(each => each === 0)) return waited
    if (waited > PATIENCE_MS) throw new Error(`it does not come to rest: ${JSON.stringify(rows[0])}`)
    await pause(LOOK_EVERY_MS)
  }
}

const LOG = `
  select e.conversation_id::text as conversation, e.seq, e.id,
    case when e.type in ('message.received', 'message.queued') then coalesce(m.client_id, m.provider_message_id) end as value
  from events e
  left join messages m on m.organization_id = e.organization_id and m.id::text = e.data ->> 'message_id'
  where e.conversation_id is not null
  order by e.conversation_id, e.seq`

async function readLog(client: pg.Client): Promise<Map<string, Entry[]>> {
  const { rows } = await client.query<Entry & { conversation: string }>(LOG)
  const logs = new Map<string, Entry[]>()
  for (const { conversation, ...entry } of rows) {
    const log = logs.get(conversation)
    if (log) log.push(entry)
    else logs.set(conversation, [entry])
  }
  return logs
}

const COUNTS = `
  select (
      select count(*)::int from conversations c where last_seq <> (
        select max(seq) from events e where e.organization_id = c.organization_id and e.conversation_id = c.id
      )
    ) as last_seq_wrong,
    (select count(*)::int from deliveries where state = 'unknown') as unknown,
    (select count(*)::int from deliveries where state = 'sent' and id <> all ($1::uuid[])) as sent_uncalled`

async function count(client: pg.Client, { accepted }: GraphApi): Promise<Aftermath['counts']> {
  const { rows } = await client.query(COUNTS, [accepted.map(each => each.correlation)])
  return rows[0]
}
