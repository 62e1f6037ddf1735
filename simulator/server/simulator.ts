import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer, OutgoingRequest } from '../../src/platform/http.ts'
import { type ApiOptions, apiDoor } from './api/api-door.ts'
import { type Exchange, reply } from './exchange.ts'
import type { Faults } from './faults.ts'
import { graphDoor } from './graph-door.ts'
import { createLine, type Line } from './line.ts'
import type { Fetched, Network, News } from './network.ts'
import type { BusinessNumber } from './number.ts'
import { describePerson, type PersonDraft, STOCK_PEOPLE } from './people.ts'
import { createPhone, type Phone } from './phone.ts'

/** WhatsApp's side of the wire. It knows nothing of the house but the addresses of its callbacks. */
export interface Simulator {
  readonly name: string
  /** Answers requests below `/simulator/whatsapp/` and `/simulator/api/`; false for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** The number of a channel, with everything that can be done to it. */
  line(channelId: number): Promise<Line>
  lines(): Promise<readonly Line[]>
  /** A person with WhatsApp, on this line. */
  phone(channelId: number, draft?: PersonDraft): Promise<Phone>
  faults(channelId: number): Promise<Faults>
  listen(hear: (news: News) => void): () => void
  start(): void
  /** Something may be due. */
  wake(): void
  /** Does everything that is due; true: something was done since this was asked last. */
  drain(): Promise<boolean>
  stop(): Promise<void>
  /** Ends whatever is still open: streams, and answers that never come. */
  hangUp(): void
}

export interface SimulatorOptions {
  /** All numbers of the simulated network; asked often. */
  numbers(): Promise<readonly BusinessNumber[]>
  /** The way out: webhooks and handshakes. */
  request(request: OutgoingRequest): Promise<Answer>
  /** Files behind links that a business sends. */
  fetchFile(url: string): Promise<Fetched>
  /** Who may use the API. */
  admit: ApiOptions['admit']
  now(): Date
  /** Every line begins its chances with it. */
  readonly seed?: number
  /** Gives every line a few people. */
  readonly people?: boolean
  onError(error: unknown): void
}

const GRAPH = '/simulator/whatsapp/'
const API = '/simulator/api/'
const LONGEST_NAP_MS = 60_000

export function createSimulator(options: SimulatorOptions): Simulator {
  const known = new Map<number, Line>()
  const listeners = new Set<(news: News) => void>()
  const open = new Set<ServerResponse>()
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32)
  let started = false
  let timer: NodeJS.Timeout | undefined
  let counted = 0
  let running: Promise<void> | undefined

  const network: Network = {
    request: options.request,
    fetchFile: options.fetchFile,
    wake,
    heard(news) {
      for (const hear of listeners) hear(news)
    }
  }

  /** Lines of numbers that are new are put up, those that are gone are taken down; a number may have changed. */
  async function lines(): Promise<readonly Line[]> {
    const numbers = await options.numbers()
    for (const id of known.keys()) if (numbers.every(each => each.channelId !== id)) known.delete(id)
    for (const number of numbers) {
      const line = known.get(number.channelId)
      if (line) line.number = number
      else known.set(number.channelId, connect(number))
    }
    return [...known.values()]
  }

  function connect(number: BusinessNumber): Line {
    const line = createLine({ network, number, seed, now: options.now })
    if (options.people) for (const draft of STOCK_PEOPLE) line.add(describePerson(draft, line.names))
    return line
  }

  async function lineOf(channelId: number): Promise<Line> {
    await lines()
    const line = known.get(channelId)
    if (!line) throw new Error(`There is no simulated channel ${channelId}.`)
    return line
  }

  async function work(): Promise<number> {
    const counts = await Promise.all([...known.values()].map(line => line.drain()))
    return counts.reduce((sum, each) => sum + each, 0)
  }

  function wake(): void {
    if (!started || running) return
    clearTimeout(timer)
    running = new Promise<void>(resolve => setImmediate(resolve))
      .then(work)
      .then(() => undefined, options.onError)
      .then(() => {
        running = undefined
        if (started) nap()
      })
  }

  /** Until the next letter is due. The line's clock may be another one than the computer's. */
  function nap(): void {
    const waits = [...known.values()].flatMap(line =>
      line.postman.nextDue ? [line.postman.nextDue.getTime() - line.now().getTime()] : []
    )
    clearTimeout(timer)
    if (waits.length > 0)
      timer = setTimeout(wake, Math.min(Math.max(...[0, Math.min(...waits)]), LONGEST_NAP_MS)).unref()
  }

  function listen(hear: (news: News) => void): () => void {
    listeners.add(hear)
    return () => listeners.delete(hear)
  }

  async function answerGraph(exchange: Exchange): Promise<void> {
    await graphDoor(exchange, await lines())
  }

  function serve(exchange: Exchange, answer: (exchange: Exchange) => Promise<void>): void {
    const { response } = exchange
    open.add(response)
    response.once('close', () => open.delete(response))
    answer(exchange).catch(error => {
      options.onError(error)
      reply(exchange, 500, { error: { message: 'An unknown error has occurred.', type: 'OAuthException', code: 1 } })
    })
  }

  return {
    name: 'simulator',
    lines,
    line: lineOf,
    wake,
    handle(request, response) {
      const [address = '', query = ''] = (request.url ?? '').split('?', 2)
      const place = [GRAPH, API].find(each => address.startsWith(each))
      if (place === undefined) return false
      const { method = 'GET' } = request
      const path = address.slice(place.length)
      const exchange = { request, response, method, path, query: new URLSearchParams(query) }
      serve(exchange, place === API ? one => apiDoor(one, { ...options, lines, listen }) : answerGraph)
      return true
    },
    async phone(channelId, draft = {}) {
      const line = await lineOf(channelId)
      return createPhone(line, line.add(describePerson(draft, line.names)))
    },
    faults: async channelId => (await lineOf(channelId)).faults,
    listen,
    start() {
      started = true
      wake()
    },
    async drain() {
      await running
      const done = await work()
      const did = done !== counted
      counted = done
      return did
    },
    async stop() {
      started = false
      clearTimeout(timer)
      await running
    },
    hangUp() {
      for (const response of open) response.destroy()
    }
  }
}
