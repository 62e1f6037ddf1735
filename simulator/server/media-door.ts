import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Exchange, reply, replyBytes, replyEmpty, replySlowly } from './exchange.ts'
import { GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { digest, type Medium, mustBeSendable } from './media.ts'
import { readUpload } from './uploads.ts'

const LINK_LIFE_MS = 5 * 60 * 1_000
const SLOW_MS = 5_000

/** `POST /{phone-number-id}/media`. */
export async function upload(line: Line, exchange: Exchange): Promise<void> {
  const { file } = await readUpload(exchange)
  mustBeSendable(file.bytes, file.mimeType)
  const { id } = line.media.keep({ ...file, from: 'business' })
  reply(exchange, 200, { id })
}

/** `GET /{media-id}`: where the bytes are, for five minutes. */
export function locate(line: Line, exchange: Exchange, medium: Medium): void {
  if (line.faults.strike(['media_missing'])) throw unknownObject(medium.id)
  const { bytes, mimeType: mime_type, id } = medium
  const isWrong = line.faults.strike(['media_wrong_hash']) !== undefined
  const sha256 = digest(isWrong ? Buffer.concat([bytes, Buffer.from('?')]) : bytes, 'hex')
  const file_size = line.faults.strike(['media_wrong_size']) ? bytes.length + 1 : bytes.length
  reply(exchange, 200, { messaging_product: 'whatsapp', url: linkTo(line, id), mime_type, sha256, file_size, id })
}

/** `DELETE /{media-id}`. */
export function remove(line: Line, exchange: Exchange, medium: Medium): void {
  reply(exchange, 200, { success: line.media.forget(medium.id) })
}

/** The host of the bytes. Whoever comes too late, or without the mark of the link, finds nothing. */
export function give(line: Line, exchange: Exchange, medium: Medium): void {
  const until = Number(exchange.query.get('ext'))
  const isGenuine = isSame(exchange.query.get('hash') ?? '', markOf(line, medium.id, until))
  const mayMove = exchange.query.get('again') === null
  if (!isGenuine || line.now().getTime() > until * 1_000) replyEmpty(exchange, 404)
  else if (mayMove && line.faults.strike(['media_redirect'])) {
    replyEmpty(exchange, 302, { location: `${linkTo(line, medium.id)}&again=1` })
  } else handOut(line, exchange, medium)
}

function handOut(line: Line, exchange: Exchange, { bytes, mimeType }: Medium): void {
  const headers = { 'content-type': mimeType }
  const slow = line.faults.strike(['media_slow'])
  if (slow) replySlowly(exchange, bytes, headers, slow.ms ?? SLOW_MS)
  else replyBytes(exchange, bytes, headers)
}

export function unknownObject(id: string): GraphError {
  const details = `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions.`
  return new GraphError(100, details, { subcode: 33 })
}

function linkTo(line: Line, id: string): string {
  const life = line.faults.strike(['media_expired']) ? -1_000 : LINK_LIFE_MS
  const until = Math.floor((line.now().getTime() + life) / 1_000)
  return `${line.number.apiBaseUrl}/attachments/${id}?ext=${until}&hash=${markOf(line, id, until)}`
}

function markOf({ number }: Line, id: string, until: number): string {
  return createHmac('sha256', number.appSecret).update(`${id} ${until}`).digest('hex').slice(0, 32)
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}
