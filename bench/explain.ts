import { type Client, escapeLiteral } from 'pg'
import type { Overheard } from './wiretap.ts'

// From the sixth execution on PostgreSQL may prefer the generic plan, as it does in a program that has run for a while.
const EXECUTIONS = 7

interface Plan {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
}

/** Buffers (8 kB) that the statements of one request touch, found in the cache or not, as the runtime role. */
export async function buffersTouched(client: Client, statements: readonly Overheard[]): Promise<number> {
  let buffers = 0
  await client.query('set role parley_runtime')
  for (const { text, values } of statements) {
    if (!/^\s*(select|with)\b/i.test(text)) continue
    await client.query(`prepare overheard as ${text}`)
    buffers += await explainOften(client, values)
    await client.query('deallocate overheard')
  }
  await client.query('reset role')
  return buffers
}

async function explainOften(client: Client, values: readonly (string | null)[]): Promise<number> {
  const literals = values.map(value => (value === null ? 'null' : escapeLiteral(value)))
  const execute = literals.length === 0 ? 'overheard' : `overheard(${literals.join(', ')})`
  let touched = 0
  for (let execution = 0; execution < EXECUTIONS; execution++) {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) execute ${execute}`
    )
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan) touched = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }
  return touched
}

interface Node {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Node[]
}

// The scan of an index for a bitmap looks at no row of the table yet.
const LOOKS_AT_ROWS = /^(Seq|Index|Index Only|Bitmap Heap) Scan$/

/** Rows of tables that statements look at, whether they are wanted or not, when planned for their values. */
export async function rowsScanned(client: Client, statements: readonly Overheard[]): Promise<number> {
  let scanned = 0
  await client.query('set role parley_runtime')
  for (const { text, values } of statements) {
    if (!/^\s*(select|with)\b/i.test(text)) continue
    await client.query(`prepare overheard as ${text}`)
    const literals = values.map(value => (value === null ? 'null' : escapeLiteral(value)))
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `explain (analyze, format json) execute overheard${literals.length === 0 ? '' : `(${literals.join(', ')})`}`
    )
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (plan) scanned += scannedIn(plan)
    await client.query('deallocate overheard')
  }
  await client.query('reset role')
  return scanned
}

function scannedIn(node: Node): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  const here = LOOKS_AT_ROWS.test(node['Node Type']) ? (node['Actual Rows'] + removed) * node['Actual Loops'] : 0
  return (node.Plans ?? []).reduce((sum, child) => sum + scannedIn(child), here)
}
