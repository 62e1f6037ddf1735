import { Refusal } from '../model/errors.ts'
import { type Filled, fillIn, TemplateError } from '../platform/liquid.ts'
import { prepared } from '../platform/set-wise.ts'
import { readContact } from './contact-row.ts'
import type { ExecutionState } from './execution-row.ts'
import type { Thread } from './ledger.ts'
import type { MessageRow } from './rows.ts'
import type { Scope } from './scope.ts'

/**
 * Fills a text of an automation in: `contact`, `conversation`, the `message` that set it off, the `payload` it was
 * started with, and `steps`, what those before came to, by their ids.
 * @throws Refusal `bad_data`
 */
export async function filled(
  scope: Scope,
  execution: ExecutionState,
  { row }: Thread,
  template: string
): Promise<Filled> {
  const contact = await readContact(scope.tx, row.organization_id, row.contact_id)
  const values = {
    contact,
    conversation: row,
    message: await messageOf(scope, execution),
    payload: execution.initial_payload,
    steps: resultsOf(execution)
  }
  try {
    return fillIn(template, values)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new Refusal('bad_data', { message: error.message })
  }
}

async function messageOf(scope: Scope, { organization_id, message_id }: ExecutionState): Promise<MessageRow | null> {
  if (message_id === null) return null
  const [message] = await scope.tx.query<MessageRow>(
    prepared('select * from messages where organization_id = $1 and id = $2 and deleted_at is null', [
      organization_id,
      message_id
    ])
  )
  return message ?? null
}

/** What the steps before came to. */
export function resultsOf({ log }: Pick<ExecutionState, 'log'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(log.map(entry => [entry.step_id, entry.result]))
}
