import { hand } from '../control.ts'
import { readBytes, reply } from '../exchange.ts'
import { createPhone, FILE_KINDS, type Phone, type SayOptions } from '../phone.ts'
import { echo, revokeEcho, shareHistory } from '../phone-app.ts'
import { ApiError } from './api-error.ts'
import { giving, type Handler, type PhonePlace, taking } from './route.ts'
import {
  controlSchema,
  echoSchema,
  editSchema,
  historySchema,
  messageSchema,
  numberSchema,
  personPatchSchema,
  reactionSchema,
  readSchema,
  revocationSchema,
  tapSchema,
  windowSchema
} from './schemas.ts'
import { shownMessage, shownPhone } from './shown.ts'

const MOST_BYTES = 100 * 1024 * 1024
const CREATED = 201

const phoneAt = ({ line, thread }: PhonePlace): Phone => createPhone(line, thread)
const shown = ({ line, thread }: PhonePlace): object => shownPhone(line, thread)

/** What can be done with a phone, by method and the last name of the path. */
export const PHONE_ROUTES: Readonly<Record<string, Handler<PhonePlace>>> = {
  'GET ': giving(shown),
  'PATCH ': taking(personPatchSchema, (place: PhonePlace, data) => {
    const { is_online, tells_read, has_blocked, has_opted_out, is_reachable, hides_number, ...same } = data
    phoneAt(place).becomes({
      ...same,
      ...present({
        isOnline: is_online,
        tellsRead: tells_read,
        hasBlocked: has_blocked,
        hasOptedOut: has_opted_out,
        isReachable: is_reachable,
        hidesNumber: hides_number
      })
    })
    return shown(place)
  }),
  'DELETE ': giving(({ line, thread }) => {
    line.remove(thread.person.id)
    line.network.heard({ kind: 'line', number: line.number })
  }),
  'POST messages': taking(
    messageSchema,
    (place: PhonePlace, data) => {
      const options = optionsOf(data)
      const phone = phoneAt(place)
      const said = 'text' in data ? phone.writes(data.text, options) : phone.sends(data.type, data.body, options)
      return shownMessage(place.line, said)
    },
    CREATED
  ),
  'POST files': sendFile,
  'POST reactions': taking(reactionSchema, (place: PhonePlace, { message_id, emoji }) => {
    phoneAt(place).reacts(message_id, emoji)
    return shown(place)
  }),
  'POST edits': taking(editSchema, (place: PhonePlace, { message_id, text }) => {
    phoneAt(place).edits(message_id, text)
    return shown(place)
  }),
  'POST revocations': taking(revocationSchema, (place: PhonePlace, { message_id }) => {
    phoneAt(place).revokes(message_id)
    return shown(place)
  }),
  'POST taps': taking(tapSchema, (place: PhonePlace, { message_id, choice_id }) => {
    phoneAt(place).taps(message_id, choice_id)
    return shown(place)
  }),
  'POST reads': taking(readSchema, (place: PhonePlace, { message_id, played }) => {
    if (played && message_id) phoneAt(place).plays(message_id)
    else phoneAt(place).reads(message_id)
    return shown(place)
  }),
  'POST window': taking(windowSchema, (place: PhonePlace) => {
    phoneAt(place).leavesWindow()
    return shown(place)
  }),
  'POST number': taking(numberSchema, (place: PhonePlace, { wa_id }) => {
    phoneAt(place).changesNumber(wa_id)
    return shown(place)
  }),
  'POST echoes': taking(
    echoSchema,
    (place: PhonePlace, data) => {
      const { line, thread } = place
      if ('text' in data) return shownMessage(line, echo(line, thread, 'text', { body: data.text }))
      const own = thread.messages.find(each => each.id === data.revokes && each.from === 'phone_app')
      if (!own) throw new ApiError('not_found', 'The phone app has sent no such message.')
      revokeEcho(line, thread, own)
      return shownMessage(line, own)
    },
    CREATED
  ),
  'POST control': taking(controlSchema, (place: PhonePlace, { holder }) => {
    hand(place.line, place.thread, holder)
    return shown(place)
  }),
  'POST history': taking(historySchema, (place: PhonePlace, { messages }) => {
    const said = messages.map(({ from, text, at }) => ({ from, text, at: new Date(at) }))
    shareHistory(place.line, place.thread, said)
    return shown(place)
  })
}

/** The bytes are the body; what they are stands in the headers and the query. */
async function sendFile(place: PhonePlace): Promise<void> {
  const { exchange, line } = place
  const { query, request } = exchange
  const kind = FILE_KINDS.find(each => each === (query.get('kind') ?? 'document'))
  if (!kind) throw new ApiError('bad_data', `kind: must be one of ${FILE_KINDS.join(', ')}`)
  const bytes = await readBytes(exchange, MOST_BYTES)
  if (bytes.length === 0) throw new ApiError('bad_data', 'The body is empty.')
  const about = {
    mimeType: request.headers['content-type'] ?? 'application/octet-stream',
    voice: query.get('voice') === 'true',
    ...present({ caption: query.get('caption') ?? undefined, filename: query.get('filename') ?? undefined })
  }
  const quotes = query.get('quotes')
  const said = phoneAt(place).sendsFile(kind, bytes, about, quotes === null ? {} : { quotes })
  reply(exchange, CREATED, shownMessage(line, said))
}

interface Circumstances {
  readonly quotes?: string
  readonly at?: string
  readonly more?: Readonly<Record<string, unknown>>
}

function optionsOf({ quotes, at, more }: Circumstances): SayOptions {
  return { ...present({ quotes, more }), ...(at !== undefined && { at: new Date(at) }) }
}

function present<T extends object>(given: T): { [Name in keyof T]?: Exclude<T[Name], undefined> }
function present(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
