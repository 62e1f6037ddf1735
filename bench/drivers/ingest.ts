import { randomUUID } from 'node:crypto'
import { apiKeyOf, CONVERSATIONS, customer, organizationIds } from '../world.ts'
import { HttpConnection } from './http.ts'
import { quantile, runJob } from './job.ts'
import { fullMix, isHeard, textAlone } from './kinds.ts'
import { LiveSocket } from './live-socket.ts'
import { FLOOR_SECRET, webhook } from './webhooks.ts'

export interface IngestJob {
  readonly port: number
  readonly concurrency: number
  readonly warmUpSeconds: number
  readonly seconds: number
  /** false: the floor, which has no sockets; a message is through when it is answered. */
  readonly sockets: boolean
  /** Every kind of message rather than texts alone. */
  readonly mixed: boolean
  /** Most messages to prepare; the run ends when they are used up. */
  readonly most: number
}

export interface IngestResult {
  readonly messages: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly sockets: number
  /** Frames heard by event name, warm-up included, and messages sent, warm-up included. */
  readonly heard: Record<string, number>
  readonly sent: number
}

const MESSAGE = Buffer.from('42["conversation-messages-whatsapp created"')
const PROVIDER_ID = Buffer.from('"provider_message_id":"')
const ID_LENGTH = 'wamid.'.length + 36

runJob(async (job: IngestJob, say): Promise<IngestResult> => {
  const waiting = new Map<string, () => void>()
  const heard: Record<string, number> = {}

  function hear(frame: Buffer): void {
    const name = frame.toString('latin1', 4, frame.indexOf(0x22, 4))
    heard[name] = (heard[name] ?? 0) + 1
    if (frame.compare(MESSAGE, 0, MESSAGE.length, 0, MESSAGE.length) !== 0) return
    const at = frame.indexOf(PROVIDER_ID) + PROVIDER_ID.length
    const id = frame.toString('latin1', at, at + ID_LENGTH)
    waiting.get(id)?.()
    waiting.delete(id)
  }

  const sockets = job.sockets
    ? await Promise.all(organizationIds.map(id => LiveSocket.open(job.port, apiKeyOf(id), hear)))
    : []
  const connections = await Promise.all(Array.from({ length: job.concurrency }, () => HttpConnection.open(job.port)))
  const prepared = Array.from({ length: job.most }, (_, index) => {
    const id = `wamid.${randomUUID()}`
    const secret = job.sockets ? undefined : FLOOR_SECRET
    // The kinds turn a little faster than the customers, so that everybody sends all of them.
    const who = index % CONVERSATIONS
    const said = job.mixed ? fullMix(index + Math.floor(index / CONVERSATIONS), who) : textAlone()
    return { id, heard: job.sockets && isHeard(said), request: webhook(job.port, customer(who), id, said, secret) }
  })

  let next = 0
  let latencies: number[] = []
  let until = 0

  async function worker(connection: HttpConnection): Promise<void> {
    while (performance.now() < until) {
      // The floor keeps nothing, so it may be told the same twice.
      const message = prepared[job.sockets ? next : next % prepared.length]
      next++
      if (!message) return
      const begun = performance.now()
      const arrived = message.heard ? new Promise<void>(resolve => waiting.set(message.id, resolve)) : undefined
      const status = await connection.send(message.request)
      if (status !== 200) throw new Error(`The webhook was answered with ${status}`)
      await arrived
      latencies.push(performance.now() - begun)
    }
  }

  async function run(seconds: number): Promise<number> {
    const begun = performance.now()
    until = begun + seconds * 1_000
    latencies = []
    await Promise.all(connections.map(worker))
    return (performance.now() - begun) / 1_000
  }

  await run(job.warmUpSeconds)
  say('begin')
  const seconds = await run(job.seconds)
  say('end')
  latencies.sort((one, other) => one - other)

  const result = {
    messages: latencies.length,
    seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    sockets: sockets.length,
    heard,
    sent: job.sockets ? Math.min(next, prepared.length) : next
  }
  for (const each of [...sockets, ...connections]) each.close()
  return result
})
