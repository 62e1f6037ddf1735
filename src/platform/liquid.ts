import { AssertionError, Liquid, LiquidError, type Template } from 'liquidjs'

/** A text whose variables have been filled in. */
export interface Filled {
  readonly text: string
  /** Variables that had no value, as they are written, each once. */
  readonly missing: readonly string[]
}

/** The text breaks the rules of Liquid, or asks for more time or room than it may have. Its message is for people. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

const MOST_CHARACTERS = 20_000
/** Of one filling; it keeps everybody else waiting. */
const MOST_MS = 50
/** Objects and characters that a filling may make on its way. */
const MOST_MEMORY = 200_000
const MOST_STEPS = 10_000

const FILTERS = [
  ...['append', 'capitalize', 'downcase', 'upcase', 'prepend', 'remove', 'remove_first', 'replace', 'replace_first'],
  ...['strip', 'lstrip', 'rstrip', 'strip_newlines', 'truncate', 'truncatewords', 'slice', 'split', 'join', 'default'],
  ...['first', 'last', 'size', 'sort', 'uniq', 'reverse', 'compact', 'map', 'where', 'concat'],
  ...['abs', 'at_least', 'at_most', 'ceil', 'divided_by', 'floor', 'minus', 'modulo', 'plus', 'round', 'times', 'date'],
  ...['escape', 'url_encode', 'json']
]
const TAGS = ['assign', 'capture', 'case', 'comment', 'if', 'unless', 'for', 'break', 'continue', 'raw', 'echo', '#']

const engine = madeFor(FILTERS, TAGS)

/** What is wrong with a text, in a sentence; undefined: nothing. */
export function templateComplaint(text: string): string | undefined {
  try {
    engine.parse(text)
    return undefined
  } catch (error) {
    return wordsOf(error)
  }
}

/**
 * Fills the variables of a text. It sees the values it is given and nothing else, neither files nor the values' own
 * machinery.
 * @throws TemplateError
 */
export function fillIn(text: string, values: Readonly<Record<string, unknown>>): Filled {
  try {
    const template = engine.parse(text)
    const filled = String(engine.renderSync(template, values, { templateLimit: MOST_STEPS }))
    if (filled.length > MOST_CHARACTERS)
      throw new TemplateError(`It becomes longer than ${MOST_CHARACTERS} characters.`)
    return { text: filled, missing: missingIn(template, values) }
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(wordsOf(error))
  }
}

function madeFor(filters: readonly string[], tags: readonly string[]): Liquid {
  const liquid = new Liquid({
    // Never a file of this machine.
    templates: {},
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: MOST_CHARACTERS,
    renderLimit: MOST_MS,
    memoryLimit: MOST_MEMORY,
    timezoneOffset: 0,
    locale: 'en'
  })
  for (const name of Object.keys(liquid.filters)) if (!filters.includes(name)) delete liquid.filters[name]
  for (const name of Object.keys(liquid.tags)) if (!tags.includes(name)) delete liquid.tags[name]
  return liquid
}

function missingIn(template: Template[], values: Readonly<Record<string, unknown>>): string[] {
  const paths = engine.globalVariableSegmentsSync(template).flatMap(segments => {
    // What is looked up by another variable's value is not known before.
    const isPlain = segments.every(segment => typeof segment === 'string' || typeof segment === 'number')
    return isPlain ? [segments.map(String)] : []
  })
  return [...new Set(paths.filter(path => isMissing(path, values)).map(path => path.join('.')))]
}

function isMissing(path: readonly string[], values: unknown): boolean {
  const value = path.reduce<unknown>((within, name) => {
    if (typeof within !== 'object' || within === null) return undefined
    return Object.hasOwn(within, name) ? Reflect.get(within, name) : undefined
  }, values)
  return value === undefined || value === null || value === ''
}

function wordsOf(error: unknown): string {
  if (error instanceof LiquidError || error instanceof AssertionError) return error.message.replace(/, file:[^,]*/, '')
  throw error
}
