import { stampOf } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import type { ChannelType, Content } from '../model/message.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { knownMentions } from './leave-note.ts'
import { showInList } from './receive-afterthoughts.ts'
import { recordMessageChange } from './record.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** Fields left out stay. */
export interface Edit {
  readonly message_text?: string
  /** Of a note: whom it mentions. */
  readonly content?: Content
}

/**
 * Changes the words of a note, and of an answer where its channel can change what has left. What they were is kept.
 * @throws Refusal `not_found`, `unknown_reference`, `not_possible` for what the customer said and where the channel cannot
 */
export async function editMessage(scope: Scope, id: string, edit: Edit, type: ChannelType): Promise<MessageRow> {
  const { conversation_id } = await find(scope, id, type)
  const thread = await accessConversation(scope, conversation_id, 'reply')
  const message = await find(scope, id, type)
  mustBeEditable(scope, message, edit)

  const { message_text = message.message_text, content } = edit
  const mentions = content ? await knownMentions(scope, { content }) : null
  const at = scope.now.toISOString()
  const edited = recordMessageChange(
    scope,
    thread,
    message,
    {
      message_text,
      ...(mentions && { content: mentions.length > 0 ? { mentions } : null }),
      edited_at: at,
      history: [...message.history, { message_text: message.message_text, until: at }]
    },
    { type: 'message.edited', by: stampOf(scope.actor), data: { ...(mentions?.length && { mentions }) } }
  )
  showInList(thread, edited)
  return edited
}

function mustBeEditable({ house }: Scope, { message_type, direction, channel }: MessageRow, { content }: Edit): void {
  if (message_type === 'note') return
  if (content) throw notPossible('Only notes mention members.')
  if (direction !== 'outbound' || message_type === 'reaction')
    throw notPossible('Only answers and notes can be changed.')
  if (!house.channel(channel).capabilities.edits)
    throw notPossible(`What is said on ${channel} cannot be changed any more.`)
}

function notPossible(message: string): Refusal {
  return new Refusal('not_possible', { message })
}

async function find({ tx, actor }: Scope, id: string, type: ChannelType): Promise<MessageRow> {
  const [message] = await tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and channel = $3 and deleted_at is null', [
      actor.organization_id,
      id,
      type
    ])
  )
  if (!message) throw new Refusal('not_found')
  return message
}
