/** Why the provider refuses a field, by its own codes. */
export interface Problem {
  readonly code: 100 | 131008 | 131009
  readonly details: string
}

export type Rule = (value: unknown, path: string) => Problem | undefined
export type Fields = Readonly<Record<string, unknown>>

/** Fields by name; a name with a question mark at its end may be missing. Others are refused. */
export function object(shape: Readonly<Record<string, Rule>>): Rule {
  const rules = new Map(Object.entries(shape).map(([name, rule]) => [name.replace(/\?$/, ''), rule]))
  const required = Object.keys(shape).filter(name => !name.endsWith('?'))
  return (value, path) => {
    if (!isFields(value)) return wrong(path, 'must be an object')
    const missing = required.find(name => value[name] === undefined)
    if (missing) return { code: 131008, details: `Required parameter is missing: ${join(path, missing)}` }
    const unknown = Object.keys(value).find(name => !rules.has(name))
    if (unknown) return { code: 100, details: `Unexpected key "${unknown}" on param "${path}".` }
    return first(Object.entries(value), ([name, each]) => rules.get(name)?.(each, join(path, name)))
  }
}

/** The shape that the field `tag` names. */
export function tagged(tag: string, shapes: Readonly<Record<string, Rule>>): Rule {
  return (value, path) => {
    if (!isFields(value)) return wrong(path, 'must be an object')
    const name = value[tag]
    if (name === undefined) return { code: 131008, details: `Required parameter is missing: ${join(path, tag)}` }
    const rule = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
    return rule ? rule(value, path) : wrong(join(path, tag), `must be one of ${Object.keys(shapes).join(', ')}`)
  }
}

export function array(rule: Rule, least: number, most: number): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'must be an array')
    if (value.length < least || value.length > most) return wrong(path, `must have ${least} to ${most} items`)
    return first([...value.entries()], ([index, each]) => rule(each, `${path}[${index}]`))
  }
}

export function string(most: number, least = 1): Rule {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'must be a string')
    return value.length < least || value.length > most
      ? wrong(path, `must have ${least} to ${most} characters`)
      : undefined
  }
}

export function matching(pattern: RegExp): Rule {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? undefined : wrong(path, `must match ${pattern.source}`)
}

export function number(least: number, most: number): Rule {
  return (value, path) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : wrong(path, `must be ${least} to ${most}`)
}

export function oneOf(...values: readonly unknown[]): Rule {
  return (value, path) => (values.includes(value) ? undefined : wrong(path, `must be one of ${values.join(', ')}`))
}

/** Both hold. */
export function both(one: Rule, other: Rule): Rule {
  return (value, path) => one(value, path) ?? other(value, path)
}

/** A sentence that fails a whole, in words. */
export function law(holds: (value: Fields) => boolean, details: string): Rule {
  return (value, path) => (isFields(value) && holds(value) ? undefined : wrong(path, details))
}

export const boolean: Rule = oneOf(true, false)
export const anything: Rule = () => undefined

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(path: string, details: string): Problem {
  return { code: 131009, details: `${path} ${details}` }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function first<T>(items: readonly T[], find: (item: T) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const problem = find(item)
    if (problem) return problem
  }
  return undefined
}
