import { type Fields, fields, items, words } from './fields.ts'
import type { Template } from './templates.ts'
import type { PhoneMessage } from './thread.ts'

/** Something on a message that can be tapped. */
export interface Choice {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly kind:
    | 'button_reply'
    | 'list_reply'
    | 'quick_reply'
    | 'flow'
    | 'call_permission'
    | 'contact'
    | 'location'
    | 'url'
  /** Sections of a list. */
  readonly section?: string
  /** `quick_reply`: what the business hears; `url`: where it leads. */
  readonly payload?: string
}

/** What can be tapped on a message; the template is the one it was made from. */
export function choicesOf(message: PhoneMessage, template: Template | undefined): readonly Choice[] {
  const body = fields(message.body)
  if (message.type === 'template') return template ? quickReplies(template, body) : []
  if (message.type !== 'interactive') return []
  const action = fields(body['action'])
  return (READERS[String(body['type'])] ?? (() => []))(action)
}

const READERS: Readonly<Record<string, (action: Fields) => readonly Choice[]>> = {
  button: action =>
    items(action['buttons']).map(each => {
      const { id, title } = fields(fields(each)['reply'])
      return { id: String(id), title: String(title), kind: 'button_reply' }
    }),
  list: action => items(action['sections']).flatMap(section => rowsOf(fields(section))),
  cta_url: ({ parameters }) => {
    const { display_text, url } = fields(parameters)
    return [{ id: 'url', title: String(display_text), kind: 'url', payload: String(url) }]
  },
  flow: ({ parameters }) => [{ id: 'flow', title: String(fields(parameters)['flow_cta']), kind: 'flow' }],
  location_request_message: () => [{ id: 'location', title: 'Send location', kind: 'location' }],
  contact_request: () => [{ id: 'contact', title: 'Share my number', kind: 'contact' }],
  call_permission_request: () => [
    { id: 'accept', title: 'Allow calls', kind: 'call_permission' },
    { id: 'reject', title: 'Do not allow', kind: 'call_permission' }
  ]
}

function rowsOf({ title, rows }: Fields): readonly Choice[] {
  const section = words(title)
  return items(rows).map(each => {
    const row = fields(each)
    const description = words(row['description'])
    return {
      id: String(row['id']),
      title: String(row['title']),
      kind: 'list_reply',
      ...(description && { description }),
      ...(section && { section })
    }
  })
}

function quickReplies(template: Template, message: Fields): readonly Choice[] {
  const buttons = items(template.components.map(fields).find(each => each['type'] === 'BUTTONS')?.['buttons'])
  const given = items(message['components']).map(fields)
  return buttons.flatMap((each, index) => {
    const { type, text } = fields(each)
    const title = String(text)
    if (type !== 'QUICK_REPLY') return []
    const own = given.find(part => part['type'] === 'button' && Number(part['index']) === index)
    const payload = words(fields(items(own?.['parameters'])[0])['payload']) ?? title
    return [{ id: String(index), title, kind: 'quick_reply', payload }]
  })
}

/** What the business hears of a tap: a type and its body. Undefined: nothing. */
export function replyFor(choice: Choice, waId: string, name: string): { type: string; body: unknown } | undefined {
  const { id, title, description } = choice
  switch (choice.kind) {
    case 'button_reply':
      return interactive('button_reply', { id, title })
    case 'list_reply':
      return interactive('list_reply', { id, title, ...(description && { description }) })
    case 'quick_reply':
      return { type: 'button', body: { payload: choice.payload ?? title, text: title } }
    case 'flow':
      return interactive('nfm_reply', { name: 'flow', body: 'Sent', response_json: '{"flow_token":"unused"}' })
    case 'call_permission':
      return interactive('call_permission_reply', { response: id, is_permanent: false, response_source: 'user_action' })
    case 'contact':
      return {
        type: 'contacts',
        body: [
          {
            origin: 'contact_request',
            name: { formatted_name: name },
            phones: [{ phone: `+${waId}`, wa_id: waId, type: 'CELL' }]
          }
        ]
      }
    case 'location':
      return { type: 'location', body: { latitude: 52.52, longitude: 13.405, name: 'Here' } }
    case 'url':
      return undefined
  }
}

function interactive(type: string, reply: Fields): { type: string; body: unknown } {
  return { type: 'interactive', body: { type, [type]: reply } }
}
