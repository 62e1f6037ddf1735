/**
 * What row-level security would cost: pages read as the runtime role, by one prepared statement as they are, and under
 * policies, which need a transaction around each read and the tenant said in it. Prints Markdown.
 *
 *   node --import tsx bench/row-security.ts
 */
import pg from 'pg'
import { type Asking, conversationResource } from '../src/actions/conversation-resource.ts'
import { compilePage } from '../src/platform/query/compile.ts'
import { type NamedStatement, parseQuery } from '../src/platform/query/index.ts'
import { threadResource } from '../src/services/conversation-messages/conversation-messages.schema.ts'
import { createDatabase, dropDatabase, openCluster, withClient } from './database.ts'
import { cpuOf } from './processes.ts'
import { median } from './samples.ts'
import { sealAsParley } from './seal.ts'
import { advanceSequences, growLists, LIST_NUMBER, LIST_ORGANIZATION, seedOrganizations } from './seed.ts'

const ROWS = 100_000
const ROUNDS = Number(process.env['ROUNDS'] ?? 9)
const READS_A_ROUND = 300
const DATABASE = 'bench_row_security'
const SECURED = ['conversations', 'messages', 'contacts']

const reader = { tenant: LIST_ORGANIZATION, context: undefined as unknown as never }

const inbox = compilePage<Asking>(
  conversationResource,
  parseQuery(conversationResource, { status: 'open', $limit: 50, $sort: { last_interaction_at: -1 } }, 'socket'),
  reader
)
const thread = compilePage(
  threadResource,
  parseQuery(threadResource, { conversation_id: LIST_NUMBER, $limit: 50, $sort: { seq: -1 } }, 'socket'),
  reader
)
const search: NamedStatement = {
  text: `select id from messages where organization_id = $1 and deleted_at is null and message_text is not null
    and search_vector(message_text) @@ search_query($2) limit 50`,
  values: [LIST_ORGANIZATION, 'sentence number 99999']
}
const PAGES_READ = { 'inbox page': inbox, 'message page': thread }

interface Cost {
  /** CPU of the database and of this process for a page, µs. */
  readonly postgres: number
  readonly client: number
}

async function read(client: pg.Client, statement: NamedStatement, name: string, secured: boolean): Promise<void> {
  const page = { name, text: statement.text, values: [...statement.values] }
  if (!secured) return void (await client.query(page))
  await Promise.all([
    client.query('begin'),
    client.query({ name: 'tenant', text: `select set_config('parley.organization_id', $1, true)`, values: [tenant] }),
    client.query(page),
    client.query('commit')
  ])
}

const tenant = String(LIST_ORGANIZATION)

async function costOf(url: string, statement: NamedStatement, secured: boolean): Promise<Cost> {
  // As the product's pool has it: the four statements of a secured read leave together.
  const client = new pg.Client({ connectionString: url, pipeline: true } as pg.ClientConfig)
  await client.connect()
  try {
    await client.query('set role parley_runtime')
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const backend = rows[0]?.pid ?? 0
    for (let warm = 0; warm < 50; warm++) await read(client, statement, 'page', secured)
    const [postgres, own] = [cpuOf(backend), process.cpuUsage()]
    for (let page = 0; page < READS_A_ROUND; page++) await read(client, statement, 'page', secured)
    const { user, system } = process.cpuUsage(own)
    return { postgres: (cpuOf(backend) - postgres) / READS_A_ROUND, client: (user + system) / READS_A_ROUND }
  } finally {
    await client.end()
  }
}

async function secure(url: string): Promise<void> {
  await withClient(url, async client => {
    for (const table of SECURED) {
      await client.query(`alter table ${table} enable row level security`)
      await client.query(`drop policy if exists own on ${table}`)
      await client.query(
        `create policy own on ${table} using (organization_id = current_setting('parley.organization_id')::bigint)`
      )
    }
  })
}

async function unsecure(url: string): Promise<void> {
  await withClient(url, async client => {
    for (const table of SECURED) await client.query(`alter table ${table} disable row level security`)
  })
}

/** The nodes of the plan that read tables, innermost first. */
async function planOf(url: string, { text, values }: NamedStatement): Promise<string> {
  return withClient(url, async client => {
    await client.query(`set role parley_runtime`)
    await client.query(`select set_config('parley.organization_id', $1, false)`, [tenant])
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, [...values])
    const scans = rows.map(row => row['QUERY PLAN']).filter(line => / Scan /.test(line))
    return scans.map(line => line.replace('->', '').trim()).join(', ')
  })
}

const cluster = await openCluster()
try {
  const url = await createDatabase(cluster, DATABASE)
  await withClient(url, async client => {
    await seedOrganizations(client, sealAsParley, 'http://127.0.0.1:1')
    await growLists(client, 0, ROWS)
    await advanceSequences(client)
  })
  console.log('| | PostgreSQL, µs | under policies | client, µs | under policies |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const [name, statement] of Object.entries(PAGES_READ)) {
    const costs: Record<'bare' | 'secured', Cost[]> = { bare: [], secured: [] }
    for (let round = 0; round < ROUNDS; round++) {
      await unsecure(url)
      costs.bare.push(await costOf(url, statement, false))
      await secure(url)
      costs.secured.push(await costOf(url, statement, true))
    }
    const of = (kind: 'bare' | 'secured', side: keyof Cost): string =>
      median(costs[kind].map(cost => cost[side])).toFixed(0)
    const cells = [of('bare', 'postgres'), of('secured', 'postgres'), of('bare', 'client'), of('secured', 'client')]
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
  // `@@` is not leakproof, so no policy lets it come before itself: nothing is left for the index to do.
  console.log(`\nSearch in messages, under policies: ${await planOf(url, search)}`)
  await unsecure(url)
  console.log(`Search in messages: ${await planOf(url, search)}`)
} finally {
  await dropDatabase(cluster, DATABASE)
  await cluster.close()
}
