import { createHmac } from 'node:crypto'
import { changeControl } from './control.ts'
import { bearerOf, type Exchange, readBytes, reply, TooLarge } from './exchange.ts'
import { type Fields, isFields } from './fields.ts'
import { answerBody, GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { give, locate, remove, unknownObject, upload } from './media-door.ts'
import { takeMessage } from './message-door.ts'
import { displayNumber } from './number.ts'
import { listTemplates, removeTemplate, submitTemplate } from './template-door.ts'

/** The provider's endpoints: `/v25.0/{phone-number-id}/messages` and their kin. */
export async function graphDoor(exchange: Exchange, lines: readonly Line[]): Promise<void> {
  const seen: { line?: Line; body?: unknown } = {}
  try {
    const line = permitted(exchange, lines)
    seen.line = line
    await route(line, exchange, lines, body => {
      seen.body = body
    })
  } catch (error) {
    const refusal = error instanceof TooLarge ? new GraphError(100, 'The body is too large.', { status: 413 }) : error
    if (!(refusal instanceof GraphError)) throw error
    const wish = refusal.retryAfter === undefined ? {} : { 'retry-after': String(refusal.retryAfter) }
    const body = answerBody(refusal, seen.line?.names.bytes(17).toString('base64url') ?? 'unknown')
    reply(exchange, refusal.status, body, wish)
    if (seen.line) told(seen.line, exchange, seen.body, refusal.status, body)
  }
}

/** Whose token is it? Tokens of nobody, and revoked ones, are alike. */
function permitted(exchange: Exchange, lines: readonly Line[]): Line {
  const token = bearerOf(exchange)
  if (token === undefined) {
    throw new GraphError(100, 'An active access token must be used.', { status: 400 })
  }
  const own = lines.filter(({ number }) => number.accessToken === token)
  const [id] = below(exchange.path)
  mustBeProven(exchange, token, own)
  const line = own.find(({ number }) => number.phoneNumberId === id) ?? own[0]
  if (!line || line.isRevoked(token)) {
    throw new GraphError(190, 'Error validating access token: The session has been invalidated.', { subcode: 460 })
  }
  return line
}

/** Whoever shows a proof must have made it with the secret of the app whose token it is. */
function mustBeProven({ query }: Exchange, token: string, own: readonly Line[]): void {
  const proof = query.get('appsecret_proof')
  if (proof === null || own.length === 0) return
  const isGenuine = own.some(
    ({ number }) => proof === createHmac('sha256', number.appSecret).update(token).digest('hex')
  )
  if (!isGenuine) throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument')
}

/** The parts of a path below the version. */
function below(path: string): readonly string[] {
  return path.replace(/^v\d+\.\d+\//, '').split('/')
}

async function route(
  line: Line,
  exchange: Exchange,
  lines: readonly Line[],
  saw: (body: unknown) => void
): Promise<void> {
  const { method, path } = exchange
  if (method === 'GET' && path.startsWith('attachments/'))
    return onMedium(line, exchange, path.split('/')[1] ?? '', give)
  if (!/^v\d+\.\d+\/[^/]/.test(path)) throw new GraphError(100, `Unknown path components: /${path}`, { status: 404 })
  const [id = '', edge = ''] = below(path)
  const { phoneNumberId, wabaId } = line.number
  const place = id === phoneNumberId ? `${method} number/${edge}` : id === wabaId ? `${method} account/${edge}` : ''
  const handler = HANDLERS[place]
  if (handler) return handler(line, exchange, saw)
  if (id === phoneNumberId || id === wabaId) {
    throw new GraphError(100, `Unsupported ${method} request: unknown edge /${edge}.`, { status: 404 })
  }
  if (lines.some(({ number }) => number.phoneNumberId === id)) {
    throw new GraphError(10, 'Application does not have permission for this action.')
  }
  if (edge === '' && method === 'GET') return onMedium(line, exchange, id, locate)
  if (edge === '' && method === 'DELETE') return onMedium(line, exchange, id, remove)
  throw unknownObject(id)
}

type Handler = (line: Line, exchange: Exchange, saw: (body: unknown) => void) => Promise<void> | void

const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST number/messages': (line, exchange, saw) => answering(line, exchange, saw, takeMessage),
  'POST number/media': upload,
  'GET number/': showNumber,
  'POST number/thread_control': (line, exchange, saw) => answering(line, exchange, saw, changeControl),
  'GET account/message_templates': listTemplates,
  'POST account/message_templates': (line, exchange, saw) => answering(line, exchange, saw, submitTemplate),
  'DELETE account/message_templates': removeTemplate,
  'POST account/subscribed_apps': subscribe,
  'GET account/subscribed_apps': async (line, exchange) => {
    const apps = (await line.subscription.isReady())
      ? [{ whatsapp_business_api_data: { id: '1', name: 'Parley' } }]
      : []
    reply(exchange, 200, { data: apps })
  }
}

function onMedium(
  line: Line,
  exchange: Exchange,
  id: string,
  work: (line: Line, exchange: Exchange, medium: NonNullable<ReturnType<Line['media']['find']>>) => void
): void {
  const medium = line.media.find(id)
  if (!medium) throw unknownObject(id)
  work(line, exchange, medium)
}

const MOST_JSON = 1024 * 1024

async function jsonOf(exchange: Exchange, saw: (body: unknown) => void): Promise<unknown> {
  const source = (await readBytes(exchange, MOST_JSON)).toString()
  const isJson = /^application\/json\b/i.test(exchange.request.headers['content-type'] ?? '')
  try {
    const body: unknown = isJson ? JSON.parse(source) : undefined
    saw(body)
    if (isFields(body)) return body
  } catch {
    // Said below.
  }
  throw new GraphError(100, 'The body is no JSON object of type application/json.')
}

async function answering(
  line: Line,
  exchange: Exchange,
  saw: (body: unknown) => void,
  work: (line: Line, body: unknown, exchange: Exchange) => Fields | null | Promise<Fields | null>
): Promise<void> {
  const body = await jsonOf(exchange, saw)
  const answer = await work(line, body, exchange)
  if (answer) reply(exchange, 200, answer)
  told(line, exchange, body, answer && 200, answer)
}

function showNumber({ number }: Line, exchange: Exchange): void {
  const { phoneNumberId: id, name: verified_name } = number
  const about = {
    verified_name,
    display_phone_number: displayNumber(number),
    quality_rating: 'GREEN',
    webhook_configuration: { application: number.callback },
    id
  }
  reply(exchange, 200, about)
}

async function subscribe(line: Line, exchange: Exchange): Promise<void> {
  await readBytes(exchange, MOST_JSON)
  if (!(await line.subscription.renew())) {
    throw new GraphError(100, 'Callback verification failed with the following errors: no challenge came back.', {
      subcode: 2200
    })
  }
  reply(exchange, 200, { success: true })
}

function told(
  line: Line,
  { method, path }: Exchange,
  body: unknown,
  status: number | null,
  answer: Fields | null
): void {
  const shown = isFields(body) ? body : null
  line.network.heard({ kind: 'call', number: line.number, method, path, body: shown, status, answer })
}
