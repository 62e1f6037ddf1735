import { randomUUID } from 'node:crypto'
import { apiKeyOf, CONVERSATIONS, customer, FIRST_ORGANIZATION, ORGANIZATIONS } from '../world.ts'
import { HttpConnection } from './http.ts'
import { quantile, runJob } from './job.ts'
import { textAlone } from './kinds.ts'
import { LiveSocket } from './live-socket.ts'
import { webhook } from './webhooks.ts'

export interface SocketsJob {
  readonly port: number
  readonly sockets: number
  readonly warmUpMessages: number
  readonly messages: number
  /** Frames each message makes on every socket. */
  readonly framesPerMessage: number
}

export interface SocketsResult {
  readonly messages: number
  readonly deliveries: number
  /** Until the last socket has heard the last frame of a message, ms. */
  readonly p50: number
  readonly p99: number
  readonly bytesPerDelivery: number
  /** One message's frames as the first socket heard them. */
  readonly sample: readonly string[]
}

// Said to all every few seconds, message or not.
const HEAD = 'conversation-events head'
// Sockets join in portions: a server's backlog is finite.
const AT_ONCE = 50
const ORGANIZATION = FIRST_ORGANIZATION

/** One organization with many agents; one message at a time, until every agent has heard all of it. */
runJob(async (job: SocketsJob, say): Promise<SocketsResult> => {
  let missing = 0
  let deliveries = 0
  let bytes = 0
  let everybodyHeard = (): void => {}
  const sample: string[] = []

  function hear(frame: Buffer): void {
    if (frame.toString('latin1', 4, 4 + HEAD.length) === HEAD) return
    deliveries++
    bytes += frame.length
    if (--missing === 0) everybodyHeard()
  }

  function hearFirst(frame: Buffer): void {
    if (frame.toString('latin1', 4, 4 + HEAD.length) !== HEAD) sample.push(frame.toString())
    hear(frame)
  }

  const sockets: LiveSocket[] = []
  while (sockets.length < job.sockets) {
    const first = sockets.length === 0
    const hearing = first ? hearFirst : hear
    const many = first ? 1 : Math.min(AT_ONCE, job.sockets - sockets.length)
    const opening = Array.from({ length: many }, () => LiveSocket.open(job.port, apiKeyOf(ORGANIZATION), hearing))
    sockets.push(...(await Promise.all(opening)))
  }
  const connection = await HttpConnection.open(job.port)
  const latencies: number[] = []

  async function sendOne(index: number): Promise<void> {
    const who = customer((index * ORGANIZATIONS) % CONVERSATIONS)
    const request = webhook(job.port, who, `wamid.${randomUUID()}`, textAlone())
    sample.length = 0
    missing = job.sockets * job.framesPerMessage
    const heard = new Promise<void>(resolve => {
      everybodyHeard = resolve
    })
    const begun = performance.now()
    const status = await connection.send(request)
    if (status !== 200) throw new Error(`The webhook was answered with ${status}`)
    await heard
    latencies.push(performance.now() - begun)
  }

  for (let index = 0; index < job.warmUpMessages; index++) await sendOne(index)
  latencies.length = 0
  deliveries = 0
  bytes = 0
  say('begin')
  for (let index = 0; index < job.messages; index++) await sendOne(index)
  say('end')
  latencies.sort((one, other) => one - other)

  const result = {
    messages: job.messages,
    deliveries,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    bytesPerDelivery: bytes / deliveries,
    sample: [...sample]
  }
  connection.close()
  for (const socket of sockets) socket.close()
  return result
})
