import { type Exchange, reply, replyError } from './exchange.ts'
import { type Fields, isFields } from './rules.ts'

/** A template of the business account, as its owner made it. */
export interface BusinessTemplate {
  readonly name: string
  readonly language: string
  /** `APPROVED` when absent. */
  readonly status?: string
  readonly category?: string
  readonly parameter_format?: 'POSITIONAL' | 'NAMED'
  readonly components: readonly Fields[]
}

export interface TemplateBook {
  /** Puts a template in, in the place of one of the same name and language. */
  put(template: BusinessTemplate): void
  remove(name: string): void
  /** `GET /{waba}/message_templates`. */
  list(exchange: Exchange, asked: URLSearchParams): void
  /** Why the provider does not take such a `template`. */
  refuse(payload: Fields): { code: number; details: string } | undefined
}

const words = (text: string) => [{ type: 'BODY', text }]

const USUAL: readonly BusinessTemplate[] = [
  { name: 'order_shipped', language: 'en_US', components: words('Your order is on its way.') },
  { name: 'still_there', language: 'en', components: words('Are you still there?') },
  { name: 'hello', language: 'en_US', components: words('Hello {{1}}!') },
  { name: 'sale', language: 'en_US', category: 'MARKETING', components: words('All boots at half price.') }
]

export function createTemplateBook(): TemplateBook {
  const book = new Map<string, BusinessTemplate & { readonly id: string }>()
  const keyOf = ({ name, language }: { name: unknown; language: unknown }) => `${name}/${language}`
  const put = (template: BusinessTemplate) =>
    void book.set(keyOf(template), { ...template, id: book.get(keyOf(template))?.id ?? String(7_000 + book.size) })
  for (const template of USUAL) put(template)

  return {
    put,
    remove(name) {
      for (const [key, template] of book) if (template.name === name) book.delete(key)
    },
    list(exchange, asked) {
      const limit = Number(asked.get('limit') ?? 25)
      const start = Number(asked.get('after') ?? 0)
      if (!(limit >= 1) || !(start >= 0)) return replyError(exchange, 400, { code: 100, details: 'Invalid parameter' })
      const page = [...book.values()].slice(start, start + limit)
      const end = start + page.length
      const cursors = { before: String(start), after: String(end) }
      const next = end < book.size ? { next: `https://graph.facebook.com/next?after=${end}` } : {}
      reply(exchange, 200, { data: page.map(shown), paging: { cursors, ...next } })
    },
    refuse({ name, language, components }) {
      const code = isFields(language) ? language['code'] : language
      const template = book.get(keyOf({ name, language: code }))
      if (!template) return { code: 132_001, details: `template name (${name}) does not exist in ${code}` }
      const barred = BARRED[template.status ?? 'APPROVED']
      if (barred) return { code: barred, details: `Template ${name} is ${template.status}.` }
      return misfit(template, Array.isArray(components) ? components.filter(isFields) : [])
    }
  }
}

const BARRED: Readonly<Record<string, number>> = {
  PAUSED: 132_015,
  DISABLED: 132_016,
  PENDING: 132_001,
  REJECTED: 132_001
}

function shown({ status = 'APPROVED', category = 'UTILITY', ...template }: BusinessTemplate): Fields {
  return { parameter_format: 'POSITIONAL', rejected_reason: 'NONE', ...template, status, category }
}

type Misfit = { code: number; details: string } | undefined

/** 132000: the number of parameters is wrong; 132012: their kind is. */
function misfit(template: BusinessTemplate, given: readonly Fields[]): Misfit {
  const known = new Set(['header', 'body', 'button'])
  if (given.some(({ type }) => !known.has(String(type)))) return kind('Unknown component.')
  const of = (type: string) => given.find(each => each['type'] === type)
  const header = template.components.find(each => each['type'] === 'HEADER')
  const body = template.components.find(each => each['type'] === 'BODY')
  const buttons = template.components.find(each => each['type'] === 'BUTTONS')?.['buttons']
  const own = Array.isArray(buttons) ? buttons.filter(isFields) : []
  return headerMisfit(header, of('header')) ?? textMisfit(template, body, of('body')) ?? buttonMisfit(own, given)
}

function headerMisfit(header: Fields | undefined, given: Fields | undefined): Misfit {
  const format = String(header?.['format'] ?? 'TEXT').toLowerCase()
  const parameters = parametersOf(given)
  const wanted = format === 'text' ? placeholders(header?.['text']).length : 1
  if (parameters.length !== wanted) return count('header', parameters.length, wanted)
  const isRight = parameters.every(each => each['type'] === format)
  return isRight ? undefined : kind(`header: Format mismatch, expected ${format.toUpperCase()}`)
}

function textMisfit(template: BusinessTemplate, body: Fields | undefined, given: Fields | undefined): Misfit {
  const parameters = parametersOf(given)
  const wanted = placeholders(body?.['text'])
  if (parameters.length !== wanted.length) return count('body', parameters.length, wanted.length)
  if (parameters.some(each => !['text', 'currency', 'date_time'].includes(String(each['type'])))) {
    return kind('body: Format mismatch, expected TEXT')
  }
  const isNamed = template.parameter_format === 'NAMED'
  const names = new Set(parameters.map(each => each['parameter_name']))
  return isNamed && wanted.some(name => !names.has(name)) ? { code: 100, details: 'Invalid parameter name' } : undefined
}

const FILLED_BY: Readonly<Record<string, readonly [subType: string, parameter: string]>> = {
  QUICK_REPLY: ['quick_reply', 'payload'],
  URL: ['url', 'text'],
  OTP: ['url', 'text'],
  COPY_CODE: ['copy_code', 'coupon_code'],
  FLOW: ['flow', 'action'],
  CATALOG: ['catalog', 'action'],
  MPM: ['mpm', 'action']
}

function buttonMisfit(buttons: readonly Fields[], given: readonly Fields[]): Misfit {
  const filled = given.filter(each => each['type'] === 'button')
  if (filled.some(each => !buttons[Number(each['index'])])) return kind('button: no such index')
  for (const [index, button] of buttons.entries()) {
    const own = filled.find(each => Number(each['index']) === index)
    const [subType, parameter] = FILLED_BY[String(button['type'])] ?? []
    if (own && own['sub_type'] !== subType) return kind(`button ${index}: sub_type must be ${subType}`)
    const parameters = parametersOf(own)
    if (needs(button) && parameters.length !== 1) return count(`button ${index}`, parameters.length, 1)
    if (parameters.some(each => each['type'] !== parameter)) return kind(`button ${index}: expected ${parameter}`)
    if (button['type'] === 'URL' && !needs(button) && parameters.length > 0) {
      return count(`button ${index}`, parameters.length, 0)
    }
  }
  return undefined
}

function needs(button: Fields): boolean {
  if (button['type'] === 'URL') return placeholders(button['url']).length > 0
  return ['OTP', 'COPY_CODE', 'MPM'].includes(String(button['type']))
}

function placeholders(text: unknown): string[] {
  return [...new Set([...String(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1] ?? ''))]
}

function parametersOf(component: Fields | undefined): readonly Fields[] {
  const parameters = component?.['parameters']
  return Array.isArray(parameters) ? parameters.filter(isFields) : []
}

function count(where: string, given: number, wanted: number): Misfit {
  return { code: 132_000, details: `${where}: number of localizable_params (${given}) does not match (${wanted})` }
}

function kind(details: string): Misfit {
  return { code: 132_012, details }
}
