import { type Fields, isFields, items } from './fields.ts'
import { GraphError } from './graph-error.ts'

/** Throws the provider's own error about a value that it would not take. `path` names it. */
export type Rule = (value: unknown, path: string) => void

type Shape = Readonly<Record<string, Rule>>

/** An object with these fields and no others; a name that ends in a question mark may be missing. */
export function shape(described: Shape): Rule {
  const known = Object.entries(described).map(([name, rule]) => ({
    name: name.replace(/\?$/, ''),
    isNeeded: !name.endsWith('?'),
    rule
  }))
  return (value, path) => {
    const given = mustBeFields(value, path)
    const missing = known.find(({ name, isNeeded }) => isNeeded && isMissing(given[name]))
    if (missing) throw missed(join(path, missing.name))
    for (const name of Object.keys(given)) {
      if (known.every(each => each.name !== name)) throw unexpected(name, path)
    }
    for (const { name, rule } of known) if (!isMissing(given[name])) rule(given[name], join(path, name))
  }
}

/** The shape that is named by the value of one field. */
export function byField(field: string, rules: Shape, code = 131009): Rule {
  return (value, path) => {
    const name = mustBeFields(value, path)[field]
    if (isMissing(name)) throw missed(join(path, field))
    const rule = typeof name === 'string' && Object.hasOwn(rules, name) ? rules[name] : undefined
    if (!rule)
      throw new GraphError(
        code,
        `${join(path, field)} must be one of {${Object.keys(rules).join(', ')}} - got "${name}".`
      )
    rule(value, path)
  }
}

export function listOf(rule: Rule, least: number, most: number): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'must be an array.')
    if (value.length < least) throw wrong(path, `needs at least ${least} item(s).`)
    if (value.length > most) throw wrong(path, `takes at most ${most} item(s), got ${value.length}.`)
    for (const [index, each] of value.entries()) rule(each, `${path}[${index}]`)
  }
}

/** A string of at most so many characters; an empty one counts as missing. */
export function text(most: number): Rule {
  return (value, path) => {
    if (typeof value !== 'string') throw wrong(path, 'must be a string.')
    if (value === '') throw missed(path)
    if (value.length > most) throw wrong(path, `Length invalid. Min length: 1, Max length: ${most}`)
  }
}

export function optionalText(most: number): Rule {
  return (value, path) => {
    if (value !== '') text(most)(value, path)
  }
}

export function matching(pattern: RegExp, what: string): Rule {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw wrong(path, `must be ${what}.`)
  }
}

export function between(least: number, most: number): Rule {
  return (value, path) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !(number >= least && number <= most))
      throw wrong(path, `must be a number from ${least} to ${most}.`)
  }
}

export function among(...values: readonly unknown[]): Rule {
  return (value, path) => {
    if (!values.includes(value)) throw wrong(path, `must be one of {${values.join(', ')}}.`)
  }
}

export function all(...rules: readonly Rule[]): Rule {
  return (value, path) => {
    for (const rule of rules) rule(value, path)
  }
}

/** A condition on a whole object. */
export function must(holds: (value: Fields) => boolean, details: string, code = 131009): Rule {
  return (value, path) => {
    if (!isFields(value) || !holds(value)) throw new GraphError(code, path === '' ? details : `${path}: ${details}`)
  }
}

/** All members of a field of the members of a list: the rows of all sections. */
export function inner(value: Fields, list: string, field: string): readonly unknown[] {
  return items(value[list]).flatMap(each => (isFields(each) ? items(each[field]) : []))
}

export const yesOrNo: Rule = among(true, false)
export const anything: Rule = () => undefined

function mustBeFields(value: unknown, path: string): Fields {
  if (isFields(value)) return value
  throw wrong(path || 'The body', 'must be a JSON object.')
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null
}

function missed(path: string): GraphError {
  return new GraphError(131008, `The parameter ${path} is required.`)
}

function unexpected(name: string, path: string): GraphError {
  return new GraphError(100, `Unexpected key "${name}" on param "${path || 'body'}".`)
}

function wrong(path: string, details: string): GraphError {
  return new GraphError(131009, `${path} ${details}`)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
