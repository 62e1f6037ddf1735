import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { BusinessNumber, GraphApi, Phone } from '../support/graph-api.ts'
import type { Append, Read } from '../support/history.ts'

/** A server under load, as its clients know it. */
export interface Place {
  readonly url: string
  readonly apiKey: string
}

export interface Talk {
  readonly conversation: string
  readonly phone: Phone
}

/** People who talk without end, and insist on everything that had no answer, as providers and good clients do. */
export interface Load {
  readonly appends: readonly Append[]
  readonly reads: readonly Read[]
  /** Calls that had no good answer and were made again. */
  readonly repeated: number
  /** Everybody finishes the sentence. */
  stop(): Promise<void>
}

const AGAIN_MS = 150
const BREATH_MS = 15

export function newNumber(which: number): BusinessNumber {
  const [accessToken, appSecret, verifyToken] = [randomUUID(), randomUUID(), randomUUID()]
  return { phoneNumberId: `10000000000000${which}`, accessToken, appSecret, verifyToken }
}

export async function connectNumber(place: Place, provider: GraphApi, number: BusinessNumber): Promise<void> {
  const channel = await call(place, 'POST', 'channels', {
    channel_type: 'whatsapp',
    name: 'WhatsApp',
    settings: { api_base_url: provider.url, rate_per_second: 1_000, pair_rate: false },
    credentials: {
      phone_number_id: number.phoneNumberId,
      access_token: number.accessToken,
      app_secret: number.appSecret,
      verify_token: number.verifyToken
    }
  })
  const { pathname } = new URL(String(channel['webhook_url']))
  await provider.subscribe(number.phoneNumberId, `${place.url}${pathname}`)
}

/** So many customers say a first word, in turn to one of two numbers, so that there are conversations to talk in. */
export async function meet(place: Place, provider: GraphApi, customers: number): Promise<Talk[]> {
  const talks: Talk[] = []
  for (let customer = 0; customer < customers; customer++) {
    const owner = { waId: `1555000${1000 + customer}`, name: `Customer ${customer}` }
    const phone = provider.phone(owner, newNumber(1 + (customer % 2)).phoneNumberId)
    await phone.says('Hi', { wamid: firstWamid(customer) })
    talks.push({ conversation: await newestOf(place, customer + 1), phone })
  }
  return talks
}

async function newestOf(place: Place, count: number): Promise<string> {
  for (;;) {
    const page = await call(place, 'GET', 'conversations?$sort[id]=-1')
    const rows = page['data'] as { id: number }[]
    if (rows.length === count) return String(rows[0]?.id)
    await pause(AGAIN_MS)
  }
}

const firstWamid = (customer: number): string => `wamid.first-${customer}`

export function firstWord({ conversation }: Talk, customer: number): Append {
  const ended = Number.POSITIVE_INFINITY
  return { process: 'customer', conversation, value: firstWamid(customer), began: 0, ended, outcome: 'ok' }
}

export function tally(appends: readonly Append[]): { webhooks: number; sends: number } {
  const webhooks = appends.filter(each => each.process === 'customer').length
  return { webhooks, sends: appends.length - webhooks }
}

export async function call(
  { url, apiKey }: Place,
  method: string,
  path: string,
  body?: object
): Promise<Record<string, unknown>> {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(20_000)
  const response = await fetch(`${url}/${path}`, {
    method,
    headers,
    signal,
    ...(body && { body: JSON.stringify(body) })
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Refused(response.status, JSON.stringify(answer))
  return answer
}

class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  constructor(status: number, text: string) {
    super(`${status} ${text}`)
    this.status = status
  }
}

export function startLoad(place: Place, talks: readonly Talk[]): Load {
  const appends: Append[] = []
  const reads: Read[] = []
  let repeated = 0
  let stopped = false

  async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        // Anything but an outage is a fault of the test or of the server, and repeating it will not help.
        if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error
      }
      repeated++
      await pause(AGAIN_MS)
    }
  }

  async function customer({ conversation, phone }: Talk): Promise<void> {
    while (!stopped) {
      const value = `wamid.${randomUUID()}`
      const began = performance.now()
      await insist(async () => {
        const { statuses } = await phone.says('Hello?', { wamid: value })
        if (statuses[0] !== 200) throw new Refused(statuses[0] ?? 0, 'a webhook')
      })
      // It is kept now; its place in the log it gets later.
      appends.push({ process: 'customer', conversation, value, began, ended: Number.POSITIVE_INFINITY, outcome: 'ok' })
      await pause(BREATH_MS)
    }
  }

  async function agent({ conversation }: Talk): Promise<void> {
    while (!stopped) {
      const value = randomUUID()
      const began = performance.now()
      const draft = {
        conversation_id: Number(conversation),
        message_type: 'text',
        message_text: value,
        client_id: value
      }
      await insist(() => call(place, 'POST', 'conversation-messages-transform-outgoing-whatsapp', draft))
      appends.push({
        process: `agent ${conversation}`,
        conversation,
        value,
        began,
        ended: performance.now(),
        outcome: 'ok'
      })
      await pause(BREATH_MS)
    }
  }

  /** Follows the log as a client does: what comes behind the last number seen. */
  async function reader({ conversation }: Talk): Promise<void> {
    let after = 0
    while (!stopped) {
      const began = performance.now()
      const query = `conversation_id=${conversation}&seq[$gt]=${after}&$sort[seq]=1&$limit=50`
      const page = await insist(() => call(place, 'GET', `conversation-events?${query}`))
      const rows = page['data'] as { id: string; seq: number }[]
      const entries = rows.map(({ id, seq }) => ({ id, seq, value: null }))
      reads.push({ process: `reader ${conversation}`, conversation, began, ended: performance.now(), after, entries })
      after = entries.at(-1)?.seq ?? after
      await pause(BREATH_MS)
    }
  }

  const everybody = talks.flatMap(talk => [customer(talk), agent(talk), reader(talk)])
  return {
    appends,
    reads,
    get repeated() {
      return repeated
    },
    async stop() {
      stopped = true
      await Promise.all(everybody)
    }
  }
}
