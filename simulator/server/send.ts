import { type Fields, fields, items, words } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { type Medium, mustFit } from './media.ts'
import { messageRule } from './message-rules.ts'
import { fail, setOut } from './receipts.ts'
import { sourceIn } from './sources.ts'
import { checkTemplate, filled } from './template-check.ts'
import type { Template } from './templates.ts'
import { append, isWindowOpen, newMessage, type PhoneMessage, type Thread } from './thread.ts'

/** A message that was found well-formed, and whom it is for. */
export interface Request {
  readonly body: Fields
  /** As the business wrote it. */
  readonly input: string
  /** A number without its +, or a user id. */
  readonly to: string
}

export interface Accepted {
  readonly answer: Fields
  readonly thread: Thread
  readonly message: PhoneMessage
}

/** @throws GraphError */
export function readRequest(body: unknown): Request {
  messageRule(body, '')
  const { to, recipient } = fields(body)
  const input = words(to) ?? words(recipient) ?? ''
  return { body: fields(body), input, to: to === undefined ? input : input.replace(/\D/g, '') }
}

/**
 * Takes a message as the provider does: counted, permitted, accepted. What becomes of it comes by webhook.
 * @throws GraphError
 */
export function accept(line: Line, request: Request): Accepted {
  line.rates.count(request.to)
  const thread = line.reach(request.to)
  if (!thread) throw new GraphError(131026, 'The recipient phone number is not a WhatsApp phone number.')
  const template = templateOf(line, request.body)
  const medium = mediumOf(line, request.body)
  const refusal = refusalOf(line, thread, request, template)
  const isLate = refusal && line.faults.strike(['late_refusal'], request.to)
  if (refusal && !isLate) throw refusal

  const message = keep(line, thread, request, template, medium)
  thread.typingUntil = null
  thread.holder = 'business'
  if (refusal) fail(line, thread, message, refusal.code, refusal.details)
  else dispatch(line, thread, message, request)
  line.changed(thread)
  return { thread, message, answer: answerOf(thread, request, message) }
}

/** Why the provider would not hand this to this person now. */
function refusalOf(line: Line, thread: Thread, { body, input }: Request, template: Template | undefined) {
  const { person } = thread
  if (!person.isReachable || person.hasBlocked) return new GraphError(131026, 'Message Undeliverable.')
  if (template?.category === 'AUTHENTICATION' && body['to'] === undefined) {
    return new GraphError(131062, `Authentication templates cannot be sent to the user id ${input}.`)
  }
  if (template?.category === 'MARKETING' && person.hasOptedOut) {
    return new GraphError(131050, 'The user has chosen to stop receiving marketing messages from you.')
  }
  if (template || isWindowOpen(thread, line.now())) return undefined
  const details =
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'
  return new GraphError(131047, details)
}

function templateOf(line: Line, body: Fields): Template | undefined {
  return body['type'] === 'template' ? checkTemplate(line.catalogue, fields(body['template'])) : undefined
}

/** The file that a message names by its id. */
function mediumOf(line: Line, body: Fields): Medium | null {
  const source = sourceIn(body)
  const id = words(source?.file['id'])
  if (!source || id === undefined) return null
  const medium = line.media.find(id)
  if (medium?.from !== 'business') throw new GraphError(131009, `Media ID ${id} not found.`)
  mustFit(source.kind, medium.bytes, medium.mimeType)
  return medium
}

function keep(
  line: Line,
  thread: Thread,
  { body }: Request,
  template: Template | undefined,
  medium: Medium | null
): PhoneMessage {
  const type = String(body['type'])
  const message = newMessage({
    id: line.newMessageId(),
    from: 'business',
    at: line.now(),
    type,
    body: body[type],
    tick: 'pending',
    words: template ? filled(template, items(fields(body['template'])['components']).map(fields)) : null,
    quotes: words(fields(body['context'])['message_id']) ?? null,
    medium,
    correlation: words(body['biz_opaque_callback_data']),
    category: template?.category.toLowerCase() ?? 'service'
  })
  if (type === 'reaction') react(thread, fields(body['reaction']))
  else append(thread, message)
  return message
}

/** A reaction is no bubble; it stands at the one it is for. */
function react(thread: Thread, { message_id, emoji }: Fields): void {
  const target = thread.messages.find(each => each.id === message_id)
  if (words(emoji)) target?.reactions.set('business', String(emoji))
  else target?.reactions.delete('business')
}

function dispatch(line: Line, thread: Thread, message: PhoneMessage, { body, to }: Request): void {
  const regret = line.faults.strike(['fail_later'], to)
  const source = sourceIn(body)
  const link = words(source?.file['link'])
  if (regret) fail(line, thread, message, regret.code ?? 131000, 'Something went wrong.')
  else if (source && link) line.later(() => fetchAndSetOut(line, thread, message, source.kind, link))
  else setOut(line, thread, message)
}

/** The provider fetches what is behind a link after it has answered. */
async function fetchAndSetOut(
  line: Line,
  thread: Thread,
  message: PhoneMessage,
  kind: string,
  link: string
): Promise<void> {
  try {
    const { status, bytes, mimeType } = await line.network.fetchFile(link)
    if (status !== 200) throw new GraphError(131053, `Downloading media from weblink failed with http code ${status}.`)
    mustFit(kind, bytes, mimeType)
    const filename = words(fields(message.body)['filename']) ?? null
    message.medium = line.media.keep({ bytes, mimeType, filename, from: 'business' })
    setOut(line, thread, message)
  } catch (error) {
    const refusal =
      error instanceof GraphError ? error : new GraphError(131053, 'Downloading media from weblink failed.')
    fail(line, thread, message, refusal.code, refusal.details)
  }
}

function answerOf({ person }: Thread, { body, input }: Request, { id }: PhoneMessage): Fields {
  const contact = body['to'] === undefined ? { input, user_id: person.userId } : { input, wa_id: person.waId }
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id }] }
}
