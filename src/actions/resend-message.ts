import type { Part } from '../channels/channel.ts'
import { stampOf } from '../model/actor.ts'
import { afterStatus } from '../model/conversation.ts'
import { Refusal } from '../model/errors.ts'
import { mayBeSentAgain } from '../model/status.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { addressOf } from './address-for.ts'
import { recordMessageChange } from './record.ts'
import { beginToSpeak } from './reopen-conversations.ts'
import { attemptsOf, readBoard } from './report-statuses.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'
import { mustBeInsideWindow, mustBeReachable, mustBeWanted, promiseDeliveries } from './send-message.ts'
import { mustHoldControl } from './speakers.ts'

/**
 * A person sends again what has failed or is in doubt: the parts that did not arrive get a new attempt, with a status
 * of its own, at the end of the lane. The house never does this by itself.
 * @throws Refusal `forbidden` for a key, `not_found`, `not_possible` for what is neither failed nor in doubt, and what
 * `sendMessage` throws
 */
export async function resendMessage(scope: Scope, id: string): Promise<MessageRow> {
  if (scope.actor.kind !== 'user') throw new Refusal('forbidden')
  const { conversation_id } = await find(scope, id)
  const thread = await accessConversation(scope, conversation_id, 'reply')
  const message = await find(scope, id)
  if (message.direction !== 'outbound' || !mayBeSentAgain(message.status)) throw notAgain()

  const address = await addressOf(scope, message)
  mustBeReachable(thread, address)
  mustBeWanted(scope, thread, message, address)
  mustHoldControl(scope, thread, {})
  mustBeInsideWindow(scope, thread, { message_type: message.message_type }, address)

  const { parts, isWhole } = await unsentParts(scope, message)
  beginToSpeak(scope, thread, stampOf(scope.actor))
  await promiseDeliveries(scope, thread, { ...message, send_at: null }, parts)
  const attempts = message.attempts + 1
  return recordMessageChange(
    scope,
    thread,
    message,
    {
      status: 'queued',
      status_at: scope.now.toISOString(),
      error: null,
      attempts,
      control_epoch: thread.row.control_epoch,
      provider_message_id: isWhole ? null : message.provider_message_id
    },
    { type: 'message.resent', data: { attempt: attempts }, patch: afterStatus(thread.row, message.id, 'queued') }
  )
}

async function find({ tx, actor }: Scope, id: string): Promise<MessageRow> {
  const [message] = await tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and deleted_at is null', [
      actor.organization_id,
      id
    ])
  )
  if (!message) throw new Refusal('not_found')
  return message
}

/** The parts that did not arrive, by number; `isWhole`: none of the message did. */
async function unsentParts({ tx }: Scope, message: MessageRow) {
  const { organization_id, id: message_id } = message
  const attempts = attemptsOf(await readBoard(tx, [{ organization_id, message_id }]), message_id)
  const numbers = [...attempts].flatMap(([number, status]) => (mayBeSentAgain(status) ? [number] : []))
  if (numbers.length === 0) throw notAgain()
  const parts = await tx.query<{ number: number; part: Part }>(
    prepared(
      `select distinct on (part_number) part_number as number, part from deliveries
       where organization_id = $1 and message_id = $2 and part_number = any($3::int[])
       order by part_number, created_at desc`,
      [organization_id, message_id, numbers]
    )
  )
  return { parts, isWhole: numbers.length === attempts.size }
}

function notAgain(): Refusal {
  return new Refusal('not_possible', { message: 'Only what has failed or is in doubt can be sent again.' })
}
