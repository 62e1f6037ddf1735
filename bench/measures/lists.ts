import { type Cluster, withClient } from '../database.ts'
import { drive } from '../drive.ts'
import type { ListJob, ListResult } from '../drivers/lists.ts'
import { buffersTouched } from '../explain.ts'
import { type Sample, sampleOf } from '../samples.ts'
import { LIST_NUMBER, LIST_ORGANIZATION, THREAD_LENGTH } from '../seed.ts'
import { type Subject, type SubjectName, startSubject } from '../subjects.ts'
import { tapWire } from '../wiretap.ts'
import { apiKeyOf } from '../world.ts'

export type Page = 'inbox' | 'messages'
const PAGES: readonly Page[] = ['inbox', 'messages']
const CONCURRENCY = 32
const THREADS = 20
// Until the compiler of the language has done its work.
const WARM_UP_SECONDS = 3

export interface ListMeasure {
  readonly subject: SubjectName
  readonly page: Page
  readonly rows: number
  readonly sample: Sample
}

/** The newest 50 open conversations, and the newest 50 messages of threads all over the table. */
function pathsOf(page: Page, rows: number): string[] {
  if (page === 'inbox') return ['/conversations?status=open&%24limit=50&%24sort%5Blast_interaction_at%5D=-1']
  const threads = rows / THREAD_LENGTH
  return Array.from({ length: Math.min(THREADS, threads) }, (_, index) => {
    const conversation = LIST_NUMBER + Math.floor((index * threads) / Math.min(THREADS, threads))
    return `/conversation-messages-whatsapp?conversation_id=${conversation}&%24limit=50&%24sort%5Bseq%5D=-1`
  })
}

export async function measureLists(
  name: SubjectName,
  cluster: Cluster,
  databaseUrl: string,
  rows: number,
  seconds: number,
  nodeOptions: readonly string[] = []
): Promise<ListMeasure[]> {
  const subject = await startSubject(name, databaseUrl, nodeOptions)
  const measures: ListMeasure[] = []
  try {
    for (const page of PAGES) {
      const job: ListJob = {
        port: subject.port,
        apiKey: apiKeyOf(LIST_ORGANIZATION),
        paths: pathsOf(page, rows),
        concurrency: CONCURRENCY,
        warmUpSeconds: WARM_UP_SECONDS,
        seconds
      }
      const result = await drive<ListResult>('lists', job, subject.program, cluster)
      measures.push({ subject: name, page, rows, sample: sampleOf(result, result.requests) })
    }
  } finally {
    await subject.stop()
  }
  return measures
}

export interface BuffersMeasure {
  readonly subject: SubjectName
  readonly page: Page
  readonly rows: number
  readonly buffers: number
  readonly statements: number
  readonly bytes: number
}

/** Overhears what one request for each page asks of the database, and has PostgreSQL explain it. */
export async function measureBuffers(name: SubjectName, databaseUrl: string, rows: number): Promise<BuffersMeasure[]> {
  const tap = await tapWire(databaseUrl)
  const measures: BuffersMeasure[] = []
  let subject: Subject | undefined
  try {
    subject = await startSubject(name, tap.url)
    for (const page of PAGES) {
      const [path = ''] = pathsOf(page, rows)
      // The first request looks up the key as well.
      await get(subject.port, path)
      tap.take()
      const bytes = await get(subject.port, path)
      const statements = tap.take().filter(({ text }) => /\b(conversations|messages)\b/.test(text))
      const buffers = await withClient(databaseUrl, client => buffersTouched(client, statements))
      measures.push({ subject: name, page, rows, buffers, statements: statements.length, bytes })
    }
  } finally {
    await subject?.stop()
    tap.close()
  }
  return measures
}

/** Fetches a page, which must be a full one. Returns its size. */
async function get(port: number, path: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'x-api-key': apiKeyOf(LIST_ORGANIZATION) }
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${text.slice(0, 300)}`)
  const { data }: { data: readonly unknown[] } = JSON.parse(text)
  if (data.length !== 50) throw new Error(`${path} has ${data.length} rows instead of 50`)
  return text.length
}
