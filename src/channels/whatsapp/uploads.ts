import type { Account, FileToUpload, FormRequest, ProviderError, ProviderResponse, UploadAnswer } from '../channel.ts'
import { answerOf } from '../meta.ts'
import { isWithinReach } from '../reach.ts'
import { scalar } from '../reading.ts'
import { apiBaseUrl, bearer, endpointOf, graphUrl } from './account.ts'
import { interpret } from './verdict.ts'

/** Meta fetches links from outside; the settings may know better. */
export function needsUpload(link: string, account: Account): boolean {
  const way = account.settings['outgoing_media']
  return way === 'upload' || (way !== 'link' && !isWithinReach(link, apiBaseUrl(account)))
}

/** Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
export function uploadRequest({ file_name, file_type }: FileToUpload, account: Account): FormRequest {
  return {
    url: graphUrl(account, endpointOf(account), 'media'),
    headers: bearer(account),
    fields: { messaging_product: 'whatsapp', type: file_type },
    file: { field: 'file', file_name: file_name ?? 'file', file_type }
  }
}

/** Ids of what a business has uploaded live so long. */
const KEPT_DAYS = 30

/** An upload that nobody knows the end of has reached nobody, and is made again. */
export function readUpload(response: ProviderResponse): UploadAnswer {
  const id = response.status === 200 ? scalar(answerOf(response)?.['id']) : undefined
  if (id !== undefined) return { kind: 'kept', provider_media_id: id, days: KEPT_DAYS }
  const verdict = interpret(response)
  if (verdict.kind === 'unknown' || verdict.kind === 'accepted') {
    const message = 'WhatsApp did not say whether it has the file.'
    return { kind: 'retry', error: { class: 'temporary', provider_code: `http_${response.status}`, message } }
  }
  return verdict
}

// No such object, a parameter of no value, and media that could not be had.
const LOST = new Set(['33', '100', '131009', '131052', '131053'])

/** May it be that the id of the file has had its time? */
export function isLost({ provider_code }: ProviderError): boolean {
  return LOST.has(provider_code ?? '')
}
