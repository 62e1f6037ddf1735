import type { Member } from '../model/actor.ts'
import type { StepOf } from '../model/automation.ts'
import type { Answer, OutgoingRequest } from '../platform/http.ts'
import { parseSelect, type Resource, readRow } from '../platform/query/index.ts'
import { hmacSha256 } from '../platform/secrets.ts'
import { prepared } from '../platform/set-wise.ts'
import { failStep, goOn, holdExecution, type Stand } from './advance-execution.ts'
import { actorOf, webhookSecretContext } from './automation-row.ts'
import { reader } from './check-conditions.ts'
import { CONTACT_COLUMNS, type ContactRow } from './contact-row.ts'
import { conversationResource } from './conversation-resource.ts'
import { type ExecutionKey, type ExecutionState, readExecution } from './execution-row.ts'
import { saveExecution } from './save-execution.ts'
import { act, type House, type Scope } from './scope.ts'

type Calling = Extract<Stand, { readonly kind: 'calling' }>

/** Calls a webhook of an execution, outside of any transaction, and notes what came of it. */
export async function callWebhook(house: House, key: ExecutionKey, calling: Calling): Promise<Stand> {
  const execution = await readExecution(house.unitOfWork, key)
  if (!execution) return { kind: 'over' }
  const answer = await house.web.request(await requestOf(house, execution, calling))
  const actor = actorOf({ ...execution, id: execution.automation_id })
  return act(house, actor, scope => settleCall(scope, key, calling, answer), key.id)
}

/** The same call under the same key, however often it is made; signed as Standard Webhooks are. */
async function requestOf(house: House, execution: ExecutionState, { step, place }: Calling): Promise<OutgoingRequest> {
  const id = `${execution.id}.${place}`
  const timestamp = String(Math.floor(house.clock.now().getTime() / 1_000))
  const body = JSON.stringify(await bodyOf(house, execution, step))
  const secret = await secretOf(house, execution)
  const signature = hmacSha256(secret, `${id}.${timestamp}.${body}`).toString('base64')
  return {
    method: 'POST',
    url: step.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Parley-Webhooks/1',
      'idempotency-key': id,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`
    },
    body
  }
}

async function bodyOf(house: House, execution: ExecutionState, step: StepOf<'call_webhook'>): Promise<object> {
  const { organization_id, conversation_id, message_id } = execution
  const conversation = await shown(house, conversationResource, organization_id, conversation_id)
  const message = message_id && (await shown(house, house.messages, organization_id, message_id))
  return {
    type: 'automation.step',
    timestamp: house.clock.now().toISOString(),
    organization_id,
    automation_id: execution.automation_id,
    execution_id: execution.id,
    step_id: step.id,
    conversation,
    contact: await contactOf(house, organization_id, conversation),
    message: message ?? null,
    data: step.data ?? {},
    initial_payload: execution.initial_payload
  }
}

async function shown(
  house: House,
  resource: Resource<Member> | typeof conversationResource,
  organizationId: number,
  id: number | string
): Promise<object | null> {
  const every = parseSelect(resource, {}, 'socket')
  const row = await readRow(house.database, resource, id, every, reader(organizationId))
  return row?.parse() ?? null
}

async function contactOf(house: House, organizationId: number, conversation: object | null): Promise<object | null> {
  const id: unknown = conversation && Reflect.get(conversation, 'contact_id')
  const text = `select ${CONTACT_COLUMNS} from contacts page where page.organization_id = $1 and page.id = $2`
  const [contact] = await house.database.query<ContactRow>(prepared(text, [organizationId, id]))
  return contact ?? null
}

async function secretOf(
  house: House,
  { organization_id, automation_id, application_id }: ExecutionState
): Promise<Buffer> {
  const [row] = await house.database.query<{ webhook_secret: string }>(
    prepared('select webhook_secret from automations where organization_id = $1 and id = $2', [
      organization_id,
      automation_id
    ])
  )
  const secret = house.vault.open(row?.webhook_secret ?? '', webhookSecretContext(organization_id, application_id))
  return Buffer.from(secret.slice('whsec_'.length), 'base64')
}

/** Pauses between one try and the next. */
const PAUSES_MS = [5_000, 30_000, 300_000, 1_800_000, 7_200_000]
const LONGEST_PAUSE_MS = 24 * 3_600_000
const PASSING = new Set([408, 425, 429])
const MOST_KEPT = 16_384

async function settleCall(scope: Scope, key: ExecutionKey, calling: Calling, answer: Answer): Promise<Stand> {
  const held = await holdExecution(scope, key)
  if (!held) return { kind: 'over' }
  const { execution, thread, instruction } = held
  const isStale = execution.place !== calling.place || execution.log.at(-1)?.attempt !== calling.attempt
  if (isStale || !instruction) return { kind: 'on' }

  if (answer.status >= 200 && answer.status < 300)
    return goOn(scope, held, thread, { status: answer.status, body: bodyIn(answer) }, instruction.next)
  const pause = pauseAfter(answer, calling.attempt)
  if (pause === null) return failStep(scope, held, refusalOf(answer))
  const due_at = new Date(scope.now.getTime() + pause).toISOString()
  await saveExecution(scope, execution, thread, { status: 'waiting', due_at })
  return { kind: 'waiting', due_at }
}

/** Milliseconds until the next try; null: there is none. */
function pauseAfter({ status, headers, failure }: Answer, attempt: number): number | null {
  const mayPass = failure ? failure.reason !== 'blocked' : status >= 500 || PASSING.has(status)
  const pause = PAUSES_MS[attempt - 1]
  if (!mayPass || pause === undefined) return null
  const wish = Number(headers['retry-after']) * 1_000
  return wish > pause ? Math.min(wish, LONGEST_PAUSE_MS) : pause
}

function refusalOf({ status, failure }: Answer): { reason: string; message: string } {
  if (failure?.reason === 'blocked')
    return { reason: 'egress_blocked', message: 'The address is not public, or not allowed.' }
  if (failure) return { reason: 'webhook_unreachable', message: `Nobody answered (${failure.reason}).` }
  return { reason: 'webhook_refused', message: `The answer was ${status}.` }
}

/** JSON as what it says, other words as they are, and nothing of what is too long. */
function bodyIn({ body }: Answer): unknown {
  if (body.length > MOST_KEPT) return null
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
