import type { ErrorClass } from '../../model/message.ts'
import type { Account, MediaAnswer, MediaReference, ProviderRequest, ProviderResponse } from '../channel.ts'
import { answerOf, type GraphError, graphError, retryAfter } from '../meta.ts'
import { type Fields, number, text } from '../reading.ts'
import { apiBaseUrl, bearer, endpointOf, graphUrl } from './account.ts'
import { classOf } from './errors.ts'
import { hexDigest } from './media.ts'

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

/** The address lives for 5 minutes and wants the token, which goes to Meta's hosts alone. */
export function mediaLocation(response: ProviderResponse, account: Account): MediaAnswer {
  const answer = answerOf(response)
  const error = graphError(answer?.['error'])
  if (error) return refusal(error, response)
  const url = text(answer?.['url'])
  if (response.status === 404) return { kind: 'gone', reason: 'WhatsApp does not know it.' }
  if (response.status !== 200 || !answer || url === undefined) return later(response)
  if (!isMetas(url, account)) return { kind: 'refused', reason: 'WhatsApp named an address that is not its own.' }
  return { kind: 'here', location: locationOf(url, answer, account) }
}

function locationOf(url: string, answer: Fields, account: Account) {
  return {
    request: { method: 'GET', url, headers: bearer(account), body: '' },
    file_type: text(answer['mime_type']) ?? null,
    file_size: number(answer['file_size']) ?? null,
    sha256: hexDigest(answer['sha256'])
  } as const
}

// A token may be renewed and an account be freed while the id lives; what a request got wrong stays wrong.
const FINAL: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['media', 'bad_request', 'unreachable'])
const NO_SUCH_OBJECT = 33

function refusal({ code, subcode, message }: GraphError, response: ProviderResponse): MediaAnswer {
  if (code === NO_SUCH_OBJECT || subcode === NO_SUCH_OBJECT) return { kind: 'gone', reason: message }
  const kind = classOf(code)
  return kind && FINAL.has(kind) ? { kind: 'refused', reason: message } : later(response, message)
}

function later({ status, headers }: ProviderResponse, reason = `WhatsApp answered ${status}.`): MediaAnswer {
  const after_ms = retryAfter(headers)
  return { kind: 'later', reason, ...(after_ms !== undefined && { after_ms }) }
}

const HOSTS_OF_META = /(^|\.)(fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/

function isMetas(url: string, account: Account): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin } = new URL(url)
  if (URL.canParse(apiBaseUrl(account)) && origin === new URL(apiBaseUrl(account)).origin) return true
  return protocol === 'https:' && HOSTS_OF_META.test(hostname)
}
