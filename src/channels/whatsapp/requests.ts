import type { Account, ProviderRequest } from '../channel.ts'
import { messagesRequest } from './compile.ts'

/** Marks a customer's message, and all before it, as read; the dots last until the answer, or 25 s. */
export function readMark(
  providerMessageId: string,
  account: Account,
  options: { typing?: boolean } = {}
): ProviderRequest {
  return messagesRequest(account, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: providerMessageId,
    ...(options.typing && { typing_indicator: { type: 'text' } })
  })
}
