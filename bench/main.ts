import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from '../test/support/browser.ts'
import { type Cluster, createDatabase, dropDatabase, openCluster, withClient } from './database.ts'
import { goalsOf } from './goals.ts'
import { type BulkMeasure, measureBareBulk, measureBulk } from './measures/bulk.ts'
import { type Broadcaster, type FanOutMeasure, measureFanOut } from './measures/fan-out.ts'
import { type FilterMeasure, measureFilters } from './measures/filters.ts'
import {
  type MemoryMeasure,
  measureBareStartUp,
  measureMemory,
  measureParleyStartUp,
  type StartUpMeasure
} from './measures/house-keeping.ts'
import { auditIngest, type IngestMeasure, measureIngest } from './measures/ingest.ts'
import { type BuffersMeasure, type ListMeasure, measureBuffers, measureLists } from './measures/lists.ts'
import { measureScreen, type ScreenMeasure } from './measures/screen.ts'
import { profiled } from './profile.ts'
import { buildPrograms, RESULTS } from './programs.ts'
import { describeMachine, type Run, toMarkdown } from './report.ts'
import { sealAsParley } from './seal.ts'
import { advanceSequences, growLists, seedCustomers, seedOrganizations } from './seed.ts'
import { seedFilters } from './seed-filters.ts'
import { openSlowProvider } from './slow-provider.ts'
import { arePagesBuilt, isParleyBuilt, type SubjectName } from './subjects.ts'

interface Plan {
  readonly rounds: number
  readonly seconds: number
  readonly sizes: readonly number[]
  readonly sockets: number
  readonly broadcasts: number
  /** Conversations of one bulk action. */
  readonly bulk: number
  /** From the phone to the screen. */
  readonly glyphs: number
}

// About ten minutes, and about two.
const FULL: Plan = {
  rounds: 3,
  seconds: 4,
  sizes: [10_000, 100_000, 1_000_000],
  sockets: 1_000,
  broadcasts: 100,
  bulk: 100_000,
  glyphs: 200
}
const SHORT: Plan = {
  rounds: 1,
  seconds: 2,
  sizes: [10_000, 100_000],
  sockets: 1_000,
  broadcasts: 30,
  bulk: 10_000,
  glyphs: 100
}

const plan = process.argv.includes('--short') ? SHORT : FULL
const withParley = isParleyBuilt() && !process.argv.includes('--bare')

const INGEST = 'bench_ingest'
const LISTS = 'bench_lists'
const FILTERS = 'bench_filters'
const BULK = 'bench_bulk'

async function ingest(cluster: Cluster, url: string): Promise<IngestMeasure[]> {
  const subjects: readonly SubjectName[] = ['floor', 'single', 'batched', ...parley()]
  return inRounds('ingest', subjects, subject => measureIngest(subject, cluster, url, plan.seconds))
}

async function lists(cluster: Cluster): Promise<{ lists: ListMeasure[]; buffers: BuffersMeasure[] }> {
  const url = await makeWorld(cluster, LISTS)
  const lists: ListMeasure[] = []
  const buffers: BuffersMeasure[] = []
  const subjects: readonly SubjectName[] = ['batched', ...parley()]
  let present = 0
  for (const rows of plan.sizes) {
    say(`growing the lists to ${rows.toLocaleString('en')} rows`)
    await withClient(url, client => growLists(client, present, rows))
    present = rows
    for (const subject of subjects) buffers.push(...(await measureBuffers(subject, url, rows)))
    lists.push(
      ...(await inRounds('lists', subjects, subject => measureLists(subject, cluster, url, rows, plan.seconds / 2)))
    )
  }
  return { lists, buffers }
}

async function filters(cluster: Cluster): Promise<FilterMeasure[]> {
  if (!withParley) return []
  const rows = Math.max(...plan.sizes)
  say(`filters over ${rows.toLocaleString('en')} rows`)
  const url = await makeWorld(cluster, FILTERS)
  await withClient(url, client => seedFilters(client, rows))
  return measureFilters(cluster, url, rows, plan.seconds / 2)
}

async function fanOut(cluster: Cluster, url: string): Promise<FanOutMeasure[]> {
  let frames: readonly string[] = []
  const subjects: readonly Broadcaster[] = withParley ? ['parley', 'socket.io', 'batched'] : ['batched', 'socket.io']
  return inRounds('fan-out', subjects, async subject => {
    const size = { sockets: plan.sockets, messages: plan.broadcasts }
    const heard = await measureFanOut(subject, cluster, url, frames, size)
    // The first of a round says which bytes the room is to carry.
    if (subject === subjects[0]) frames = heard.frames
    return [heard.measure]
  })
}

async function screen(cluster: Cluster): Promise<ScreenMeasure[]> {
  if (!withParley || !arePagesBuilt() || !findBrowser()) return []
  const measures: ScreenMeasure[] = []
  for (let round = 1; round <= plan.rounds; round++) {
    say(`phone to screen, round ${round} of ${plan.rounds}`)
    measures.push(await measureScreen(cluster, plan.glyphs))
  }
  return measures
}

async function bulk(cluster: Cluster): Promise<BulkMeasure[]> {
  const url = await makeWorld(cluster, BULK)
  await withClient(url, async client => {
    await growLists(client, 0, plan.bulk)
    await advanceSequences(client)
  })
  const measures: BulkMeasure[] = []
  for (let round = 1; round <= plan.rounds; round++) {
    say(`bulk, round ${round} of ${plan.rounds}`)
    measures.push(await measureBareBulk(cluster, url))
    if (withParley) measures.push(await measureBulk(cluster, url))
  }
  await dropDatabase(cluster, BULK)
  return measures
}

async function startUp(url: string): Promise<StartUpMeasure[]> {
  const bare = await measureBareStartUp(url)
  return withParley ? [bare, await measureParleyStartUp()] : [bare]
}

async function memory(cluster: Cluster, url: string): Promise<MemoryMeasure[]> {
  const measures: MemoryMeasure[] = []
  for (const subject of ['batched', ...parley()] as const) measures.push(await measureMemory(subject, cluster, url))
  return measures
}

const parley = (): readonly 'parley'[] => (withParley ? ['parley'] : [])

/** Everybody once, then everybody again: what the machine does meanwhile, it does to all. */
async function inRounds<Subject extends string, Measure>(
  what: string,
  subjects: readonly Subject[],
  measure: (subject: Subject) => Promise<Measure[]>
): Promise<Measure[]> {
  const measures: Measure[] = []
  for (let round = 1; round <= plan.rounds; round++) {
    for (const subject of subjects) {
      say(`${what}, round ${round} of ${plan.rounds}: ${subject}`)
      measures.push(...(await measure(subject)))
    }
  }
  return measures
}

async function makeWorld(cluster: Cluster, name: string): Promise<string> {
  const url = await createDatabase(cluster, name)
  await withClient(url, async client => {
    await seedOrganizations(client, sealAsParley, provider.url)
    await seedCustomers(client)
    await advanceSequences(client)
    await client.query('vacuum (analyze)')
  })
  return url
}

async function run(cluster: Cluster): Promise<Run> {
  const url = await makeWorld(cluster, INGEST)
  const measured = {
    at: new Date().toISOString(),
    machine: describeMachine(),
    node: process.versions.node,
    postgres: cluster.version,
    ingest: await ingest(cluster, url),
    books: await auditIngest(url),
    ...(await lists(cluster)),
    filters: await filters(cluster),
    fanOut: await fanOut(cluster, url),
    bulk: await bulk(cluster),
    screen: await screen(cluster),
    memory: await memory(cluster, url),
    startUp: await startUp(url)
  }
  const goals = goalsOf(measured)
  const isWanted = process.argv.includes('--profile') || (plan === FULL && goals.some(goal => !goal.met))
  const profiles = withParley && isWanted ? await profileParley(cluster, url) : {}
  for (const name of [INGEST, LISTS, FILTERS]) await dropDatabase(cluster, name)
  return { ...measured, goals, profiles }
}

/** A round of each again, watched. The watching slows it down, so its figures are not kept. */
async function profileParley(cluster: Cluster, url: string): Promise<Run['profiles']> {
  say('profiling')
  const listsUrl = cluster.urlOf(LISTS)
  const rows = Math.max(...plan.sizes)
  const size = { sockets: plan.sockets, messages: plan.broadcasts }
  return {
    ingest: await profiled(async watch => void (await measureIngest('parley', cluster, url, plan.seconds, watch))),
    lists: await profiled(
      async watch => void (await measureLists('parley', cluster, listsUrl, rows, plan.seconds, watch))
    ),
    'fan-out': await profiled(async watch => void (await measureFanOut('parley', cluster, url, [], size, watch)))
  }
}

function say(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
}

await buildPrograms()
const provider = await openSlowProvider()
const cluster = await openCluster()
try {
  const result = await run(cluster)
  writeFileSync(join(RESULTS, 'latest.json'), `${JSON.stringify(result, null, 2)}\n`)
  console.log(toMarkdown(result))
  if (process.argv.includes('--strict') && result.goals.some(goal => !goal.met)) process.exitCode = 1
} finally {
  provider.close()
  await cluster.close()
}
