import type { Objection, OutgoingMessage } from '../channel.ts'
import { type Fields, list, record } from '../reading.ts'
import { objectionToMedia } from './carried.ts'
import { CAPTION_LIMIT, TEXT_LIMIT } from './content.ts'
import { MOST_PRODUCTS, MOST_ROWS } from './interactive.ts'

/** Limits that span several fields. */
export function objection(draft: OutgoingMessage): Objection | undefined {
  if ((draft.message_text?.length ?? 0) > TEXT_LIMIT) {
    return { field: 'message_text', message: `A text may have ${TEXT_LIMIT} characters.` }
  }
  if (draft.message_type === 'reaction' && draft.reply_to === null) {
    return { field: 'reply_to_message_id', message: 'A reaction needs the message it is about.' }
  }
  return draft.message_type === 'interactive' ? objectionTo(record(draft.content), draft) : objectionToMedia(draft)
}

function objectionTo(content: Fields, { message_text }: OutgoingMessage): Objection | undefined {
  const action = record(content['action'])
  const sections = list(action['sections']).map(record)
  if (content['body'] === undefined && (message_text?.length ?? 0) > CAPTION_LIMIT) {
    return { field: 'message_text', message: `The body may have ${CAPTION_LIMIT} characters.` }
  }
  if (count(sections, 'rows') > MOST_ROWS) return tooMany('rows', MOST_ROWS)
  if (count(sections, 'product_items') > MOST_PRODUCTS) return tooMany('product_items', MOST_PRODUCTS)
  return sections.length > 1 && sections.some(section => section['title'] === undefined)
    ? { field: 'content.action.sections', message: 'Each of several sections needs a title.' }
    : sameTwice(action, sections)
}

function count(sections: readonly Fields[], name: string): number {
  return sections.reduce((sum, section) => sum + list(section[name]).length, 0)
}

function tooMany(name: string, most: number): Objection {
  return { field: 'content.action.sections', message: `All sections together may have ${most} ${name}.` }
}

/** Whoever taps is known by the id alone. */
function sameTwice(action: Fields, sections: readonly Fields[]): Objection | undefined {
  const buttons = list(action['buttons']).map(button => record(record(button)['reply'])['id'])
  const rows = sections.flatMap(section => list(section['rows'])).map(row => record(row)['id'])
  const ids = [...buttons, ...rows]
  if (new Set(ids).size === ids.length) return undefined
  return { field: 'content.action', message: 'Buttons and rows need ids of their own.' }
}
