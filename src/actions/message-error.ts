import type { Channel, ProviderError } from '../channels/channel.ts'
import type { MessageError } from '../model/message.ts'
import { mayPass } from '../model/retry.ts'

/** What a provider's no looks like on the message. */
export function messageErrorOf(channel: Channel, { class: code, provider_code, message }: ProviderError): MessageError {
  return { code, provider_code, message, retryable: mayPass(code), ...insteadOf(channel, code) }
}

/** What the channel would still take: after the window has closed, templates. */
export function insteadOf({ capabilities }: Channel, code: MessageError['code']): Pick<MessageError, 'possible'> {
  return code === 'outside_window' && capabilities.templates ? { possible: ['template'] } : {}
}
