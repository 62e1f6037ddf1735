import type { Account, CompileContext, Part, ProviderRequest, Recipient } from '../channel.ts'
import { record, text } from '../reading.ts'
import { bearer, endpointOf, graphUrl } from './account.ts'

/**
 * The request for a part.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 * @throws when `context` has neither link nor id of the part's file
 */
export function compile(part: Part, to: Recipient, account: Account, context: CompileContext): ProviderRequest {
  const reply = text(part['reply_to'])
  return messagesRequest(account, {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...addressOf(to),
    type: part.kind,
    ...(reply !== undefined && { context: { message_id: reply } }),
    biz_opaque_callback_data: context.correlation,
    [part.kind]: payloadOf(part, context)
  })
}

export function messagesRequest(account: Account, body: object): ProviderRequest {
  return {
    method: 'POST',
    url: graphUrl(account, endpointOf(account), 'messages'),
    headers: { ...bearer(account), 'content-type': 'application/json' },
    body: JSON.stringify(body)
  }
}

function payloadOf(part: Part, { links, media = {} }: CompileContext): unknown {
  const { file_id: fileId } = part
  if (fileId === undefined) return part['payload']
  const id = media[fileId]
  if (id !== undefined) return { ...record(part['payload']), id }
  const link = links[fileId]
  if (link === undefined) throw new Error(`No link was signed for the file ${fileId}.`)
  return { ...record(part['payload']), link }
}

const WA_ID = /^\+?[0-9]{5,20}$/
/** A user id of this business: unlike a number it is never given to somebody else. */
export function lasts(address: string): boolean {
  return USER_ID.test(address)
}

const USER_ID = /^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]+$/

/** A number where one is known; else the user id. Given both, Meta takes the number. */
function addressOf({ addresses }: Recipient): { to: string } | { recipient: string } {
  const waId = addresses.find(address => WA_ID.test(address))
  // Without the + the business's own country code may be put in front.
  if (waId !== undefined) return { to: waId.startsWith('+') ? waId : `+${waId}` }
  const userId = addresses.find(address => USER_ID.test(address))
  return userId === undefined ? { to: addresses[0] } : { recipient: userId }
}
