import type { ProviderError, Verdict } from '../channels/channel.ts'
import type { MessageError } from '../model/message.ts'
import { waitBeforeRetry } from '../model/retry.ts'
import { drainPair, slowGate } from '../platform/gates.ts'
import { type Lease, type Outcome, settle } from '../platform/outbox.ts'
import { prepared } from '../platform/set-wise.ts'
import { applyAfterthoughts, isAfterthought } from './apply-afterthoughts.ts'
import { heedRefusal } from './heed-refusal.ts'
import { type HeldFact, takeHeldFacts, waitForProviderIds } from './hold-facts.ts'
import type { Thread } from './ledger.ts'
import { messageErrorOf } from './message-error.ts'
import { rememberAddresses } from './open-conversation.ts'
import { pauseChannel } from './pause-channel.ts'
import { type Board, readBoard, report, showStatus } from './report-statuses.ts'
import type { Scope } from './scope.ts'
import { ownLane } from './send-message.ts'
import { showOwnReaction } from './show-reaction.ts'
import { lockThreads } from './threads.ts'

/** What a call, or the look before it, came to. */
export type Result = Verdict | { kind: 'stopped'; state: 'failed' | 'canceled'; error: MessageError }

/**
 * Writes what became of a delivery under the fence of its lease: the lane goes on, the message shows it, and reports
 * that overtook the answer are applied.
 * @throws LeaseLost when another worker has taken over; nothing is written then.
 */
export async function settleDelivery(scope: Scope, lease: Lease, result: Result): Promise<void> {
  const key = { organization_id: lease.organization_id, id: lease.conversation_id }
  const thread = (await lockThreads(scope.tx, [key])).get(lease.conversation_id)
  const providerKeys = result.kind === 'accepted' ? [providerKey(lease, result.provider_message_id)] : []
  await waitForProviderIds(scope.tx, providerKeys)

  const outcome = outcomeOf(scope, lease, result)
  await settle(scope.tx, lease, outcome, scope.now)
  if (result.kind === 'credentials') await pauseChannel(scope, lease.organization_id, lease.channel_id, result.error)
  if (result.kind === 'retry' && outcome.kind === 'later') await slowDown(scope, lease, result.error, outcome.due_at)
  // A conversation that was deleted meanwhile has nobody to tell.
  if (!thread || outcome.kind !== 'done') return

  const board = await readBoard(scope.tx, [{ organization_id: lease.organization_id, message_id: lease.message_id }])
  showOutcome(scope, thread, board, lease, outcome, messageError(scope, board, lease, result))
  const held = await takeHeldFacts(scope.tx, providerKeys)
  await applyReports(scope, thread, board, lease, held)
  const message = board.messages.get(lease.message_id)
  if (message && result.kind === 'rejected') {
    await heedRefusal(scope, message, { error: result.error, stops_account: false })
  }
  if (result.kind !== 'accepted') return
  await learnAddresses(scope, board, lease, result.recipient_addresses ?? [])
  if (message?.message_type === 'reaction') await showOwnReaction(scope, thread, message)
  await applyHeld(scope, lease, held)
}

function outcomeOf(scope: Scope, lease: Lease, result: Result): Outcome {
  switch (result.kind) {
    case 'accepted':
      return {
        kind: 'done',
        state: result.arrived ? 'delivered' : 'sent',
        provider_message_id: result.provider_message_id,
        error: null
      }
    case 'rejected':
      return { kind: 'done', state: 'failed', provider_message_id: null, error: result.error }
    case 'unknown':
      return { kind: 'done', state: 'unknown', provider_message_id: null, error: result.error }
    case 'stopped':
      return { kind: 'done', state: result.state, provider_message_id: null, error: result.error }
    case 'credentials':
      return { kind: 'gate-shut', reason: result.error.message, error: result.error }
    case 'retry': {
      const wait = waitBeforeRetry(lease.attempt, result.error.class, result.after_ms, Math.random())
      if (wait === null) return { kind: 'done', state: 'failed', provider_message_id: null, error: result.error }
      const due_at = new Date(scope.now.getTime() + wait).toISOString()
      // Kept back for a day: nobody is to wait for it that long.
      if (result.error.class === 'held_back' && lease.lane_key !== ownLane(lease.message_id)) {
        return { kind: 'aside', lane_key: ownLane(lease.message_id), due_at, error: result.error }
      }
      return { kind: 'later', due_at, error: result.error }
    }
  }
}

/** A limit of the account holds for all of its lanes, one between two people for all that leads to this one. */
async function slowDown(scope: Scope, lease: Lease, error: ProviderError, until: string): Promise<void> {
  if (error.class === 'rate_limited') await slowGate(scope.tx, lease, until)
  if (error.class === 'pair_rate_limited') await drainPair(scope.tx, lease, until)
}

function messageError(scope: Scope, board: Board, lease: Lease, result: Result): MessageError | null {
  if (result.kind === 'accepted') return null
  if (result.kind === 'stopped') return result.error
  const message = board.messages.get(lease.message_id)
  return message ? messageErrorOf(scope.house.channel(message.channel), result.error) : null
}

function showOutcome(
  scope: Scope,
  thread: Thread,
  board: Board,
  lease: Lease,
  outcome: Extract<Outcome, { kind: 'done' }>,
  error: MessageError | null
): void {
  const message = board.messages.get(lease.message_id)
  if (!message) return
  if (outcome.state === 'canceled') {
    showStatus(scope, thread, canceledBoard(board, lease), message, {
      at: scope.now.toISOString(),
      error,
      learnt: null
    })
    return
  }
  showStatus(scope, thread, board, message, {
    at: scope.now.toISOString(),
    error,
    learnt: outcome.provider_message_id,
    by: { type: 'system', id: null, name: 'deliver' }
  })
}

/** A message whose parts were all canceled has failed, as far as anybody can see. */
function canceledBoard(board: Board, lease: Lease): Board {
  const own = board.deliveries.get(lease.delivery_id)
  if (!own) return board
  return { messages: board.messages, deliveries: new Map([[own.id, { ...own, state: 'failed' as const }]]) }
}

async function applyReports(
  scope: Scope,
  thread: Thread,
  board: Board,
  lease: Lease,
  held: readonly HeldFact[]
): Promise<void> {
  const before = board.deliveries.get(lease.delivery_id)?.state
  for (const { fact } of held) {
    if (fact.kind === 'status') await report(scope, thread, board, lease.delivery_id, fact)
  }
  const after = board.deliveries.get(lease.delivery_id)?.state
  if (!after || after === before || after === 'canceled') return
  await scope.tx.query(
    prepared('update deliveries set state = $3 where organization_id = $1 and id = $2', [
      lease.organization_id,
      lease.delivery_id,
      after
    ])
  )
}

/** What was said about the message before its name was known. It reads what has been written. */
async function applyHeld(scope: Scope, lease: Lease, held: readonly HeldFact[]): Promise<void> {
  const channel = await scope.house.accounts.byId(lease.organization_id, lease.channel_id)
  if (!channel || held.length === 0) return
  await scope.ledger.write(scope.tx)
  await applyAfterthoughts(scope, held.map(({ fact }) => ({ fact, channel })).filter(isAfterthought))
}

/** The provider may know the customer under another number than the one dialled; it is an address as well. */
async function learnAddresses(scope: Scope, board: Board, lease: Lease, addresses: readonly string[]): Promise<void> {
  const message = board.messages.get(lease.message_id)
  const channel = await scope.house.accounts.byId(lease.organization_id, lease.channel_id)
  if (message && channel && addresses.length > 0) {
    await rememberAddresses(scope.tx, channel, message.identity_id, addresses)
  }
}

function providerKey(lease: Lease, providerMessageId: string) {
  return {
    organization_id: lease.organization_id,
    channel_id: lease.channel_id,
    provider_message_id: providerMessageId
  }
}
