import { type Exchange, reply } from './exchange.ts'
import type { Fields } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Line } from './line.ts'
import { shownTemplate, type Template, type TemplateState } from './templates.ts'

const PAGE = 25

/** `GET /{waba-id}/message_templates`, in pages that `after` turns. */
export function listTemplates({ catalogue }: Line, exchange: Exchange): void {
  const { query } = exchange
  const limit = Math.min(Math.max(Number(query.get('limit') ?? PAGE) || PAGE, 1), 250)
  const [name, status] = [query.get('name'), query.get('status')]
  const all = catalogue.templates.filter(
    each => (name === null || each.name.includes(name)) && (status === null || each.status === status)
  )
  const after = Number(Buffer.from(query.get('after') ?? '', 'base64url').toString() || 0)
  if (!Number.isInteger(after) || after < 0) throw new GraphError(100, 'The cursor after is not valid.')
  const end = after + limit
  const cursors = { before: cursor(after), after: cursor(end) }
  const data = all.slice(after, end).map(shownTemplate)
  reply(exchange, 200, {
    data,
    paging: { cursors, ...(end < all.length && { next: nextPage(exchange, cursors.after) }) }
  })
}

/** `POST /{waba-id}/message_templates`: it waits for approval. */
export function submitTemplate({ catalogue }: Line, body: unknown): Fields {
  const { id, status, category } = catalogue.submit(body)
  return { id, status, category }
}

/** `DELETE /{waba-id}/message_templates?name=`. */
export function removeTemplate({ catalogue }: Line, exchange: Exchange): void {
  const name = exchange.query.get('name') ?? ''
  if (!catalogue.remove(name))
    throw new GraphError(100, `Message template ${name} was not found.`, { subcode: 2593002 })
  reply(exchange, 200, { success: true })
}

/** The provider's judgement of a template, told by webhook. */
export function judgeTemplate(line: Line, template: Template, status: TemplateState): void {
  template.status = status
  const value = {
    event: status,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    reason: status === 'REJECTED' ? 'INVALID_FORMAT' : 'NONE'
  }
  line.postman.bring({ kind: 'value', field: 'message_template_status_update', value, aboutNumber: false })
  line.network.heard({ kind: 'line', number: line.number })
}

function cursor(position: number): string {
  return Buffer.from(String(position)).toString('base64url')
}

function nextPage({ query, path }: Exchange, after: string): string {
  const next = new URLSearchParams(query)
  next.set('after', after)
  return `/${path}?${next}`
}
