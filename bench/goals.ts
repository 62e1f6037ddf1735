import type { BulkMeasure } from './measures/bulk.ts'
import type { FanOutMeasure } from './measures/fan-out.ts'
import { type FilterMeasure, ratioOf } from './measures/filters.ts'
import type { IngestMeasure } from './measures/ingest.ts'
import type { BuffersMeasure, ListMeasure, Page } from './measures/lists.ts'
import type { ScreenMeasure } from './measures/screen.ts'
import { median, medianSample, type Sample } from './samples.ts'
import type { SubjectName } from './subjects.ts'

/** All that one run has measured; every entry is one stretch of one round. */
export interface Measures {
  readonly ingest: readonly IngestMeasure[]
  readonly lists: readonly ListMeasure[]
  readonly buffers: readonly BuffersMeasure[]
  readonly fanOut: readonly FanOutMeasure[]
  readonly filters: readonly FilterMeasure[]
  readonly bulk: readonly BulkMeasure[]
  readonly screen: readonly ScreenMeasure[]
}

/** A ratio of two figures of the same run, and what it must be. */
export interface Goal {
  readonly name: string
  readonly ratio: number
  readonly rule: 'at least' | 'at most'
  readonly bound: number
  readonly met: boolean
}

function goal(name: string, ratio: number, rule: Goal['rule'], bound: number): Goal {
  return { name, ratio, rule, bound, met: rule === 'at least' ? ratio >= bound : ratio <= bound }
}

/** By how much a goal is missed, as a share of its bound; 0 when it is met. */
export function missedBy({ met, ratio, bound }: Goal): number {
  return met ? 0 : Math.abs(ratio - bound) / bound
}

export function ingestOf(
  { ingest }: Measures,
  subject: SubjectName,
  concurrency: number,
  mixed = false
): Sample | undefined {
  const found = ingest.filter(
    each => each.subject === subject && each.concurrency === concurrency && each.mixed === mixed
  )
  return found.length === 0 ? undefined : medianSample(found.map(each => each.sample))
}

export function listsOf({ lists }: Measures, subject: SubjectName, page: Page, rows: number): Sample | undefined {
  const found = lists.filter(each => each.subject === subject && each.page === page && each.rows === rows)
  return found.length === 0 ? undefined : medianSample(found.map(each => each.sample))
}

export function perDelivery({ fanOut }: Measures, subject: FanOutMeasure['subject']): number | undefined {
  const found = fanOut.filter(each => each.subject === subject)
  return found.length === 0 ? undefined : median(found.map(each => each.server))
}

/** The goals of which both sides have been measured. */
export function goalsOf(measures: Measures): Goal[] {
  return [
    ...ingestGoals(measures),
    ...listGoals(measures),
    ...bufferGoals(measures),
    ...fanOutGoals(measures),
    ...filterGoals(measures),
    ...bulkGoals(measures),
    ...screenGoals(measures)
  ]
}

function ingestGoals(measures: Measures): Goal[] {
  const parley = ingestOf(measures, 'parley', 32)
  const alone = ingestOf(measures, 'parley', 1)
  const batched = ingestOf(measures, 'batched', 32)
  const single = ingestOf(measures, 'single', 32)
  const batchedAlone = ingestOf(measures, 'batched', 1)
  const mixed = ingestOf(measures, 'parley', 32, true)
  if (!parley || !alone || !batched || !single || !batchedAlone || !mixed) return []
  return [
    goal('Ingest at 32: messages per second ÷ bare, batched', parley.perSecond / batched.perSecond, 'at least', 0.6),
    goal('Ingest at 32: messages per second ÷ bare, single', parley.perSecond / single.perSecond, 'at least', 1),
    goal('Ingest at 32: server CPU ÷ bare, batched', parley.server / batched.server, 'at most', 1.6),
    goal('Ingest at 1: p50 ÷ bare, batched', alone.p50 / batchedAlone.p50, 'at most', 2),
    goal('Ingest at 32, all kinds: server CPU ÷ texts alone', mixed.server / parley.server, 'at most', 1.3)
  ]
}

const sizesOf = (measures: readonly { readonly rows: number }[]): number[] =>
  [...new Set(measures.map(each => each.rows))].sort((one, other) => one - other)

function listGoals(measures: Measures): Goal[] {
  const goals: Goal[] = []
  for (const rows of sizesOf(measures.lists)) {
    for (const page of ['inbox', 'messages'] as const) {
      const parley = listsOf(measures, 'parley', page, rows)
      const bare = listsOf(measures, 'batched', page, rows)
      if (!parley || !bare) continue
      const name = `${nameOf(page)}, ${rows.toLocaleString('en')} rows`
      goals.push(goal(`${name}: server CPU ÷ bare`, parley.server / bare.server, 'at most', 1.8))
      goals.push(goal(`${name}: requests per second at 32 ÷ bare`, parley.perSecond / bare.perSecond, 'at least', 0.5))
    }
  }
  return goals
}

function bufferGoals({ buffers }: Measures): Goal[] {
  const goals: Goal[] = []
  const [smallest] = sizesOf(buffers)
  const largest = sizesOf(buffers).at(-1)
  for (const page of ['inbox', 'messages'] as const) {
    const at = (rows: number | undefined): number | undefined =>
      buffers.find(each => each.subject === 'parley' && each.page === page && each.rows === rows)?.buffers
    const [few, many] = [at(smallest), at(largest)]
    if (few && many)
      goals.push(goal(`${nameOf(page)}: buffers at the largest ÷ the smallest`, many / few, 'at most', 1.3))
  }
  return goals
}

function fanOutGoals(measures: Measures): Goal[] {
  const parley = perDelivery(measures, 'parley')
  const broadcast = perDelivery(measures, 'socket.io')
  if (!parley || !broadcast) return []
  return [goal('Fan-out: CPU per delivery ÷ a Socket.IO room', parley / broadcast, 'at most', 1.1)]
}

/** The phones promise that words arrive within a second. */
function bulkGoals({ bulk }: Measures): Goal[] {
  const perSecond = (subject: BulkMeasure['subject']): number =>
    median(bulk.filter(each => each.subject === subject).map(each => each.perSecond))
  const ratio = perSecond('parley') / perSecond('sql')
  if (Number.isNaN(ratio)) return []
  return [goal('Bulk close: conversations per second ÷ one SQL statement', ratio, 'at least', 0.3)]
}

function screenGoals({ screen }: Measures): Goal[] {
  if (screen.length === 0) return []
  const p99 = median(screen.map(each => each.p99))
  return [goal('Phone to screen: p99 ÷ one second', p99 / 1_000, 'at most', 1)]
}

/** No plan looks at more than a hundred times what it shows or counts. */
function filterGoals({ filters }: Measures): Goal[] {
  const [worst] = [...filters].sort((one, other) => ratioOf(other) - ratioOf(one))
  if (!worst) return []
  return [goal(`Filters: rows looked at ÷ shown, the worst (${worst.filter})`, ratioOf(worst), 'at most', 100)]
}

export const nameOf = (page: Page): string => (page === 'inbox' ? 'Inbox page' : 'Message page')
