import type { Account, CataloguePage, ProviderError, ProviderRequest, ProviderResponse, Template } from '../channel.ts'
import { answerOf, graphError, retryAfter } from '../meta.ts'
import { type Fields, list, record, scalar, text } from '../reading.ts'
import { bearer, graphUrl } from './account.ts'
import { classOf } from './errors.ts'

const FIELDS = 'id,name,language,status,category,parameter_format,components,quality_score,rejected_reason'
const PAGE_SIZE = '100'

/**
 * Asks for a page of the business account's templates. Undefined: the credentials do not name the account.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
 */
export function templatesRequest(account: Account, cursor: string | null): ProviderRequest | undefined {
  const waba = text(account.credentials['waba_id'])
  if (waba === undefined) return undefined
  const query = new URLSearchParams({ fields: FIELDS, limit: PAGE_SIZE, ...(cursor !== null && { after: cursor }) })
  return {
    method: 'GET',
    url: `${graphUrl(account, waba, 'message_templates')}?${query}`,
    headers: bearer(account),
    body: ''
  }
}

/** Never throws: what is no template is left out, what is no page is refused. */
export function readTemplates(response: ProviderResponse): CataloguePage {
  const answer = answerOf(response)
  if (response.status !== 200 || !Array.isArray(answer?.['data'])) return refusal(response, answer)
  const paging = record(answer['paging'])
  const after = text(record(paging['cursors'])['after'])
  return {
    kind: 'page',
    templates: list(answer['data']).flatMap(item => templateIn(record(item)) ?? []),
    // The last page has cursors as well, but no address of a next one.
    next: text(paging['next']) !== undefined && after !== undefined ? after : null
  }
}

function templateIn(item: Fields): Template | undefined {
  const name = text(item['name'])
  const language = text(item['language'])
  if (name === undefined || language === undefined) return undefined
  return {
    name,
    language,
    status: text(item['status'])?.toUpperCase() ?? 'UNKNOWN',
    category: text(item['category'])?.toUpperCase() ?? null,
    parameter_format: text(item['parameter_format'])?.toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: list(item['components']),
    quality: text(record(item['quality_score'])['score']) ?? null,
    rejected_reason: reasonIn(item['rejected_reason']),
    provider_template_id: scalar(item['id']) ?? null
  }
}

function reasonIn(value: unknown): string | null {
  const reason = text(value)
  return reason === undefined || reason === 'NONE' ? null : reason
}

function refusal(response: ProviderResponse, answer: Fields | undefined): CataloguePage {
  const graph = answer && graphError(answer['error'])
  const passing = graph?.transient || response.status === 0 || response.status === 429 || response.status >= 500
  const error: ProviderError = {
    class: (graph && classOf(graph.code)) ?? (passing ? 'temporary' : 'bad_request'),
    provider_code: graph ? String(graph.code) : `http_${response.status}`,
    message: graph?.message ?? `WhatsApp answered ${response.status} to the question for templates.`
  }
  const after_ms = retryAfter(response.headers)
  return { kind: 'refused', error, ...(after_ms !== undefined && { after_ms }) }
}
