import { type Cluster, withClient } from '../database.ts'
import { drive } from '../drive.ts'
import type { ListJob, ListResult } from '../drivers/lists.ts'
import { rowsScanned } from '../explain.ts'
import { type Sample, sampleOf } from '../samples.ts'
import { LIST_ORGANIZATION } from '../seed.ts'
import { NAMED, STAGES, TAG, WORDS } from '../seed-filters.ts'
import { type Subject, startSubject } from '../subjects.ts'
import { tapWire } from '../wiretap.ts'
import { apiKeyOf } from '../world.ts'

const CONCURRENCY = 4
const WARM_UP_SECONDS = 1

/** What conversations can be asked, one filter or order at a time, and some as the inbox puts them together. */
const QUERIES = {
  everything: '',
  open: 'status=open',
  'my own': `assigned_user_id=${NAMED.user}`,
  'my own, open': `assigned_user_id=${NAMED.user}&status=open`,
  'of nobody, open': 'assigned_user_id=null&status=open',
  'a team': `assigned_team_id=${NAMED.team}`,
  'a small team': `assigned_team_id=${NAMED.rare_team}`,
  'an assistant': `assigned_ai_assistant_id=${NAMED.assistant}`,
  'a channel': `channel_id=${NAMED.channel}`,
  'a small channel': `channel_id=${NAMED.rare_channel}`,
  'a seldom type': 'channel=sms',
  'not the playground': 'channel[$ne]=playground&status=open',
  'a stage': `pipeline_stage_id=${STAGES.common}`,
  'a small stage': `pipeline_stage_id=${STAGES.rare}`,
  'a tag': `tag_id=${TAG}`,
  unread: 'unread_count[$gt]=0',
  waiting: 'waitingResponseOnly=true',
  'waiting longest': 'waitingResponseOnly=true&$sort[waiting_since]=1',
  asleep: 'snoozed=true',
  urgent: 'priority=urgent',
  'open, by priority': 'status=open&$sort[priority]=-1',
  blocked: 'blocked=true',
  'by creation': '$sort[created_at]=-1',
  'made on a day': 'created_at[$gte]=2025-03-01&created_at[$lt]=2025-03-02',
  'a contact': 'contact_id=777',
  'a number': 'searchTerm=4915100000777',
  'a name that all have': 'searchTerm=customer',
  'part of many numbers': 'searchTerm=15100',
  'a seldom word': `messageSearchTerm=${WORDS.seldom}`,
  'a usual word': `messageSearchTerm=${WORDS.sometimes}`,
  'a word of many': `messageSearchTerm=${WORDS.often}`,
  'no word': 'messageSearchTerm=nowhere'
} as const

export type FilterName = keyof typeof QUERIES

export interface FilterMeasure {
  readonly filter: FilterName
  readonly rows: number
  /** Rows of tables that were looked at, for each that the page or its total shows. */
  readonly scanned: number
  readonly shown: number
  readonly sample: Sample
}

/** Rows looked at for each that is shown or counted; looking at a page for nothing is fair. */
export function ratioOf({ scanned, shown }: Pick<FilterMeasure, 'scanned' | 'shown'>): number {
  return scanned / Math.max(50, shown)
}

/** Asks everything once under EXPLAIN and then for some time. */
export async function measureFilters(
  cluster: Cluster,
  databaseUrl: string,
  rows: number,
  seconds: number
): Promise<FilterMeasure[]> {
  const tap = await tapWire(databaseUrl)
  let subject: Subject | undefined
  const measures: FilterMeasure[] = []
  try {
    subject = await startSubject('parley', tap.url)
    for (const filter of Object.keys(QUERIES) as FilterName[]) {
      const path = pathOf(filter)
      await get(subject.port, path)
      tap.take()
      const shown = await get(subject.port, path)
      const heard = tap.take().filter(({ text }) => /\b(conversations|messages|contacts)\b/.test(text))
      const scanned = await withClient(databaseUrl, client => rowsScanned(client, heard))
      const sample = await timed(cluster, subject, path, seconds)
      measures.push({ filter, rows, scanned, shown, sample })
    }
  } finally {
    await subject?.stop()
    tap.close()
  }
  return measures
}

async function timed(cluster: Cluster, subject: Subject, path: string, seconds: number): Promise<Sample> {
  const job: ListJob = {
    port: subject.port,
    apiKey: apiKeyOf(LIST_ORGANIZATION),
    paths: [path],
    concurrency: CONCURRENCY,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds
  }
  const result = await drive<ListResult>('lists', job, subject.program, cluster)
  return sampleOf(result, result.requests)
}

function pathOf(filter: FilterName): string {
  const query = [QUERIES[filter], '$limit=50'].filter(Boolean).join('&')
  return `/conversations?${query.replaceAll('$', '%24').replaceAll('[', '%5B').replaceAll(']', '%5D')}`
}

/** Rows that the page shows and its total counts. */
async function get(port: number, path: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'x-api-key': apiKeyOf(LIST_ORGANIZATION) }
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${text.slice(0, 300)}`)
  const { total, data }: { total: number; data: readonly unknown[] } = JSON.parse(text)
  return data.length + Math.min(total, 1_001)
}
