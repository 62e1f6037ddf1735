const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

/** An element with text in it. */
export function leaf(name: string, value: string | number | boolean): string {
  return `<${name}>${escapeXml(String(value))}</${name}>`
}

/** An element with elements in it. */
export function branch(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`
}

/** A whole answer. */
export function xmlPage(name: string, children: readonly string[]): string {
  return `${HEAD}<${name} ${NAMESPACE}>${children.join('')}</${name}>`
}

/** The texts of all elements of a name, at any depth. Enough for the flat lists that S3 clients send. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => unescapeXml(text))
}

/** What stands inside each element of a name that is no element of itself. */
export function insidesOf(xml: string, name: string): string[] {
  return xml
    .split(`<${name}>`)
    .slice(1)
    .map(rest => rest.split(`</${name}>`)[0] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }
const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function escapeXml(text: string): string {
  return text
    .replace(/[<>&"]/g, character => ENTITIES[character] ?? character)
    .replace(/\p{Cc}/gu, character => `&#x${character.charCodeAt(0).toString(16)};`)
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, digits?: string, name = '') => {
      const point = hex ? Number.parseInt(hex, 16) : digits ? Number(digits) : null
      if (point === null) return CHARACTERS[name] ?? whole
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    }
  )
}
