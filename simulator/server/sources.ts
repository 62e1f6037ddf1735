import { type Fields, fields, items } from './fields.ts'

/** A file that a message names, by id or by link. */
export interface Source {
  readonly kind: string
  readonly file: Fields
}

/** The one file of a message: its own, or that of its header. */
export function sourceIn(body: Fields): Source | undefined {
  const type = String(body['type'])
  const payload = fields(body[type])
  if (FILES.has(type)) return { kind: type, file: payload }
  const above = type === 'template' ? headerParameter(payload) : fields(payload['header'])
  const kind = String(above['type'])
  return FILES.has(kind) ? { kind, file: fields(above[kind]) } : undefined
}

const FILES = new Set(['image', 'video', 'audio', 'document', 'sticker'])

function headerParameter(template: Fields): Fields {
  const header = items(template['components'])
    .map(fields)
    .find(each => each['type'] === 'header')
  return fields(items(header?.['parameters'])[0])
}
