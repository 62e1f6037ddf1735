import { openJson } from '../open-json.ts'
import { type Fields, own, present, record, text } from '../reading.ts'
import { type Said, speech } from './speech.ts'

type Reader = (reply: Fields) => Said

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['button_reply', reply => choice('button_reply', reply)],
  ['list_reply', reply => choice('list_reply', reply)],
  ['nfm_reply', flow],
  ['call_permission_reply', reply => speech('interactive', null, { ...reply, type: 'call_permission_reply' })]
])

/** What the customer tapped, chose or filled in; kinds that are not known keep their fields under their own name. */
export function readInteractive(interactive: Fields): Said | undefined {
  const type = text(interactive['type'])
  if (type === undefined) return undefined
  const body = own(interactive, type)
  const reader = READERS.get(type)
  if (reader && body !== undefined) return reader(record(body))
  return speech('interactive', text(record(interactive['body'])['text']) ?? null, { ...interactive, type })
}

function choice(type: string, reply: Fields): Said {
  const title = text(reply['title'])
  const content = present({ id: text(reply['id']), title, description: text(reply['description']) })
  return speech('interactive', title ?? null, { type, ...content })
}

/** The answers of a Flow are JSON inside a string, written by whoever made the Flow: an array, or broken, at times. */
function flow(reply: Fields): Said {
  const words = text(reply['body'])
  const source = text(reply['response_json'])
  const content = present({ name: text(reply['name']), body: words, response: parsed(source), response_json: source })
  return speech('interactive', words ?? null, { type: 'nfm_reply', ...content })
}

function parsed(source: string | undefined): unknown {
  if (source === undefined) return undefined
  const opened = openJson(new TextEncoder().encode(source))
  return 'value' in opened ? opened.value : undefined
}
