import { cpus, totalmem } from 'node:os'
import { type Goal, ingestOf, listsOf, type Measures, missedBy, nameOf } from './goals.ts'
import { ratioOf } from './measures/filters.ts'
import type { MemoryMeasure, StartUpMeasure } from './measures/house-keeping.ts'
import type { Books } from './measures/ingest.ts'
import type { Memory } from './processes.ts'
import type { Hot } from './profile.ts'
import type { Sample } from './samples.ts'
import type { SubjectName } from './subjects.ts'

/** A whole run, as it is written to `results/latest.json`. */
export interface Run extends Measures {
  readonly at: string
  readonly machine: { readonly cpus: number; readonly model: string; readonly memory: number }
  readonly node: string
  readonly postgres: string
  readonly books: Books
  readonly memory: readonly MemoryMeasure[]
  readonly startUp: readonly StartUpMeasure[]
  /** Where Parley's time goes, by what it was doing; only when asked for, or when a goal is missed. */
  readonly profiles: Readonly<Record<string, readonly Hot[]>>
  readonly goals: readonly Goal[]
}

export function describeMachine(): Run['machine'] {
  const [cpu] = cpus()
  return { cpus: cpus().length, model: cpu?.model ?? 'unknown', memory: totalmem() }
}

const NAMES: Readonly<Record<SubjectName | 'socket.io', string>> = {
  floor: 'HTTP floor',
  single: 'bare, one transaction per message',
  batched: 'bare, batched',
  parley: 'Parley',
  'socket.io': 'bare Socket.IO room'
}

export function toMarkdown(run: Run): string {
  return [
    `## Bench, ${run.at.slice(0, 10)}`,
    `${run.machine.cpus} × ${run.machine.model}, Node ${run.node}, PostgreSQL ${run.postgres}; driver, server and database share the machine.`,
    goalTable(run),
    '### Ingest: webhook → event on an agent’s socket',
    ingestTable(run),
    booksLine(run),
    '### Lists, 32 at a time',
    listTable(run),
    '### What conversations can be asked, 4 at a time',
    filterTable(run),
    '### One message to many sockets',
    fanOutTable(run),
    '### Closing every conversation of an organization',
    bulkTable(run),
    '### From the phone to the screen',
    screenTable(run),
    '### Idle memory and start-up',
    memoryTable(run),
    startUpTable(run),
    ...profileTables(run)
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return '_Not measured in this run._'
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function goalTable({ goals }: Run): string {
  if (goals.length === 0) return '_Parley was not measured: build it first. The limits alone follow._'
  return table(
    ['goal', 'ratio', 'wanted', ''],
    goals.map(goal => [
      goal.name,
      goal.ratio.toFixed(2),
      `${goal.rule} ${goal.bound}`,
      goal.met ? 'met' : `missed by ${(missedBy(goal) * 100).toFixed(0)} %`
    ])
  )
}

const SAMPLE_HEAD = ['per second', 'p50 ms', 'p99 ms', 'server µs', 'PostgreSQL µs', 'driver µs'] as const

function cellsOf({ perSecond, p50, p99, server, postgres, driver }: Sample): string[] {
  return [
    Math.round(perSecond).toLocaleString('en'),
    p50.toFixed(2),
    p99.toFixed(2),
    server.toFixed(0),
    postgres.toFixed(0),
    driver.toFixed(0)
  ]
}

function ingestTable(run: Run): string {
  const rows: string[][] = []
  for (const concurrency of [1, 32]) {
    const floor = ingestOf(run, 'floor', concurrency)
    for (const subject of ['floor', 'single', 'batched', 'parley'] as const) {
      const sample = ingestOf(run, subject, concurrency)
      if (!sample || !floor) continue
      const emits = run.ingest.find(each => each.subject === subject && each.concurrency === concurrency)?.emits ?? 0
      const share = (sample.perSecond / floor.perSecond).toFixed(2)
      rows.push([NAMES[subject], String(concurrency), ...cellsOf(sample), share, emits.toFixed(2)])
    }
  }
  const mixed = ingestOf(run, 'parley', 32, true)
  if (mixed) rows.push(['Parley, all kinds of WhatsApp', '32', ...cellsOf(mixed), '–', '–'])
  return table(['', 'at once', ...SAMPLE_HEAD, '÷ floor', 'emits per message'], rows)
}

function booksLine({ books, ingest }: Run): string {
  const many = (value: number): string => value.toLocaleString('en')
  const sockets = Math.max(...ingest.map(each => each.sockets))
  return [
    `CPU per message. Written as role \`${books.role}\`: ${many(books.receipts)} receipts, ${many(books.messages)} messages,`,
    `${many(books.events)} events in ${many(books.conversations)} conversations, \`seq\` without gaps; ${sockets} sockets.`,
    `Indexes: ${books.indexes.join(', ')}.`
  ].join(' ')
}

function listTable(run: Run): string {
  const sizes = [...new Set(run.lists.map(each => each.rows))]
  const rows: string[][] = []
  for (const page of ['inbox', 'messages'] as const) {
    for (const size of sizes) {
      for (const subject of ['batched', 'parley'] as const) {
        const sample = listsOf(run, subject, page, size)
        const found = run.buffers.find(each => each.subject === subject && each.page === page && each.rows === size)
        if (!sample) continue
        const buffers = found ? `${found.buffers} in ${found.statements}` : '–'
        rows.push([nameOf(page), NAMES[subject], size.toLocaleString('en'), ...cellsOf(sample), buffers])
      }
    }
  }
  return table(['', '', 'rows', ...SAMPLE_HEAD, 'buffers in statements'], rows)
}

function filterTable({ filters }: Run): string {
  return table(
    ['', 'rows', 'looked at', 'shown or counted', 'ratio', ...SAMPLE_HEAD],
    filters.map(({ filter, rows, scanned, shown, sample }) => [
      filter,
      rows.toLocaleString('en'),
      scanned.toLocaleString('en'),
      shown.toLocaleString('en'),
      ratioOf({ scanned, shown }).toFixed(1),
      ...cellsOf(sample)
    ])
  )
}

function fanOutTable(run: Run): string {
  return table(
    ['', 'sockets', 'server µs per delivery', 'last after p50 ms', 'p99 ms', 'bytes per delivery', 'server RSS MB'],
    run.fanOut.map(each => [
      NAMES[each.subject],
      each.sockets,
      each.server.toFixed(1),
      each.p50.toFixed(1),
      each.p99.toFixed(1),
      each.bytesPerDelivery.toFixed(0),
      megabytes(each.rss)
    ])
  )
}

function bulkTable({ bulk }: Run): string {
  return table(
    ['', 'conversations', 'per second', 'server µs', 'PostgreSQL µs', 'answered after ms'],
    bulk.map(({ subject, rows, perSecond, server, postgres, answered }) => [
      subject === 'sql' ? 'one SQL statement' : 'Parley, one bulk action',
      rows.toLocaleString('en'),
      Math.round(perSecond).toLocaleString('en'),
      server.toFixed(0),
      postgres.toFixed(0),
      answered === null ? '–' : answered.toFixed(0)
    ])
  )
}

function screenTable({ screen }: Run): string {
  return table(
    ['press on the phone → painted in the list', 'messages', 'p50 ms', 'p99 ms', 'server µs per message'],
    screen.map(({ browser, messages, p50, p99, server }) => [
      `Chromium ${browser}`,
      messages,
      p50.toFixed(1),
      p99.toFixed(1),
      server.toFixed(0)
    ])
  )
}

function memoryTable({ memory }: Run): string {
  const cells = ({ processes, rss, pss }: Memory): string => `${megabytes(pss)} (${megabytes(rss)}) in ${processes}`
  return table(
    ['MB after 10 s idle: PSS (sum of RSS) in processes', 'server', 'PostgreSQL', 'all'],
    memory.map(({ subject, server, postgres }) => [
      NAMES[subject],
      cells(server),
      cells(postgres),
      megabytes(server.pss + postgres.pss)
    ])
  )
}

function startUpTable({ startUp }: Run): string {
  const seconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1_000).toFixed(2))
  return table(
    ['seconds until /readyz is 200', 'cold: empty data directory', 'warm'],
    startUp.map(each => [NAMES[each.subject], seconds(each.cold), seconds(each.warm)])
  )
}

function profileTables({ profiles }: Run): string[] {
  return Object.entries(profiles).flatMap(([name, hot]) => [
    `### Where Parley’s time goes: ${name}`,
    table(
      ['function, by itself', 'share'],
      hot.map(({ where, share }) => [`\`${where}\``, `${(share * 100).toFixed(1)} %`])
    )
  ])
}

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(0)
