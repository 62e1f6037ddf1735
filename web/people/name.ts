interface Named {
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
  readonly email: string | null
}

/** What a contact is called: their name, else how they are reached. */
export function contactName({ first_name, last_name, phone, email }: Named, otherwise = 'Unknown'): string {
  const name = [first_name, last_name].filter(Boolean).join(' ').trim()
  return name || phone || email || otherwise
}

const MOST_LETTERS = 24

/** A name for where there is little room. */
export function shortName(name: string): string {
  const signs = [...letters.segment(name)]
  if (signs.length <= MOST_LETTERS) return name
  return `${signs
    .slice(0, MOST_LETTERS)
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One or two letters for a face that is not there; a number or sign gives none. */
export function initials(name: string): string {
  const parts = name
    .trim()
    .split(/\s+/)
    .filter(part => /^\p{L}|^\p{Extended_Pictographic}/u.test(part))
  const chosen = parts.length > 1 ? [parts[0], parts.at(-1)] : parts
  return chosen
    .map(part => [...letters.segment(part ?? '')][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase()
}

/** The same colour for the same person, one of so many. */
export function tintOf(seed: string | number, tints: number): number {
  let hash = 0
  for (const char of String(seed)) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % tints
}
