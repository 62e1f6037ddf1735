import type { Account, MediaLocation, MediaReference, ProviderRequest, ProviderResponse } from '../channel.ts'
import { answerOf } from '../meta.ts'
import { number, text } from '../reading.ts'
import { apiBaseUrl, bearer, endpointOf, graphUrl } from './account.ts'
import { messagesRequest } from './compile.ts'
import { hexDigest } from './media.ts'

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

/** Ids of webhooks live for 7 days. */
export function mediaRequest(reference: MediaReference, account: Account): ProviderRequest {
  const query = new URLSearchParams({ phone_number_id: endpointOf(account) })
  return {
    method: 'GET',
    url: `${graphUrl(account, reference.provider_media_id)}?${query}`,
    headers: bearer(account),
    body: ''
  }
}

const HOSTS_OF_META = /(^|\.)(fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/

/** The address lives for 5 minutes and wants the token, which goes to Meta's hosts alone. */
export function mediaLocation(response: ProviderResponse, account: Account): MediaLocation | undefined {
  const answer = answerOf(response)
  const url = text(answer?.['url'])
  if (response.status !== 200 || !answer || url === undefined || !isMetas(url, account)) return undefined
  return {
    request: { method: 'GET', url, headers: bearer(account), body: '' },
    file_type: text(answer['mime_type']) ?? null,
    file_size: number(answer['file_size']) ?? null,
    sha256: hexDigest(answer['sha256'])
  }
}

function isMetas(url: string, account: Account): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin } = new URL(url)
  if (URL.canParse(apiBaseUrl(account)) && origin === new URL(apiBaseUrl(account)).origin) return true
  return protocol === 'https:' && HOSTS_OF_META.test(hostname)
}
