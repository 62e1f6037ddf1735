import { AssertionError, Liquid, LiquidError } from 'liquidjs'

/** A text with its variables filled in. */
export interface Filled {
  readonly text: string
  /** Variables that had no value, as `contact.first_name`. */
  readonly missing: readonly string[]
}

/** A template cannot be read, or asks for more than it may. The message says what is wrong, and where. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

const MOST_CHARACTERS = 20_000
const MOST_MEMORY = 1_000_000
const LONGEST_MS = 250

// No files, no partials, nothing that a value inherits; what is written is text, never markup.
const engine = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  parseLimit: MOST_CHARACTERS,
  memoryLimit: MOST_MEMORY,
  renderLimit: LONGEST_MS
})

const FORBIDDEN = ['include', 'render', 'layout', 'block'] as const
for (const tag of FORBIDDEN) Reflect.deleteProperty(engine.tags, tag)

/** Says what is wrong with a template; nothing: it can be filled in. */
export function templateComplaint(template: string): string | undefined {
  try {
    engine.parse(template)
    return undefined
  } catch (error) {
    return saidBy(error)
  }
}

/**
 * Fills Liquid in, within limits of time, memory and length. What has no value becomes nothing.
 * @throws TemplateError
 */
export function fillIn(template: string, values: Readonly<Record<string, unknown>>): Filled {
  try {
    const parsed = engine.parse(template)
    const missing = engine
      .globalVariableSegmentsSync(parsed)
      .flatMap(path => (hasValue(values, path) ? [] : named(path)))
    const text = String(engine.renderSync(parsed, values))
    if (text.length > MOST_CHARACTERS) throw new TemplateError(`the text is longer than ${MOST_CHARACTERS} characters`)
    return { text, missing: [...new Set(missing)] }
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(saidBy(error), { cause: error })
  }
}

function hasValue(values: unknown, path: readonly unknown[]): boolean {
  let value = values
  for (const part of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(part)) return value !== undefined && value !== null
    const key = String(part)
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : sizeOf(value, key)
  }
  return value !== undefined && value !== null && value !== ''
}

function sizeOf(value: object, key: string): unknown {
  return Array.isArray(value) && ['first', 'last', 'size'].includes(key) ? value.length : undefined
}

function named(path: readonly unknown[]): string {
  return path.filter(part => !Array.isArray(part)).join('.')
}

function saidBy(error: unknown): string {
  if (!(error instanceof LiquidError || error instanceof AssertionError)) throw error
  return error.message.replace(/, file:[^,]*/, '')
}
