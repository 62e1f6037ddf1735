import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type GraphApi, startGraphApi } from '../support/graph-api.ts'
import { type Entry, findAnomalies } from '../support/history.ts'
import { type Parley, prepareParley } from '../support/parley.ts'
import { type PrivatePostgres, startPrivatePostgres } from '../support/private-postgres.ts'
import { call, connectNumber, startLoad, type Talk } from './load.ts'

const SEED = Number(process.env['SEED'] ?? randomInt(1_000_000))
const KILLS = 20
const DATABASE_CRASHES = 3
const CUSTOMERS = 4
const SETTLED_WITHIN_MS = 60_000

describe('A server that is killed again and again', () => {
  let postgres: PrivatePostgres
  let parley: Parley
  let provider: GraphApi
  let client: pg.Client
  const random = mulberry32(SEED)

  before(async () => {
    postgres = await startPrivatePostgres()
    parley = await prepareParley({ DATABASE_URL: postgres.url })
    const numbers = [number(1), number(2)] as const
    provider = await startGraphApi({ numbers: [numbers[0], numbers[1]] })
    await parley.start()
    for (const each of numbers) {
      await connectNumber(parley, provider, {
        phone_number_id: each.phoneNumberId,
        access_token: each.accessToken,
        app_secret: each.appSecret,
        verify_token: each.verifyToken
      })
    }
  })
  after(async () => {
    await client?.end()
    await parley?.remove()
    await provider?.close()
    await postgres?.remove()
  })

  it(`loses nothing, doubles nothing, leaves no hole and calls nobody twice (SEED=${SEED})`, async () => {
    const talks = await meet()
    const load = startLoad(parley, talks)
    const starts: number[] = []

    for (let kill = 0; kill < KILLS; kill++) {
      await pause(50 + random() * 1_950)
      await parley.end('SIGKILL')
      starts.push(await parley.start())
    }
    for (let crash = 0; crash < DATABASE_CRASHES; crash++) {
      await pause(50 + random() * 1_950)
      await postgres.crash()
      await pause(random() * 1_000)
      await postgres.start()
    }
    await pause(500)
    await load.stop()

    client = new pg.Client(postgres.url)
    await client.connect()
    const settled = await settle()
    const { final, counts } = await readAll()
    const anomalies = findAnomalies({
      appends: [...load.appends, ...talks.map(firstWord)],
      reads: load.reads,
      final
    })
    const calls = callsPerDelivery()
    const { webhooks, sends } = tally(load.appends)
    console.log(
      `    ${KILLS} kills, ${DATABASE_CRASHES} database crashes; acknowledged ${webhooks} webhooks, ${sends} sends, ` +
        `${load.repeated} calls repeated, ${load.reads.length} reads; anomalies ${anomalies.length}; ` +
        `calls ${provider.accepted.length}, doubled ${calls.doubled.length}; unknown ${counts.unknown}; ` +
        `ready again after ${Math.round(median(starts))} ms (most ${Math.round(Math.max(...starts))}); at rest after ${settled} ms`
    )

    assert.deepEqual(anomalies.slice(0, 10), [])
    assert.deepEqual(calls.doubled, [])
    assert.ok(webhooks > 100 && sends > 100, 'there was too little to lose')
    assert.equal(counts.last_seq_wrong, 0)
    assert.equal(counts.sent_uncalled, 0, 'deliveries that are sent and never were called')
  })

  /** Everybody says a first word, so that there are conversations to talk in. */
  async function meet(): Promise<Talk[]> {
    const talks: Talk[] = []
    for (let customer = 0; customer < CUSTOMERS; customer++) {
      const waId = `1555000${1000 + customer}`
      const phone = provider.phone({ waId, name: `Customer ${customer}` }, numberOf(customer).phoneNumberId)
      await phone.says('Hi', { wamid: `first-${customer}` })
      talks.push({ conversation: await conversationNumber(customer + 1), phone })
    }
    return talks
  }

  async function conversationNumber(count: number): Promise<string> {
    for (;;) {
      const page = await call(parley, 'GET', 'conversations?$sort[id]=-1')
      const rows = page['data'] as { id: number }[]
      if (rows.length === count) return String(rows[0]?.id)
      await pause(20)
    }
  }

  function numberOf(customer: number) {
    return customer % 2 === 0 ? number(1) : number(2)
  }

  /** Waits until nothing is pending, and answers how long that took. */
  async function settle(): Promise<number> {
    const began = performance.now()
    for (;;) {
      const { rows } = await client.query(
        `select (select count(*)::int from receipts where state = 'pending') as receipts,
           (select count(*)::int from lanes where pending > 0 or leased_by is not null) as lanes,
           (select count(*)::int from deliveries where state in ('queued', 'sending')) as deliveries`
      )
      if (Object.values(rows[0]).every(count => count === 0)) return Math.round(performance.now() - began)
      if (performance.now() - began > SETTLED_WITHIN_MS)
        throw new Error(`no rest: ${JSON.stringify(rows[0])}\n${parley.output}`)
      await pause(100)
    }
  }

  async function readAll() {
    const { rows } = await client.query<{ conversation: string; seq: number; id: string; value: string | null }>(
      `select e.conversation_id::text as conversation, e.seq, e.id,
         case when e.type in ('message.received', 'message.queued') then coalesce(m.client_id, m.provider_message_id) end as value
       from events e
       left join messages m on m.organization_id = e.organization_id and m.id::text = e.data ->> 'message_id'
       where e.conversation_id is not null order by e.conversation_id, e.seq`
    )
    const final = new Map<string, Entry[]>()
    for (const { conversation, ...entry } of rows) final.set(conversation, [...(final.get(conversation) ?? []), entry])
    const accepted = provider.accepted.map(each => each.correlation)
    const { rows: counts } = await client.query(
      `select (select count(*)::int from conversations c where last_seq <> (
           select max(seq) from events e where e.organization_id = c.organization_id and e.conversation_id = c.id
         )) as last_seq_wrong,
         (select count(*)::int from deliveries where state = 'unknown') as unknown,
         (select count(*)::int from deliveries where state = 'sent' and id <> all ($1::uuid[])) as sent_uncalled`,
      [accepted]
    )
    return { final, counts: counts[0] }
  }

  function callsPerDelivery() {
    const calls = new Map<string, number>()
    for (const { text = '' } of provider.accepted) calls.set(text, (calls.get(text) ?? 0) + 1)
    return { doubled: [...calls].filter(([, count]) => count > 1) }
  }
})

const numbers = new Map<number, ReturnType<typeof newNumber>>()

function number(which: number) {
  const known = numbers.get(which) ?? newNumber(which)
  numbers.set(which, known)
  return known
}

function newNumber(which: number) {
  return {
    phoneNumberId: `10000000000000${which}`,
    accessToken: randomUUID(),
    appSecret: randomUUID(),
    verifyToken: randomUUID()
  }
}

function firstWord({ conversation }: Talk, customer: number) {
  const ended = Number.POSITIVE_INFINITY
  return { process: 'customer', conversation, value: `first-${customer}`, began: 0, ended, outcome: 'ok' as const }
}

function tally(appends: readonly { process: string }[]) {
  const webhooks = appends.filter(each => each.process === 'customer').length
  return { webhooks, sends: appends.length - webhooks }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

/** A small generator of numbers in [0, 1) that a seed repeats. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
