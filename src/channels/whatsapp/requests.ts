import type { Account, ProviderRequest, TypingSign } from '../channel.ts'
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

export const TYPING_SECONDS = 25

/** The dots come with the ticks of what the customer said last; they go by themselves. */
export function typingRequest({ on, last_inbound }: TypingSign, account: Account): ProviderRequest | undefined {
  if (!on || last_inbound === null || account.settings['read_marks'] === false) return undefined
  return readMark(last_inbound, account, { typing: true })
}
