import { bearerOf, type Call, drip, type Exchange, jsonOf, reply, replyError, replyRaw } from './exchange.ts'
import type { Fault, Faults } from './faults.ts'
import { messageRule, readMarkRule } from './message-rules.ts'
import { type Accepted, accountOf, type BusinessNumber, newWamid } from './payloads.ts'
import { type Fields, isFields } from './rules.ts'
import type { TemplateBook } from './templates.ts'

/** What the provider remembers of messages. */
export interface Switchboard {
  readonly numbers: readonly BusinessNumber[]
  readonly accepted: Accepted[]
  readonly readMarks: Fields[]
  readonly faults: Faults
  /** Numbers as dialled → as registered. */
  readonly aliases: Map<string, string>
  readonly revoked: Set<string>
  readonly templates: TemplateBook
  /** Was this id given out? */
  knowsMedia(id: string): boolean
}

/** `POST /{phone_number_id}/messages`. */
export async function takeMessage(board: Switchboard, exchange: Exchange, phoneNumberId: string): Promise<void> {
  const number = permitted(board, exchange, phoneNumberId)
  if (!number) return
  const body = jsonOf(exchange)
  const isMark = body?.['status'] !== undefined
  const rule = isMark ? readMarkRule : messageRule
  const problem = body ? (rule(body, '') ?? unknownMedia(board, body) ?? unknownTemplate(board, body)) : NO_JSON
  if (!body || problem) {
    replyError(exchange, 400, problem ?? { code: 100, details: '' })
  } else if (isMark) {
    board.readMarks.push(body)
    reply(exchange, 200, { success: true })
  } else {
    await takeUnlessStruck(board, exchange, number, body)
  }
}

const NO_JSON = { code: 100, details: 'The body is no JSON object.' }

function unknownMedia(board: Switchboard, body: Fields): { code: number; details: string } | undefined {
  const { id } = fields(body[String(body['type'])])
  if (typeof id !== 'string' || board.knowsMedia(id)) return undefined
  return {
    code: 131009,
    details: `${String(body['type'])}.id is not a valid whatsapp business account media attachment ID`
  }
}

function unknownTemplate({ templates }: Switchboard, { type, template }: Fields) {
  return type === 'template' && isFields(template) ? templates.refuse(template) : undefined
}

/** Whether the token is one of the business account's own; answers when it is not. */
export function mayReadAccount({ numbers, revoked }: Switchboard, exchange: Exchange, wabaId: string): boolean {
  const own = numbers.filter(each => accountOf(each) === wabaId)
  const token = bearerOf(exchange) ?? ''
  if (revoked.has(token) || !numbers.some(each => each.accessToken === token)) {
    replyError(exchange, 401, { code: 190, details: 'Invalid OAuth access token.' })
  } else if (own.length === 0) {
    replyError(exchange, 400, { code: 100, details: `Object ${wabaId} does not exist`, subcode: 33 })
  } else if (own.some(each => each.accessToken === token)) {
    return true
  } else {
    replyError(exchange, 403, { code: 200, details: 'Permissions error' })
  }
  return false
}

/** Whether somebody known shows this token. */
export function isKnown({ numbers, revoked }: Switchboard, exchange: Exchange): boolean {
  const token = bearerOf(exchange)
  return token !== undefined && !revoked.has(token) && numbers.some(each => each.accessToken === token)
}

/** The number that a call is about, if its token may act for it; else the call is answered. */
export function permitted(board: Switchboard, exchange: Exchange, phoneNumberId: string): BusinessNumber | undefined {
  const number = board.numbers.find(each => each.phoneNumberId === phoneNumberId)
  if (!isKnown(board, exchange)) {
    replyError(exchange, 401, { code: 190, details: 'Invalid OAuth access token.' })
  } else if (!number) {
    replyError(exchange, 400, { code: 100, details: `Object ${phoneNumberId} does not exist`, subcode: 33 })
  } else if (bearerOf(exchange) !== number.accessToken) {
    replyError(exchange, 403, { code: 10, details: 'Application does not have permission for this action' })
  } else {
    return number
  }
  return undefined
}

async function takeUnlessStruck(
  board: Switchboard,
  exchange: Exchange,
  number: BusinessNumber,
  body: Fields
): Promise<void> {
  const fault = board.faults.next(number.phoneNumberId, recipientOf(body))
  const answer = isTaken(fault) ? take(board, exchange.call, number, body) : {}
  switch (fault?.kind) {
    case 'error': {
      const wish = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
      const error = { code: fault.code, details: `Error ${fault.code}.` }
      return replyError(exchange, fault.status ?? 400, error, wish)
    }
    case 'status':
      return replyRaw(exchange, fault.status, fault.body ?? '<html>Sorry</html>', fault.headers)
    case 'malformed':
      return replyRaw(exchange, 200, '{"messaging_product":"whats')
    case 'reset':
      exchange.request.socket.resetAndDestroy()
      return
    case 'hang':
      return
    case 'drip':
      return drip(exchange, fault.of)
    case 'wait':
      await fault.until
      return reply(exchange, 200, answer)
    case undefined:
      return reply(exchange, 200, answer)
  }
}

/** Whether the provider has the message in spite of what its answer is like. */
function isTaken(fault: Fault | undefined): boolean {
  switch (fault?.kind) {
    case 'error':
      return false
    case 'status':
    case 'hang':
    case 'reset':
      return fault.accepted === true
    default:
      return true
  }
}

function take({ accepted, aliases }: Switchboard, call: Call, number: BusinessNumber, body: Fields): Fields {
  const to = recipientOf(body)
  const wamid = newWamid()
  call.wamid = wamid
  accepted.push({ ...summary(body), wamid, at: call.at, number, to, body })
  const input = String(body['to'] ?? body['recipient'])
  const contact = body['to'] === undefined ? { input, user_id: to } : { input, wa_id: aliases.get(to) ?? to }
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid }] }
}

/** A number without its + and its decoration, or a user id. */
function recipientOf(body: Fields): string {
  return body['to'] === undefined ? String(body['recipient']) : String(body['to']).replace(/\D/g, '')
}

function summary(body: Fields): Pick<Accepted, 'type' | 'text' | 'quotes' | 'correlation'> {
  const type = String(body['type'])
  const payload = fields(body[type])
  return {
    type,
    text: words(payload['body']) ?? words(payload['caption']) ?? words(fields(payload['body'])['text']),
    quotes: words(fields(body['context'])['message_id']),
    correlation: words(body['biz_opaque_callback_data'])
  }
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
