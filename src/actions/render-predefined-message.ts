import { isMember } from '../model/actor.ts'
import { Refusal } from '../model/errors.ts'
import { type Filled, fillIn, TemplateError } from '../platform/liquid.ts'
import { prepared } from '../platform/set-wise.ts'
import { accessConversation } from './access.ts'
import { readContact } from './contact-row.ts'
import { PREDEFINED_COLUMNS, type PredefinedRow } from './predefined-row.ts'
import type { ThreadRow } from './rows.ts'
import type { Scope } from './scope.ts'

/** A predefined message as it would be said in a conversation. Nothing is sent. */
export interface Rendered {
  readonly predefined: PredefinedRow
  readonly filled: Filled
}

/**
 * Fills the variables of a predefined message for a conversation and whoever answers in it.
 * @throws Refusal `not_found`, `unreadable_text`
 */
export async function renderPredefinedMessage(scope: Scope, id: number, conversationId: number): Promise<Rendered> {
  const { row } = await accessConversation(scope, conversationId, 'reply')
  const [predefined] = await scope.tx.query<PredefinedRow>(
    prepared(
      `select ${PREDEFINED_COLUMNS} from predefined_messages
       where organization_id = $1 and id = $2 and deleted_at is null`,
      [scope.actor.organization_id, id]
    )
  )
  if (!predefined) throw new Refusal('not_found')
  return { predefined, filled: fill(predefined.content, await valuesFor(scope, row)) }
}

function fill(content: string, values: Readonly<Record<string, unknown>>): Filled {
  try {
    return fillIn(content, values)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new Refusal('unreadable_text', { message: error.message, data: { field: 'content' } })
  }
}

interface Speaker {
  readonly organization_name: string
  readonly full_name: string | null
  readonly email: string | null
}

/** `contact.*`, `user.*`, `conversation.*`, `organization.*`. */
async function valuesFor(scope: Scope, thread: ThreadRow): Promise<Readonly<Record<string, unknown>>> {
  const { organization_id, contact_id } = thread
  const contact = await readContact(scope.tx, organization_id, contact_id)
  const { organization_name, full_name = null, email = null } = (await speaker(scope)) ?? { organization_name: null }
  const [first_name, ...rest] = (full_name ?? '').split(/\s+/)
  const { id, channel, status, priority, created_at, last_interaction_at } = thread
  return {
    contact: {
      ...contact,
      name: [contact.first_name, contact.last_name].filter(Boolean).join(' '),
      tags: contact.tags.map(({ name }) => name)
    },
    user: { id: userId(scope), name: full_name, full_name, first_name, last_name: rest.join(' '), email },
    conversation: { id, channel, status, priority, created_at, last_interaction_at },
    organization: { id: organization_id, name: organization_name }
  }
}

async function speaker(scope: Scope): Promise<Speaker | undefined> {
  const [row] = await scope.tx.query<Speaker>(
    prepared(
      `select o.name as organization_name, u.full_name, u.email from organizations o left join users u on u.id = $2
       where o.id = $1`,
      [scope.actor.organization_id, userId(scope)]
    )
  )
  return row
}

function userId({ actor }: Scope): number | null {
  return isMember(actor) ? actor.user_id : null
}
