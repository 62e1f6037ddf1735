/** So many bytes tell what a file is. */
export const TELLING_BYTES = 4_100

/** Bytes of a kind that is not told: kept and handed out, never shown. */
export const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * What a file is by its first bytes, as a media type without parameters. What was declared counts only where the bytes
 * leave it open: text, and what is wrapped in a container. Whatever can carry script into a page is of no known type.
 */
export async function typeOf(head: Uint8Array, declared: string | null): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type')
  const said = plain(declared ?? '')
  const shown = await fileTypeFromBuffer(head)
  if (!shown) return isText(head) && HARMLESS_TEXTS.has(said) ? said : UNKNOWN_TYPE
  const type = plain(shown.mime)
  if (CONTAINERS.get(type)?.test(said)) return said
  return isScripted(type) ? UNKNOWN_TYPE : (USUAL_NAMES.get(type) ?? type)
}

/** Without parameters, in lower case. */
export function plain(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? ''
}

const HARMLESS_TEXTS = new Set(['text/plain', 'text/csv', 'text/vcard', 'text/calendar', 'application/json'])

// Office documents are archives, and a recording may lie in the container of a film.
const CONTAINERS: ReadonlyMap<string, RegExp> = new Map([
  ['application/zip', /^application\/(vnd\.openxmlformats-|vnd\.oasis\.|epub)/],
  ['application/x-cfb', /^application\/(msword|vnd\.ms-)/],
  ['video/mp4', /^audio\/mp4$/],
  ['video/3gpp', /^audio\/3gpp$/],
  ['video/webm', /^audio\/webm$/],
  ['application/ogg', /^(audio|video)\/ogg$/]
])

const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/wav', 'audio/wav'],
  ['audio/x-wav', 'audio/wav'],
  ['application/ogg', 'audio/ogg']
])

function isScripted(type: string): boolean {
  return /xml|html|javascript|shockwave|x-msdownload/.test(type) && !type.startsWith('application/vnd.')
}

function isText(head: Uint8Array): boolean {
  return !head.includes(0)
}
