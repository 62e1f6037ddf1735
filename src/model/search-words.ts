const MOST_WORDS = 8
const LEAST_WITHIN = 3
const NUMBER = /^\+?[\d\s().\-/]*\d[\d\s().\-/]*$/

/**
 * What is looked for, word by word. A phone number is one word of digits however it is written, without the zeros that
 * only lead out of a country or a city.
 */
export function searchWords(term: string): string[] {
  const text = term.trim()
  const digits = text.replace(/\D/g, '').replace(/^0+/, '')
  if (NUMBER.test(text) && digits !== '') return [digits]
  return text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)
}

/** A word of three characters is found anywhere, a shorter one only where a word begins. */
export function isFoundWithin(word: string): boolean {
  return [...word].length >= LEAST_WITHIN
}
