import type { ErrorClass } from '../../model/message.ts'
import type { ProviderError, ProviderResponse, Verdict } from '../channel.ts'
import { answerOf, type GraphError, graphError, retryAfter } from '../meta.ts'
import { distinct, type Fields, list, record, scalar, text } from '../reading.ts'
import { classOf, stopsAccount } from './errors.ts'

/** What an answer to a send means: Meta's code decides, then the HTTP status. What cannot be read is doubt. */
export function interpret(response: ProviderResponse): Verdict {
  if (response.status === 0) return silence(response)
  const answer = answerOf(response)
  const error = answer && graphError(answer['error'])
  if (error) return refusal(error, response)
  const succeeded = response.status >= 200 && response.status < 300
  return (succeeded && answer ? acceptance(answer) : undefined) ?? unreadable(response)
}

/** `held_for_quality_assessment` and `paused` are accepted too: a status will tell. */
function acceptance(answer: Fields): Verdict | undefined {
  const id = text(record(list(answer['messages'])[0])['id'])
  if (id === undefined) return undefined
  const contact = record(list(answer['contacts'])[0])
  // The number that Meta really uses: in Brazil and Mexico not always the one it was given.
  const addresses = distinct([text(contact['user_id']), scalar(contact['wa_id'])])
  return { kind: 'accepted', provider_message_id: id, ...(addresses.length > 0 && { recipient_addresses: addresses }) }
}

const RETRIED: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'temporary',
  'rate_limited',
  'pair_rate_limited',
  'held_back'
])

function refusal(graph: GraphError, response: ProviderResponse): Verdict {
  const kind = classOf(graph.code) ?? classByStatus(graph, response.status)
  const error: ProviderError = { class: kind, provider_code: String(graph.code), message: graph.message }
  if (RETRIED.has(kind)) return retry(error, response)
  return stopsAccount(graph.code, kind) ? { kind: 'credentials', error } : { kind: 'rejected', error }
}

function classByStatus({ transient }: GraphError, status: number): ErrorClass {
  if (status === 429) return 'rate_limited'
  if (transient || status >= 500) return 'temporary'
  return status === 401 ? 'credentials' : 'bad_request'
}

function retry(error: ProviderError, { headers }: ProviderResponse): Verdict {
  const after_ms = retryAfter(headers)
  return { kind: 'retry', error, ...(after_ms !== undefined && { after_ms }) }
}

// Graph's own failures. A gateway's (502, 504) may come after the message was taken.
const NOT_TAKEN: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [429, 'rate_limited'],
  [500, 'temporary'],
  [503, 'temporary']
])

function unreadable(response: ProviderResponse): Verdict {
  const { status } = response
  const kind = NOT_TAKEN.get(status)
  const provider_code = `http_${status}`
  if (kind) return retry({ class: kind, provider_code, message: `WhatsApp answered ${status}.` }, response)
  const message = `WhatsApp answered ${status} with something that cannot be read.`
  return { kind: 'unknown', error: { class: 'ambiguous', provider_code, message } }
}

function silence({ failure }: ProviderResponse): Verdict {
  const provider_code = failure?.reason ?? null
  if (failure && !failure.sent) {
    return { kind: 'retry', error: { class: 'temporary', provider_code, message: 'WhatsApp could not be reached.' } }
  }
  return {
    kind: 'unknown',
    error: { class: 'ambiguous', provider_code, message: 'No answer came; the message may have arrived.' }
  }
}
