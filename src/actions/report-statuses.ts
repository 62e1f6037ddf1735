import type { StatusFact } from '../channels/channel.ts'
import type { ActorStamp } from '../model/actor.ts'
import { afterStatus, type ConversationPatch } from '../model/conversation.ts'
import type { EventType } from '../model/event.ts'
import type { MessageError, MessageStatus } from '../model/message.ts'
import { climb, statusOfAttempts, statusOfParts } from '../model/status.ts'
import { windowOpenedAt } from '../model/window.ts'
import { isUuid } from '../platform/ids.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'
import type { ArrivalOf } from './arrivals.ts'
import { heedRefusal } from './heed-refusal.ts'
import { type EarlyFact, holdFacts, type ProviderKey, providerKeyOf, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import { messageErrorOf } from './message-error.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { lockThreads } from './threads.ts'

type Arrival = ArrivalOf<'status'>

/** One request owed to a provider, as far as its status goes. */
export interface DeliveryState {
  readonly organization_id: number
  readonly id: string
  readonly channel_id: number
  readonly conversation_id: number
  readonly message_id: string
  readonly part_number: number
  readonly state: MessageStatus | 'canceled'
  readonly provider_message_id: string | null
}

const PROVIDER: ActorStamp = { type: 'provider', id: null, name: null }

/**
 * Takes in what became of our messages, set-wise. The status of a delivery only climbs; the message shows the least
 * of its parts. A report whose message is not known yet is held. Answers the names by which messages in doubt are now known.
 */
export async function reportStatuses(scope: Scope, arrivals: readonly Arrival[]): Promise<readonly ProviderKey[]> {
  if (arrivals.length === 0) return []
  const deliveries = await deliveriesFor(scope.tx, arrivals)
  const threads = await lockThreads(
    scope.tx,
    [...deliveries.values()].map(each => ({ organization_id: each.organization_id, id: each.conversation_id }))
  )
  const board = await readBoard(scope.tx, [...deliveries.values()])

  const learnt: ProviderKey[] = []
  const early: EarlyFact[] = []
  for (const arrival of arrivals) {
    const delivery = deliveries.get(arrivalKey(arrival))
    if (!delivery) {
      early.push({ heard: arrival, target: arrival.fact.provider_message_id })
      continue
    }
    const thread = threads.get(delivery.conversation_id)
    if (!thread) continue
    if (delivery.provider_message_id === null) {
      learnt.push(providerKeyOf(arrival.channel, arrival.fact.provider_message_id))
    }
    await report(scope, thread, board, delivery.id, arrival.fact)
  }
  holdFacts(scope.tx, early)
  await writeBoard(scope.tx, board)
  return learnt
}

/** Deliveries and messages under the locks of their threads, as they change in this transaction. */
export interface Board {
  readonly deliveries: Map<string, DeliveryState & { changed?: boolean }>
  readonly messages: Map<string, MessageRow>
}

/** Lets one delivery climb; a failure that is true means what the same answer at once would have meant. */
export async function report(
  scope: Scope,
  thread: Thread,
  board: Board,
  deliveryId: string,
  fact: StatusFact
): Promise<void> {
  const before = board.deliveries.get(deliveryId)?.state
  const message = lift(scope, thread, board, deliveryId, fact)
  const failed = before !== 'failed' && board.deliveries.get(deliveryId)?.state === 'failed'
  if (!message || !fact.error || !failed) return
  const { code: provider_code, message: words, class: kind, stops_account = false } = fact.error
  await heedRefusal(scope, message, { error: { class: kind, provider_code, message: words }, stops_account })
}

/** The message climbs with its delivery when its parts together have climbed. */
function lift(
  scope: Scope,
  thread: Thread,
  board: Board,
  deliveryId: string,
  fact: StatusFact
): MessageRow | undefined {
  const delivery = board.deliveries.get(deliveryId)
  if (!delivery || delivery.state === 'canceled') return undefined
  const state = climb(delivery.state, fact.status)
  const learnt = delivery.provider_message_id === null
  if (state === delivery.state && !learnt) return undefined
  board.deliveries.set(deliveryId, {
    ...delivery,
    state,
    provider_message_id: delivery.provider_message_id ?? fact.provider_message_id,
    changed: true
  })

  const message = board.messages.get(delivery.message_id)
  if (message)
    showStatus(scope, thread, board, message, {
      at: fact.at,
      error: errorOf(scope, message, fact),
      learnt: learnt ? fact.provider_message_id : null
    })
  return message
}

interface News {
  readonly at: string
  readonly error: MessageError | null
  readonly learnt: string | null
  readonly by?: ActorStamp
}

/** Writes the status that a message's parts add up to, with the event that says so. */
export function showStatus(scope: Scope, thread: Thread, board: Board, message: MessageRow, news: News): void {
  const left = [...board.deliveries].filter(([, { state }]) => state !== 'canceled')
  const status = statusOfParts([...attemptsOf({ ...board, deliveries: new Map(left) }, message.id).values()])
  const type = EVENT_OF[status]
  if (status === message.status || !type) return
  const changed = recordMessageChange(
    scope,
    thread,
    message,
    {
      status,
      status_at: news.at,
      error: status === 'failed' || status === 'unknown' ? news.error : null,
      provider_message_id: message.provider_message_id ?? news.learnt
    },
    {
      type,
      by: news.by ?? PROVIDER,
      data: { status },
      patch: { ...afterStatus(thread.row, message.id, status), ...afterClosedWindow(scope, thread, message, news) }
    }
  )
  board.messages.set(message.id, changed)
}

/** The provider’s word on its own window: it is closed, unless the customer has written since. */
function afterClosedWindow(scope: Scope, { row }: Thread, message: MessageRow, { error, at }: News): ConversationPatch {
  if (error?.code !== 'outside_window') return {}
  const { window_hours } = scope.house.channel(message.channel).capabilities
  const opened = windowOpenedAt(row.window_expires_at, window_hours)
  return opened !== null && opened < message.created_at ? { window_expires_at: at } : {}
}

/** How far each part of a message is, by its number. What was canceled has failed. */
export function attemptsOf(board: Board, messageId: string): Map<number, MessageStatus> {
  const attempts = new Map<number, MessageStatus[]>()
  for (const { message_id, part_number, state } of board.deliveries.values()) {
    if (message_id !== messageId) continue
    attempts.set(part_number, [...(attempts.get(part_number) ?? []), state === 'canceled' ? 'failed' : state])
  }
  return new Map([...attempts].map(([number, all]) => [number, statusOfAttempts(all)]))
}

const EVENT_OF: Partial<Record<MessageStatus, EventType>> = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  failed: 'message.failed',
  unknown: 'message.doubted'
}

function errorOf(scope: Scope, { channel }: MessageRow, { error }: StatusFact): MessageError | null {
  if (!error) return null
  const { class: kind, code, message } = error
  return messageErrorOf(scope.house.channel(channel), { class: kind, provider_code: code, message })
}

const FIND = `
  select d.organization_id, d.id, d.channel_id, d.conversation_id, d.message_id, d.part_number, d.state,
    d.provider_message_id, w.position
  from unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::int[])
    as w(organization_id, channel_id, provider_message_id, correlation, position)
  join deliveries d on d.organization_id = w.organization_id and d.channel_id = w.channel_id
    and (d.id = w.correlation or d.provider_message_id = w.provider_message_id)`

/** Finds by our own id where the provider gives it back, else by the provider's; looks twice before giving up. */
async function deliveriesFor(tx: Transaction, arrivals: readonly Arrival[]): Promise<Map<string, DeliveryState>> {
  const found = await find(tx, arrivals)
  const missing = arrivals.filter(arrival => !found.has(arrivalKey(arrival)))
  if (missing.length === 0) return found
  await waitForProviderIds(
    tx,
    missing.map(({ fact, channel }) => providerKeyOf(channel, fact.provider_message_id))
  )
  return new Map([...found, ...(await find(tx, missing))])
}

async function find(tx: Transaction, arrivals: readonly Arrival[]): Promise<Map<string, DeliveryState>> {
  const rows = await tx.query<DeliveryState & { position: number }>(
    prepared(FIND, [
      arrivals.map(each => each.channel.organization_id),
      arrivals.map(each => each.channel.id),
      arrivals.map(each => each.fact.provider_message_id),
      arrivals.map(({ fact }) => (fact.correlation && isUuid(fact.correlation) ? fact.correlation : null)),
      arrivals.map((_, position) => position)
    ])
  )
  return new Map(
    rows.flatMap(row => {
      const arrival = arrivals[row.position]
      return arrival ? [[arrivalKey(arrival), row] as const] : []
    })
  )
}

function arrivalKey({ channel, fact }: Arrival): string {
  return `${channel.id}/${fact.provider_message_id}`
}

/** Reads messages and all their deliveries; whoever holds the lock of their thread reads them as they are. */
export async function readBoard(
  tx: Transaction,
  about: readonly { organization_id: number; message_id: string }[]
): Promise<Board> {
  const unique = [...new Map(about.map(each => [each.message_id, each])).values()]
  if (unique.length === 0) return { deliveries: new Map(), messages: new Map() }
  const keys = [unique.map(each => each.organization_id), unique.map(each => each.message_id)]
  const messages = await tx.query<MessageRow>(
    prepared(
      `select m.* from unnest($1::bigint[], $2::uuid[]) as w(organization_id, id)
       join messages m on m.organization_id = w.organization_id and m.id = w.id`,
      keys
    )
  )
  const deliveries = await tx.query<DeliveryState>(
    prepared(
      `select d.organization_id, d.id, d.channel_id, d.conversation_id, d.message_id, d.part_number, d.state,
         d.provider_message_id
       from unnest($1::bigint[], $2::uuid[]) as w(organization_id, id)
       join deliveries d on d.organization_id = w.organization_id and d.message_id = w.id
       order by d.part_number, d.created_at, d.number`,
      keys
    )
  )
  return {
    messages: new Map(messages.map(row => [row.id, row])),
    deliveries: new Map(deliveries.map(row => [row.id, row]))
  }
}

async function writeBoard(tx: Transaction, board: Board): Promise<void> {
  const changed = [...board.deliveries.values()].filter(each => each.changed)
  if (changed.length === 0) return
  await tx.query(
    prepared(
      `update deliveries d set state = w.state, provider_message_id = w.provider_message_id
       from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) as w(organization_id, id, state, provider_message_id)
       where d.organization_id = w.organization_id and d.id = w.id`,
      [
        changed.map(each => each.organization_id),
        changed.map(each => each.id),
        changed.map(each => each.state),
        changed.map(each => each.provider_message_id)
      ]
    )
  )
}
