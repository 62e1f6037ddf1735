import { prepareDelivery, type Readiness } from '../actions/prepare-delivery.ts'
import { act, type House } from '../actions/scope.ts'
import { type Result, settleDelivery } from '../actions/settle-delivery.ts'
import type { Channel, ProviderRequest, ProviderResponse } from '../channels/channel.ts'
import { isDatabaseAway } from '../platform/database-away.ts'
import type { Outbox } from '../platform/lease-lanes.ts'
import { ObjectStoreUnavailable } from '../platform/object-store/index.ts'
import { extendLease, type Lease, LeaseLost } from '../platform/outbox.ts'
import { bringMedia, forgetMedia, UPLOAD_SECONDS } from './bring-media.ts'
import { createLoop, drainAll, type Worker } from './worker.ts'

/** Calls a provider. Never throws for what the network does. */
export type Call = (request: ProviderRequest) => Promise<ProviderResponse>

type Ready = Extract<Readiness, { kind: 'go' }>
/** The provider's ids of files, by ours. */
type Media = Readonly<Record<string, string>>

const MOST_AT_ONCE = 50
/** Longer than a call may take, so that a living worker never loses its lease. */
const LEASE_SECONDS = 30
/** No call to a provider takes longer. */
const CALL_SECONDS = 15
const POLL_MS = 1_000
const AGAIN_MS = 250

/**
 * Hands answers to the providers: leases lanes, calls outside of any transaction, settles under the fence. Many lanes
 * at once, one delivery at a time in each.
 */
export function createDeliverer(house: House, outbox: Outbox, call: Call, workerId: string): Worker {
  const underWay = new Set<Promise<void>>()
  let alarm: NodeJS.Timeout | undefined

  async function work(): Promise<boolean> {
    const room = MOST_AT_ONCE - underWay.size
    if (room === 0) {
      await Promise.race(underWay)
      return true
    }
    const now = house.clock.now()
    const { leases, more } = await outbox.lease({ worker: workerId, now, limit: room, seconds: LEASE_SECONDS })
    for (const lease of leases) begin(lease)
    if (leases.length > 0 || more) return true
    await setAlarm(now)
    return false
  }

  /** What may go in less than a poll's time goes then. */
  async function setAlarm(now: Date): Promise<void> {
    clearTimeout(alarm)
    const next = await outbox.nextDue(now)
    const wait = next === null ? POLL_MS : Date.parse(next) - now.getTime()
    if (wait < POLL_MS) alarm = setTimeout(() => loop.wake(), wait)
  }

  function begin(lease: Lease): void {
    const delivery = deliver(house, call, lease)
      .catch(error => house.log.error({ err: error, delivery_id: lease.delivery_id }, 'a delivery was not settled'))
      .finally(() => {
        underWay.delete(delivery)
        loop.wake()
      })
    underWay.add(delivery)
  }

  const loop = createLoop({
    name: 'deliver',
    work,
    pollMs: POLL_MS,
    onError: error => house.log.error({ err: error }, 'deliveries cannot be leased; trying again')
  })

  return {
    ...loop,
    drain: () => drainAll(loop, underWay),
    async stop() {
      await loop.stop()
      clearTimeout(alarm)
      await Promise.all(underWay)
    }
  }
}

async function deliver(house: House, call: Call, lease: Lease): Promise<void> {
  const hold = holdOn(house, lease)
  const result = await resultOf(house, call, lease, hold)
  const actor = { kind: 'system', organization_id: lease.organization_id, name: 'deliver' } as const
  try {
    // What the provider has said must not be lost because the database is away just then.
    await insist(hold.until, () => act(house, actor, scope => settleDelivery(scope, lease, result)))
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error
    house.log.warn({ delivery_id: lease.delivery_id, result: result.kind }, error.message)
  }
}

/** How long a worker has its lease. */
interface Hold {
  /** Milliseconds since 1970. */
  readonly until: number
  extend(seconds: number): Promise<void>
}

function holdOn({ database }: House, lease: Lease): Hold {
  let until = Date.now() + LEASE_SECONDS * 1_000
  return {
    get until() {
      return until
    },
    async extend(seconds) {
      const asked = Date.now()
      await extendLease(database, lease, seconds)
      until = asked + seconds * 1_000
    }
  }
}

async function resultOf(house: House, call: Call, lease: Lease, hold: Hold): Promise<Result> {
  if (lease.interrupted) return INTERRUPTED
  try {
    const ready = await insist(hold.until, () => prepareDelivery(house, lease))
    if (ready.kind === 'stop') return { kind: 'stopped', state: ready.state, error: ready.error }
    return await speak(house, { call, lease, hold, ready, channel: house.channel(ready.channel.channel_type) })
  } catch (error) {
    return withoutStore(error)
  }
}

/** One delivery in the hands of its worker. */
interface Turn {
  readonly call: Call
  readonly lease: Lease
  readonly hold: Hold
  readonly ready: Ready
  readonly channel: Channel
}

/** A file that the provider was brought before, and does not have any more, is brought once more. */
async function speak(house: House, turn: Turn): Promise<Result> {
  const { ready, hold, lease, channel } = turn
  if (channel.deliver) return channel.deliver(ready.part, { correlation: lease.delivery_id })
  const bring = () => bringMedia(house, ready, () => hold.extend(UPLOAD_SECONDS + LEASE_SECONDS))
  const first = await insist(hold.until, bring)
  if (first.kind !== 'here') return first
  const result = await handOver(turn, first.media)
  if (!first.isOld || result.kind !== 'rejected' || !channel.uploads?.isLost(result.error)) return result
  await insist(hold.until, () => forgetMedia(house, ready))
  const second = await insist(hold.until, bring)
  return second.kind === 'here' ? handOver(turn, second.media) : second
}

async function handOver({ call, lease, hold, ready, channel }: Turn, media: Media): Promise<Result> {
  // A call that could outlive the lease is not begun: another worker takes the lane for interrupted.
  if (Date.now() > hold.until - CALL_SECONDS * 1_000) {
    throw new LeaseLost(`there is no time left for ${lease.lane_key}`)
  }
  const request = compiled(channel, ready, lease, media)
  return request instanceof Error ? unspeakable(request) : channel.interpret(await call(request))
}

/** Nothing has been sent yet; links are signed at another try. */
function withoutStore(error: unknown): Extract<Result, { kind: 'retry' }> {
  if (!(error instanceof ObjectStoreUnavailable)) throw error
  return {
    kind: 'retry',
    error: { class: 'temporary', provider_code: null, message: 'Files cannot be read just now.' }
  }
}

/** A part that cannot be put into words, for want of a file for instance, fails by itself and stops nobody. */
function compiled(
  channel: Channel,
  { part, to, file, channel: { account } }: Ready,
  lease: Lease,
  media: Media
): ProviderRequest | Error {
  const links = file ? { [file.id]: file.link } : {}
  try {
    return channel.compile(part, to, account, { correlation: lease.delivery_id, links, media })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function unspeakable({ message }: Error): Result {
  return {
    kind: 'stopped',
    state: 'failed',
    error: { code: 'bad_request', provider_code: null, message, retryable: false }
  }
}

/** Tries again while the database is away and the lease lasts. */
async function insist<Done>(until: number, work: () => Promise<Done>): Promise<Done> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() + AGAIN_MS > until) throw error
    }
    await new Promise(resolve => setTimeout(resolve, AGAIN_MS))
  }
}

/** Nobody knows whether the vanished worker's call arrived, so it is not made again. */
const INTERRUPTED: Result = {
  kind: 'unknown',
  error: { class: 'ambiguous', provider_code: null, message: 'The server stopped while this was being sent.' }
}
