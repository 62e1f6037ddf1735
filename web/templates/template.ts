import type { MessageDraft } from '../../src/client/drafts.ts'
import type { MessageTemplate } from '../../src/client/wire.ts'
import { type Fields, record, text } from '../content/reading.ts'

/** A place in a template that somebody fills. */
export interface Blank {
  readonly component: 'header' | 'body'
  /** As it stands between the braces: a number or a name. */
  readonly name: string
}

/** A template as one who fills it sees it. */
export interface Form {
  readonly name: string
  readonly language: string
  readonly header: string | undefined
  readonly body: string
  readonly footer: string | undefined
  readonly blanks: readonly Blank[]
}

const BLANK = /\{\{\s*(\w+)\s*\}\}/g

/** undefined: it needs more than words (a picture at its head, a button with an address to be filled). */
export function formOf({ name, language, components }: MessageTemplate): Form | undefined {
  const parts = components.map(record)
  const body = text(find(parts, 'BODY')?.['text'])
  const header = find(parts, 'HEADER')
  const isWords = !header || header['format'] === undefined || header['format'] === 'TEXT'
  if (body === undefined || !isWords || hasOpenButton(parts)) return undefined
  const title = text(header?.['text'])
  return {
    name,
    language,
    header: title,
    body,
    footer: text(find(parts, 'FOOTER')?.['text']),
    blanks: [...blanksIn('header', title ?? ''), ...blanksIn('body', body)]
  }
}

function find(parts: readonly Fields[], type: string): Fields | undefined {
  return parts.find(part => part['type'] === type)
}

function hasOpenButton(parts: readonly Fields[]): boolean {
  const buttons = JSON.stringify(find(parts, 'BUTTONS') ?? {})
  return /\{\{|COPY_CODE|"FLOW"|CATALOG|MPM|OTP/.test(buttons)
}

function blanksIn(component: Blank['component'], words: string): Blank[] {
  const names = [...words.matchAll(BLANK)].map(([, name = '']) => name)
  return [...new Set(names)].map(name => ({ component, name }))
}

export const keyOf = ({ component, name }: Blank): string => `${component}.${name}`

/** The words with what fills them; what is not filled stays as it is. */
export function filled(words: string, component: Blank['component'], values: Readonly<Record<string, string>>): string {
  return words.replace(BLANK, (whole, name: string) => values[keyOf({ component, name })]?.trim() || whole)
}

/** null: a blank is still open. */
export function templateDraft(form: Form, values: Readonly<Record<string, string>>): MessageDraft | null {
  if (form.blanks.some(blank => !values[keyOf(blank)]?.trim())) return null
  const components = (['header', 'body'] as const).flatMap(type => {
    const parameters = form.blanks
      .filter(({ component }) => component === type)
      .map(blank => parameterOf(blank, values))
    return parameters.length === 0 ? [] : [{ type, parameters }]
  })
  const { name, language } = form
  return { message_type: 'template', content: { name, language, ...(components.length > 0 && { components }) } }
}

/** Numbered blanks go by their order, named ones by their names. */
function parameterOf(blank: Blank, values: Readonly<Record<string, string>>) {
  const words = values[keyOf(blank)]?.trim() ?? ''
  return { type: 'text', text: words, ...(!/^\d+$/.test(blank.name) && { parameter_name: blank.name }) }
}
