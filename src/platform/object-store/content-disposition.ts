/**
 * A `Content-Disposition` for any name that people give to files: a plain one for old clients, the true one in UTF-8
 * (RFC 6266). Line breaks, quotes and characters that turn the writing direction do not get into a header.
 */
export function contentDisposition(fileName: string, inline: boolean): string {
  const name = Buffer.from(fileName).toString().replace(UNPRINTABLE, '').replace(/[/\\]/g, '_').trim() || 'file'
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["%;]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, character => `%${hex(character)}`)
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

// Control characters, and those that only reorder what is shown: `gpj.exe` read backwards is a picture.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase()
}
