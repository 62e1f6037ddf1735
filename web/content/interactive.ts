import { type Fields, list, record, text } from './reading.ts'

/** A choice that was offered, or what was taken. */
export interface Option {
  readonly title: string
  readonly detail: string | undefined
}

export interface Interactive {
  /** The provider's name of the kind: `button`, `list_reply` … */
  readonly type: string
  readonly header: string | undefined
  readonly body: string | undefined
  readonly footer: string | undefined
  /** What was offered, or the fields of a form that was filled in. */
  readonly options: readonly Option[]
  readonly link: string | undefined
}

/** Offers of ours have an action; answers of the customer have what they took. */
export function readInteractive(content: Fields | null, words: string | null): Interactive {
  const { type, header, body, footer, action, title, description, text: label, response } = record(content)
  const taken = text(title) ?? text(label)
  const offered = optionsOf(record(action))
  return {
    type: text(type) ?? '',
    header: text(record(header)['text']),
    body: text(record(body)['text']) ?? (taken === words ? undefined : (words ?? undefined)),
    footer: text(record(footer)['text']),
    options: taken ? [{ title: taken, detail: text(description) }] : [...offered, ...answersOf(response)],
    link: linkOf(record(action))
  }
}

function optionsOf(action: Fields): Option[] {
  const buttons = list(action['buttons']).flatMap(each => text(record(record(each)['reply'])['title']) ?? [])
  const rows = list(action['sections']).flatMap(section => [
    ...list(record(section)['rows']),
    ...list(record(section)['product_items'])
  ])
  const { display_text, flow_cta } = record(action['parameters'])
  const single = text(display_text) ?? text(flow_cta)
  return [
    ...buttons.map(title => ({ title, detail: undefined })),
    ...rows.map(each => {
      const { title, description, product_retailer_id } = record(each)
      return { title: text(title) ?? text(product_retailer_id) ?? '?', detail: text(description) }
    }),
    ...(single ? [{ title: single, detail: undefined }] : [])
  ]
}

/** Fields of a form, in their order; the token is no answer. */
function answersOf(response: unknown): Option[] {
  if (typeof response === 'string') return [{ title: response, detail: undefined }]
  return Object.entries(record(response))
    .filter(([name]) => name !== 'flow_token')
    .map(([name, value]) => ({
      title: name.replaceAll('_', ' '),
      detail: typeof value === 'string' ? value : JSON.stringify(value)
    }))
}

function linkOf(action: Fields): string | undefined {
  const url = text(record(action['parameters'])['url'])
  return url && /^https:/.test(url) ? url : undefined
}
