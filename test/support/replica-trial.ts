import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { removeMessage } from '../../src/actions/remove-message.ts'
import { updateContact } from '../../src/actions/update-contact.ts'
import type { Conversation, Message, Page } from '../../src/client/index.ts'
import { ioOf, waitingBytes } from '../../src/declarations.ts'
import { restAs, type StockClient } from './clients.ts'
import { type Random, randomFrom } from './random.ts'
import type { Stage, Talk } from './stage.ts'
import { isBefore, openWatcher, type Person, type Truth, type Watcher, wordsFor } from './watcher.ts'

/** How hard it is made. */
export interface Trial {
  readonly seed: number
  readonly watchers: number
  readonly talks: number
  /** Conversations that each watcher has open besides the list. */
  readonly threads: number
  readonly events: number
  /** Messages that a customer's phone posts at once. */
  readonly burst: number
  readonly lastsMs: number
  readonly mostCutMs: number
  /** How long all may take to come to the truth once the last line is mended. */
  readonly patienceMs: number
}

/** What came of it. */
export interface Outcome {
  readonly events: number
  readonly cuts: number
  readonly stalls: number
  /** At the end: who differs from the truth, and in what. */
  readonly flaws: readonly string[]
  /** On the way: what was out of order, or told to those who may not see it. */
  readonly offences: readonly string[]
  readonly caughtUpMs: number
  /** The most that the server held back for one reader. */
  readonly mostWaitingBytes: number
  readonly grownBytes: number
}

interface Desk {
  readonly stage: Stage
  readonly people: readonly Person[]
  readonly teams: readonly number[]
  readonly random: Random
}

/** A conversation, and what was said in it. */
interface Subject extends Talk {
  readonly contactId: number
  readonly notes: string[]
}

const WRITERS = 4
const LOOK_MS = 50

/** Lets people work while others watch over lines that break, then mends the lines and compares. */
export async function tryReplicas(stage: Stage, trial: Trial): Promise<Outcome> {
  const random = randomFrom(trial.seed)
  await stage.rows(`update organizations set settings = '{"agent_visibility":"team"}' where id = $1`, [
    stage.organization.id
  ])
  const teams = await foundTeams(stage, Math.max(2, Math.round(trial.watchers / 20)))
  const people = await hirePeople(stage, teams, trial.watchers)
  const subjects = await meet(stage, trial.talks)
  const desk = { stage, people, teams, random }
  const watchers: Watcher[] = []
  for (const person of people) watchers.push(await watch(desk, person, subjects, trial.threads))
  const before = await countEvents(stage)
  const meter = measure(stage)
  try {
    const ended = new AbortController()
    setMaxListeners(watchers.length, ended.signal)
    const troubles = watchers.map((watcher, index) => trouble(watcher, index === 0, trial, random, ended.signal))
    await work(desk, subjects, trial)
    ended.abort()
    const tally = (await Promise.all(troubles)).reduce((sum, each) => ({
      cuts: sum.cuts + each.cuts,
      stalls: sum.stalls + each.stalls
    }))
    await stage.server.settle()
    const { flaws, ms } = await compare(watchers, await readTruth(stage), trial.patienceMs)
    const offences = watchers.flatMap(each => each.offences)
    return { ...tally, ...meter.stop(), events: (await countEvents(stage)) - before, flaws, offences, caughtUpMs: ms }
  } finally {
    meter.stop()
    for (const watcher of watchers) await watcher.close()
  }
}

async function foundTeams(stage: Stage, count: number): Promise<number[]> {
  const teams = await stage.rows<{ id: number }>(
    `insert into teams (organization_id, name) select $1, 'Team ' || n from generate_series(1, $2::int) n returning id`,
    [stage.organization.id, count]
  )
  return teams.map(team => team.id)
}

/** An owner, some admins, and agents who are each in one team. */
async function hirePeople(stage: Stage, teams: readonly number[], count: number): Promise<Person[]> {
  const people: Person[] = []
  for (let nth = 0; nth < count; nth++) {
    const role = nth === 0 ? 'owner' : nth % 10 === 1 ? 'admin' : 'agent'
    const colleague = await stage.organization.hire(role)
    const team = teams[nth % teams.length] ?? 0
    people.push({ ...colleague, role, team })
    await stage.rows(`insert into team_members (organization_id, team_id, user_id) values ($1, $2, $3)`, [
      stage.organization.id,
      team,
      colleague.member.user_id
    ])
  }
  return people
}

async function meet(stage: Stage, count: number): Promise<Subject[]> {
  const subjects: Subject[] = []
  for (let nth = 0; nth < count; nth++) {
    const talk = await stage.talk()
    const [row] = await stage.rows<{ contact_id: number }>('select contact_id from conversations where id = $1', [
      talk.id
    ])
    subjects.push({ ...talk, contactId: row?.contact_id ?? 0, notes: [] })
  }
  return subjects
}

function watch({ stage, random }: Desk, person: Person, talks: readonly Talk[], most: number): Promise<Watcher> {
  const ids = new Set<number>()
  while (ids.size < Math.min(most, talks.length)) ids.add(random.oneOf(talks).id)
  return openWatcher(stage.server.url, person, [...ids])
}

/** Cuts or stalls a line again and again; `isSlow`: it only ever stalls, for as long as it can be. */
async function trouble(
  { line }: Watcher,
  isSlow: boolean,
  { mostCutMs }: Trial,
  { chance }: Random,
  signal: AbortSignal
): Promise<{ cuts: number; stalls: number }> {
  const tally = { cuts: 0, stalls: 0 }
  for (;;) {
    await rest(chance() * mostCutMs, signal)
    if (signal.aborted) break
    const isStall = isSlow || chance() < 0.3
    tally[isStall ? 'stalls' : 'cuts']++
    if (isStall) line.stall()
    else line.cut()
    await rest(isSlow ? mostCutMs : chance() * mostCutMs, signal)
    line.mend()
  }
  return tally
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => {})

/** Each writer has conversations of its own, so it knows whose they are while it writes. */
async function work(desk: Desk, subjects: readonly Subject[], trial: Trial): Promise<void> {
  const began = performance.now()
  let steps = 0
  const write = async (mine: readonly Subject[]): Promise<void> => {
    while (steps < trial.events) {
      const due = began + (trial.lastsMs * ++steps) / trial.events
      if (due > performance.now()) await pause(due - performance.now())
      desk.stage.server.clock.forward({ ms: 40 })
      const subject = desk.random.oneOf(mine)
      if (desk.random.chance() < 0.1) {
        steps += trial.burst - 1
        await speak(subject, steps, trial.burst)
      } else await step(desk, subject, steps)
    }
  }
  const shares = Array.from({ length: WRITERS }, (_, nth) => subjects.filter((_, index) => index % WRITERS === nth))
  await Promise.all(shares.filter(share => share.length > 0).map(write))
}

async function step(desk: Desk, subject: Subject, nth: number): Promise<void> {
  const { stage, people, teams, random } = desk
  const dice = random.chance()
  if (dice < 0.65) return note(stage, subject, nth)
  if (dice < 0.74) return give(stage, subject, null, random.oneOf(teams))
  if (dice < 0.8) return give(stage, subject, random.oneOf(people).member.user_id, random.oneOf(teams))
  if (dice < 0.83) return give(stage, subject, null, null)
  if (dice < 0.9) return change(stage, subject, { priority: random.oneOf(['low', 'normal', 'high', 'urgent']) })
  if (dice < 0.94) return rename(stage, subject, nth)
  if (dice < 0.97) return forget(stage, subject)
  await change(stage, subject, { status: 'closed' })
  await change(stage, subject, { status: 'open' })
}

async function speak({ phone }: Subject, nth: number, count: number): Promise<void> {
  await phone.batch(Array.from({ length: count }, (_, index) => phone.event.says(`Word ${nth - index}`)))
}

async function note(stage: Stage, subject: Subject, nth: number): Promise<void> {
  const [owner] = await stage.rows<{ assigned_user_id: number | null; assigned_team_id: number | null }>(
    'select assigned_user_id, assigned_team_id from conversations where organization_id = $1 and id = $2',
    [stage.organization.id, subject.id]
  )
  if (!owner) throw new Error('a conversation without a row')
  const { id } = await stage.send(subject, wordsFor(owner, nth), { message_type: 'note' })
  subject.notes.push(id)
}

async function change(stage: Stage, subject: Subject, change: Parameters<Stage['change']>[1]): Promise<void> {
  await stage.change(subject, change)
}

const give = (stage: Stage, subject: Subject, user: number | null, team: number | null): Promise<void> =>
  change(stage, subject, { assigned_user_id: user, assigned_team_id: team })

async function rename(stage: Stage, { contactId }: Subject, nth: number): Promise<void> {
  await stage.as(stage.owner, scope => updateContact(scope, contactId, { first_name: `Name ${nth}` }, null))
}

async function forget(stage: Stage, subject: Subject): Promise<void> {
  const id = subject.notes.shift()
  if (id !== undefined) await stage.as(stage.owner, scope => removeMessage(scope, id, 'whatsapp'))
}

/** Asks again until nobody differs, or patience ends. */
async function compare(watchers: readonly Watcher[], truth: Truth, patienceMs: number) {
  const began = performance.now()
  for (;;) {
    const flaws = watchers.flatMap((each, nth) => each.flaws(truth).map(flaw => `watcher ${nth}: ${flaw}`))
    const ms = Math.round(performance.now() - began)
    if (flaws.length === 0 || ms > patienceMs) return { flaws, ms }
    await pause(LOOK_MS)
  }
}

async function readTruth(stage: Stage): Promise<Truth> {
  const owner = await restAs(stage.server.url, { apiKey: stage.organization.owner.apiKey })
  const conversations = await readAll<Conversation>(owner, 'conversations', { $sort: { id: 1 } })
  const messages = new Map<number, Message[]>()
  for (const { id } of conversations) {
    messages.set(id, await readAll(owner, 'conversation-messages', { conversation_id: id, $sort: { seq: 1 } }))
  }
  return { conversations: conversations.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)), messages }
}

async function readAll<Row>({ app }: StockClient, path: string, query: object): Promise<Row[]> {
  const rows: Row[] = []
  for (;;) {
    const page: Page<Row> = await app.service(path).find({ query: { ...query, $limit: 50, $skip: rows.length } })
    rows.push(...page.data)
    if (page.data.length < 50) return rows
  }
}

async function countEvents(stage: Stage): Promise<number> {
  const [row] = await stage.rows<{ count: number }>(
    'select count(*)::int as count from events where organization_id = $1',
    [stage.organization.id]
  )
  return row?.count ?? 0
}

/** Looks again and again at what the server holds back for its readers, and at the memory of all. */
function measure(stage: Stage) {
  const before = process.memoryUsage().rss
  let mostWaitingBytes = 0
  let mostBytes = before
  const timer = setInterval(() => {
    for (const socket of ioOf(stage.server.app.feathers)?.sockets.sockets.values() ?? []) {
      mostWaitingBytes = Math.max(mostWaitingBytes, waitingBytes(socket))
    }
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss)
  }, LOOK_MS)
  return {
    stop() {
      clearInterval(timer)
      return { mostWaitingBytes, grownBytes: mostBytes - before }
    }
  }
}
